"""What many functions share (``docs/contract/encodings.md 1.1``): the descriptions of text formats, files and warnings."""

from __future__ import annotations

from typing import Any, Final

from gateway.describe.model import MISSING, List, Missing, Struct, Value
from gateway.describe.types import ALPHANUM, BOOL, FILE, INT, PATH, PLUGIN, RAW, TEXT, URL, ParamType

__all__ = ["FORMATS", "files", "format_value", "warning", "warnings"]

FORMATS: Final = ("0", "1", "2", "4")
"""The formats a text may have: automatic, HTML, plain text, Markdown."""

_HTML: Final = "1"


def format_value(field: str, *, default: str | int | Missing | None = MISSING, optional: bool = False) -> Value:
    """The format of the text in the member ``field``.

    As in the reference, a default that is None, 0, False or empty means HTML; automatic is ``"0"``, the text.
    Raises ValueError for a default that is no format.
    """
    if default is not MISSING:
        default = default or _HTML
        if str(int(default)) not in FORMATS:
            raise ValueError(f"{default!r} is no text format")
    return Value(INT, f"format of {field}: 1 is HTML, 0 automatic, 2 plain text, 4 Markdown", default=default, optional=optional)


# The members of a file: type, description, and whether it may be None where an exporter describes it.
_FILE_MEMBERS: Final[dict[str, tuple[ParamType, str, bool]]] = {
    "filename": (FILE, "name of the file", False),
    "filepath": (PATH, "folder of the file, with a slash at both ends", False),
    "filesize": (INT, "size in bytes", False),
    "fileurl": (URL, "address to download the file from", False),
    "timemodified": (INT, "time of the last change", False),
    "mimetype": (RAW, "media type", False),
    "isexternalfile": (BOOL, "whether the content lies in an external repository", False),
    "repositorytype": (PLUGIN, "kind of that repository", True),
    "icon": (RAW, "name of the icon for the media type", True),
}


def files(text: str = "files", *, optional: bool = False, exported: bool = False) -> List:
    """A list of files, whose members may all be missing.

    They may be None as well, except where the list comes from an exporter (``exported``); what an exporter calls optional,
    the reference describes as optional twice, as the list and as its item.
    """
    members = {
        name: Value(kind, member_text, optional=True, null=null or not exported)
        for name, (kind, member_text, null) in _FILE_MEMBERS.items()
    }
    return List(Struct(members, "file", optional=optional and exported), text, optional=optional)


def warnings(
    item: str = "kind of the item",
    itemid: str = "id of the item",
    code: str = "code that programs can act on",
) -> List:
    """The optional list of warnings in a result; the arguments are the descriptions of its members."""
    members = {
        "item": Value(TEXT, item, optional=True),
        "itemid": Value(INT, itemid, optional=True),
        "warningcode": Value(ALPHANUM, code),
        "message": Value(RAW, "what happened, for a person"),
    }
    return List(Struct(members, "warning"), "warnings", optional=True)


def warning(item: str, itemid: int, code: str, message: str) -> dict[str, Any]:
    """An entry of ``warnings``: what it is about, a code that programs can act on, and what happened, for a person."""
    return {"item": item, "itemid": itemid, "warningcode": code, "message": message}
