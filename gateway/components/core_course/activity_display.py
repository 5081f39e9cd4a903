"""How files, addresses and folders are displayed on the course page: size, type and date of a file, pop-up windows."""

from __future__ import annotations

import mimetypes
from datetime import tzinfo
from typing import Any

import msgspec
from sqlalchemy import RowMapping

from gateway.api import CallContext, date_text
from gateway.api.php import serialized
from gateway.components.core_course.activity_data import ActivityContent, Instance, Row, display_options

__all__ = ["Display", "of", "size_text"]

# The display modes of files and URLs that open a window (values of resource.display and url.display).
_NEW, _POPUP = 3, 6
_WINDOW = "toolbar=no,location=no,menubar=no,copyhistory=no,status=no,directories=no,scrollbars=yes,resizable=yes"
_WIDTH, _HEIGHT = 620, 450
# A folder's contents are shown on the course page (a value of folder.display).
_INLINE = 1
# Whoever changes a file within this time after adding it has added it; in seconds.
_ADDING = 300

_UNITS = ("bytes", "KB", "MB", "GB", "TB")
_KINDS = {
    "text/plain": "Text file", "text/html": "HTML document", "text/csv": "Comma-separated values", "application/pdf": "PDF document",
    "application/zip": "Archive (ZIP)", "application/msword": "Word document",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word 2007 document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel 2007 spreadsheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "Powerpoint 2007 presentation",
}  # fmt: skip


class Display(msgspec.Struct, frozen=True):
    """The script of an activity's link, what follows the link, its badge, more custom data, and whether it has an address at all."""

    onclick: str = ""
    afterlink: str | None = None
    badge: dict[str, str] = msgspec.field(default_factory=dict)
    data: dict[str, Any] = msgspec.field(default_factory=dict)
    has_address: bool = True


def of(ctx: CallContext, row: Row, instance: Instance, stored: ActivityContent, here: tzinfo) -> Display:
    """How an activity is displayed to the caller, in whose time zone ``here`` dates are."""
    if row["modname"] == "folder":
        return Display(has_address=instance["display"] != _INLINE)
    if row["modname"] == "subsection":
        return Display(has_address=False)
    if row["modname"] not in ("resource", "url"):
        return Display()
    options = display_options(instance)
    onclick = _window(f"{ctx.site.wwwroot}/mod/{row['modname']}/view.php?id={row['id']}", instance["display"], options)
    if row["modname"] == "url" or not stored.files:
        return Display(onclick)
    file = stored.files[0]
    known = _known(file)
    details: dict[str, Any] = {}
    if options.get("showsize"):
        details["size"] = known["size"]
    if options.get("showtype"):
        details |= {name: known[name] for name in ("type", "mimetype", "extension")}
    if options.get("showdate"):
        changed = file["timemodified"] > file["timecreated"] + _ADDING
        details["modifieddate" if changed else "uploadeddate"] = str(file["timemodified" if changed else "timecreated"])
    if not details:
        return Display(onclick)
    badge = {"badgecontent": known["extension"], "badgestyle": "badge-none"} if options.get("showtype") else {}
    data = {"displayoptions": serialized.dumps({**options, "filedetails": details})}
    return Display(onclick, _after(details, here), badge, data)


def _window(address: str, display: int, options: dict[str, Any]) -> str:
    """The script that opens an address in a window; "" where it is not opened in one."""
    address = f"{address}&amp;redirect=1"
    if display == _POPUP:
        size = f"width={options.get('popupwidth') or _WIDTH},height={options.get('popupheight') or _HEIGHT}"
        return f"window.open('{address}', '', '{size},{_WINDOW}'); return false;"
    return f"window.open('{address}'); return false;" if display == _NEW else ""


def _known(file: RowMapping) -> dict[str, Any]:
    """The size, the type and the extension of a file."""
    mimetype = file["mimetype"] or ""
    extension = file["filename"].rpartition(".")[2] if "." in file["filename"] else (mimetypes.guess_extension(mimetype) or "").strip(".")
    return {
        "size": file["filesize"],
        "type": _KINDS.get(mimetype, mimetype),
        "mimetype": mimetype,
        "extension": extension.upper(),
    }


def _after(details: dict[str, Any], here: tzinfo) -> str | None:
    """What follows the link to a file: its size and its date."""
    parts = [size_text(details["size"])] if "size" in details else []
    for name, word in (("modifieddate", "Modified"), ("uploadeddate", "Uploaded")):
        if name in details:
            when = date_text(int(details[name]), "%d/%m/%y, %H:%M", here, fixday=False, fixhour=False)
            parts.append(f"{word} {when}")
    return f' <span class="resourcelinkdetails">{" · ".join(parts)}</span>' if parts else None


def size_text(size: int) -> str:
    """A size in bytes as people read it."""
    unit, number = 0, float(size)
    while number >= 1024 and unit < len(_UNITS) - 1:
        unit, number = unit + 1, number / 1024
    return f"{size}\N{NO-BREAK SPACE}{_UNITS[0]}" if not unit else f"{number:.1f}\N{NO-BREAK SPACE}{_UNITS[unit]}"
