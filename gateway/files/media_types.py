"""The media types of files, by the ending of their names, and else by how they begin."""

from __future__ import annotations

import mimetypes
import re
from typing import Final

__all__ = ["HEAD", "UNKNOWN", "by_content", "by_name", "of_file"]

HEAD: Final = 2048
"""How many first bytes of a file its type is told by."""

UNKNOWN: Final = "document/unknown"
"""What the contract calls the type of a file that it cannot tell."""

# Where the contract has other types than the standard table, or types that the table lacks.
_CONTRACT: Final = {
    ".7z": "application/x-7z-compressed", ".apk": "application/vnd.android.package-archive", ".applescript": "text/plain",
    ".asc": "text/sourcecode", ".asm": "text/sourcecode", ".au": "audio/au", ".avi": "video/x-ms-wm", ".cc": "text/plain",
    ".cct": "shockwave/director", ".cpp": "text/plain", ".cs": "application/x-csh", ".dif": "video/x-dv",
    ".dmg": "application/octet-stream", ".docm": "application/vnd.ms-word.document.macroEnabled.12",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".dotx": "application/vnd.openxmlformats-officedocument.wordprocessingml.template", ".dv": "video/x-dv",
    ".epub": "application/epub+zip", ".f4v": "video/mp4", ".flac": "audio/flac", ".flv": "video/x-flv", ".gz": "application/g-zip",
    ".gzip": "application/g-zip", ".h5p": "application/zip.h5p", ".hpp": "text/plain", ".hqx": "application/mac-binhex40",
    ".ics": "text/calendar", ".imscc": "application/vnd.ims.imsccv1p1", ".java": "text/plain", ".jfif": "image/jpeg",
    ".js": "application/x-javascript", ".m": "text/plain", ".m3u8": "application/x-mpegURL", ".m4a": "audio/mp4", ".m4v": "video/mp4",
    ".mbz": "application/vnd.moodle.backup", ".md": "text/markdown", ".mkv": "video/x-matroska", ".mp3": "audio/mp3",
    ".mpr": "application/vnd.mozilla.xul+xml", ".nbk": "application/x-smarttech-notebook",
    ".notebook": "application/x-smarttech-notebook", ".odg": "application/vnd.oasis.opendocument.graphics",
    ".odp": "application/vnd.oasis.opendocument.presentation", ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".odt": "application/vnd.oasis.opendocument.text", ".oga": "audio/ogg", ".ogg": "audio/ogg", ".ogv": "video/ogg",
    ".opus": "audio/ogg", ".pct": "image/pict", ".php": "text/plain", ".pic": "image/pict", ".pict": "image/pict",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation", ".ra": "audio/x-realaudio-plugin",
    ".ram": "audio/x-pn-realaudio-plugin", ".rar": "application/x-rar-compressed", ".rb": "text/plain",
    ".rm": "audio/x-pn-realaudio-plugin", ".rtf": "text/rtf", ".rv": "audio/x-pn-realaudio-plugin", ".scss": "text/x-scss",
    ".sit": "application/x-stuffit", ".smi": "application/smil", ".smil": "application/smil", ".sqt": "text/xml",
    ".svgz": "image/svg+xml", ".tgz": "application/g-zip", ".ts": "video/mp2t", ".wav": "audio/wav", ".webp": "image/webp",
    ".wma": "audio/x-ms-wma", ".wmv": "video/x-ms-wmv", ".xbk": "application/x-smarttech-notebook", ".xhtml": "application/xhtml+xml",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xml": "application/xml", ".xsl": "text/xml",
    ".yaml": "application/yaml", ".yml": "application/yaml",
}  # fmt: skip
# The table of the language alone: what the machine adds to it would differ from one to the next.
_STANDARD: Final = mimetypes.MimeTypes()
# The characters that no text has.
_NOT_IN_TEXT: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
# How likely a type has to be that is told by the beginning of a file.
_LIKELY: Final = 0.3


def by_name(filename: str) -> str:
    """The media type for the ending of a name, whatever its case; ``document/unknown`` where the ending says nothing."""
    ending = f".{filename.rpartition('.')[2].lower()}" if "." in filename else ""
    return _CONTRACT.get(ending) or _STANDARD.types_map[True].get(ending) or UNKNOWN


def by_content(head: bytes) -> str:
    """The media type that the first bytes of a file tell."""
    if not head:
        return UNKNOWN
    if not _NOT_IN_TEXT.search(head):
        try:
            head.decode("utf-8")
        except UnicodeDecodeError as error:
            if error.start < len(head) - 3:  # no character that the end of the bytes has cut
                return _told(head)
        return "text/plain"
    return _told(head)


def of_file(filename: str, head: bytes) -> str:
    """The media type of a file by its name, or where that says nothing by its first bytes."""
    kind = by_name(filename)
    return by_content(head) if kind == UNKNOWN else kind


def _told(head: bytes) -> str:
    import puremagic  # which reads its tables when it is loaded

    try:
        found = puremagic.magic_string(head)
    except puremagic.PureError:
        return "application/octet-stream"
    if head.startswith(b"PK"):  # of the many types that are archives, the beginning tells none
        return "application/zip"
    return next((each.mime_type for each in found if each.mime_type and each.confidence >= _LIKELY), "application/octet-stream")
