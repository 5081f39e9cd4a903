"""Icons of files: which icon stands for a kind of file, and how it looks. They are drawn here."""

from __future__ import annotations

from functools import cache
from typing import Final, NamedTuple

__all__ = ["ACTIVITY", "drawing", "icon_of", "shape"]

# Icons by media type, or by its part before the slash.
_BY_TYPE: Final = {
    "text/plain": "text", "text/html": "markup", "text/csv": "spreadsheet", "text/css": "json", "application/pdf": "pdf",
    "application/zip": "archive", "application/gzip": "archive", "application/x-tar": "archive", "application/json": "json",
    "application/zip.h5p": "h5p", "application/x-javascript": "text", "application/xml": "markup", "text/xml": "markup",
    "application/xhtml+xml": "markup", "application/x-rar-compressed": "archive", "application/x-7z-compressed": "archive",
    "application/g-zip": "archive", "application/x-stuffit": "archive", "application/mac-binhex40": "archive",
    "application/vnd.moodle.backup": "moodle", "application/msword": "document", "text/rtf": "text",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "document",
    "application/vnd.ms-excel": "spreadsheet", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "spreadsheet",
    "application/vnd.ms-powerpoint": "powerpoint",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "powerpoint",
    "application/vnd.oasis.opendocument.text": "writer", "application/vnd.oasis.opendocument.spreadsheet": "calc",
    "application/vnd.oasis.opendocument.presentation": "impress", "application/vnd.oasis.opendocument.graphics": "draw",
    "application/epub+zip": "epub", "application/postscript": "eps", "image/": "image", "audio/": "audio", "video/": "video",
    "text/": "text",
}  # fmt: skip

# The endings of the names of files with source code.
_SOURCE_CODE: Final = frozenset({"asc", "asm", "c", "cpp", "cs", "h", "hpp", "java", "m", "php"})

_SHEET: Final = "M6 2h8l5 5v13a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2z"
_FOLD: Final = "M14 2v5h5z"
_LINES: Final = "M7 10h9v1.5H7zM7 13h9v1.5H7zM7 16h6v1.5H7z"
_HEADED: Final = "M7 10h9v2.5H7zM7 14h9v1.2H7zM7 16.7h9v1.2H7z"
_TABLE: Final = "M7 10h4v2H7zM12 10h4v2h-4zM7 13h4v2H7zM12 13h4v2h-4zM7 16h4v2H7zM12 16h4v2h-4z"
_BARS: Final = "M7 15h2v3H7zM10.5 12h2v6h-2zM14 10h2v8h-2z"
_ZIP: Final = "M10 9h2v2h-2zM12 11h2v2h-2zM10 13h2v2h-2zM12 15h2v2h-2zM10 17h2v2h-2z"
_BRACES: Final = (
    "M10 10H9a1.5 1.5 0 0 0-1.5 1.5v1L6.5 14l1 1.5v1A1.5 1.5 0 0 0 9 18h1v-1.2H9v-2L8 14l1-.8v-2h1z"
    "M13 10h1a1.5 1.5 0 0 1 1.5 1.5v1l1 1.5-1 1.5v1A1.5 1.5 0 0 1 14 18h-1v-1.2h1v-2l1-.8-1-.8v-2h-1z"
)
_BOOK: Final = "M7 10h4v8H7zM12 10h4v8h-4z"


class _Look(NamedTuple):
    """The colour of the sheet of an icon, and the shape on it."""

    colour: str
    shape: str


_LOOKS: Final = {
    "archive": _Look("#a3752b", _ZIP),
    "audio": _Look("#7a4fb5", "M10 10l6-1.5v7a2 2 0 1 1-1.5-1.9v-3.2l-3 .8v5.3a2 2 0 1 1-1.5-1.9z"),
    "calc": _Look("#2f7d4f", _TABLE),
    "document": _Look("#2f63b5", _HEADED),
    "draw": _Look("#b5802f", "M7 13h5v5H7zM13.5 9a3 3 0 1 0 .01 0z"),
    "eps": _Look("#b5802f", "M7 18c0-6 9-2 9-8h1.2c0 8-9 3-9 8z"),
    "epub": _Look("#4f8a2f", _BOOK),
    "h5p": _Look("#2f63b5", "M7 10h9v8H7zm3 2v4l4-2z"),
    "image": _Look("#2f8a8a", "M6.5 18l3.5-5 2.5 3 1.5-2 2.5 4zM14 9.5a1.5 1.5 0 1 0 .01 0z"),
    "impress": _Look("#b5542f", _BARS),
    "json": _Look("#5b6470", _BRACES),
    "markup": _Look("#5b6470", "M9.5 10l-3 3.5 3 3.5 1-.9-2.2-2.6 2.2-2.6zM13.5 10l3 3.5-3 3.5-1-.9 2.2-2.6-2.2-2.6z"),
    "moodle": _Look("#a3752b", "M7 11h9v7H7zm3 2.5V15h3v-1.5z"),
    "pdf": _Look("#b32f2f", "M7 10h9v3H7zM7 14.5h9V16H7zM7 17.5h6V19H7z"),
    "powerpoint": _Look("#b5542f", _BARS),
    "sourcecode": _Look("#3b4450", _BRACES),
    "spreadsheet": _Look("#2f7d4f", _TABLE),
    "text": _Look("#5b6470", _LINES),
    "unknown": _Look("#8a929c", "M7 13h2v2H7zM10.5 13h2v2h-2zM14 13h2v2h-2z"),
    "video": _Look("#7a4fb5", "M8.5 10l7 4-7 4z"),
    "writer": _Look("#2f63b5", _HEADED),
}  # fmt: skip
_PEOPLE: Final = (
    "M8 4a3 3 0 1 1 0 6 3 3 0 0 1 0-6zm8 0a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM2 19c0-4 2.5-7 6-7s6 3 6 7zM15.5 19c0-2.5-.7-4.5-2-6.1"
    ".8-.6 1.6-.9 2.5-.9 3.5 0 6 3 6 7z"
)
_FOLDERS: Final = {
    "folder": "M4 4h6l2 2h8a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2z",
    "folder-open": "M4 4h6l2 2h8a2 2 0 0 1 2 2H6l-4 9V6a2 2 0 0 1 2-2zm3 6h16l-3 9a1.5 1.5 0 0 1-1.4 1H3z",
}
# The pictures of the site that answers name, besides those of kinds of files.
_OTHERS: Final = {
    "g/g1": _PEOPLE,
    "i/categoryevent": "M4 5h7v6H4zm9 0h7v6h-7zM4 13h7v6H4zm9 0h7v6h-7z",
    "i/courseevent": "M12 4l11 5-11 5L1 9zM5 13l7 3 7-3v4l-7 3-7-3z",
    "i/groupevent": _PEOPLE,
    "i/marker": "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zm0 2a7 7 0 1 0 0 14 7 7 0 0 0 0-14zm-1 3h2v5h-2zm0 6.5h2v2h-2z",
    "i/otherevent": "M5 4h2V2h2v2h6V2h2v2h2a2 2 0 0 1 2 2v13a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2zm0 5v10h14V9z",
    "i/siteevent": "M12 2a10 10 0 1 1 0 20 10 10 0 0 1 0-20zm0 2a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM5 11h14v2H5z",
    "i/userevent": "M12 3a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM4 20c0-4.5 3.5-7.5 8-7.5s8 3 8 7.5z",
    "icon": "M7 3h10a4 4 0 0 1 4 4v10a4 4 0 0 1-4 4H7a4 4 0 0 1-4-4V7a4 4 0 0 1 4-4zm1.5 5.5v7h7v-7z",
}  # fmt: skip
ACTIVITY: Final = _OTHERS["icon"]
"""The shape of the icon of an activity whose type brings none."""


def icon_of(mimetype: str | None, filename: str = "") -> str:
    """The name of the icon for a file: that of its media type, unless its name tells that it is source code."""
    kind = mimetype or ""
    if filename.rpartition(".")[2].lower() in _SOURCE_CODE:
        return "f/sourcecode"
    return f"f/{_BY_TYPE.get(kind) or _BY_TYPE.get(kind.split('/')[0] + '/', 'unknown')}"


@cache
def drawing(name: str) -> bytes | None:
    """A picture of the site as SVG: the icon of a kind of file (``f/pdf``), or another that answers name; None if there is none."""
    if name in _OTHERS:
        return shape(_OTHERS[name])
    kind = name.removeprefix("f/")
    if kind == name:
        return None
    if kind in _FOLDERS:
        return shape(_FOLDERS[kind], "#c29a3a")
    look = _LOOKS.get(kind)
    return None if look is None else _svg(_path(_SHEET, look.colour), _path(_FOLD, "#fff", ".5"), _path(look.shape, "#fff"))


def shape(path: str, colour: str = "#333") -> bytes:
    """An icon of one shape as SVG: a path on a field of 24 by 24, in one colour, in which what lies inside of a shape is cut out."""
    return _svg(_path(path, colour))


def _svg(*parts: str) -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24">{"".join(parts)}</svg>'.encode()


def _path(path: str, colour: str, opacity: str = "") -> str:
    seen = f' fill-opacity="{opacity}"' if opacity else ""
    return f'<path fill="{colour}" fill-rule="evenodd"{seen} d="{path}"/>'
