"""The files of posts: those attached to them, and those in their texts."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import RowMapping, bindparam, select

from gateway.api import caller_zone, date_text
from gateway.api.tables import files
from gateway.components.core_course.activities import file_icon
from gateway.components.mod_forum.places import Place

__all__ = ["ATTACHED", "INLINE", "as_files", "as_stored", "of_posts"]

# The areas of the files of posts.
ATTACHED, INLINE = "attachment", "post"

_TIME_FORMAT = "%A, %d %B %Y, %I:%M %p"
_SHORT = 25
_UNITS = ("bytes", "KB", "MB", "GB")

_OWN = files.c
_FOUND = (
    select(files)
    .where(_OWN.contextid == bindparam("context"), _OWN.component == "mod_forum", _OWN.filearea == bindparam("area"))
    .where(_OWN.itemid.in_(bindparam("posts", expanding=True)), _OWN.filename != ".")
    .order_by(_OWN.itemid, _OWN.filepath, _OWN.filename)
)


def of_posts(place: Place, area: str, ids: Collection[int]) -> dict[int, list[RowMapping]]:
    """The files of posts in one area, by the id of the post."""
    found: dict[int, list[RowMapping]] = {postid: [] for postid in ids}
    asked = {"context": place.context.id, "area": area, "posts": list(ids)}
    for row in place.ctx.db.execute(_FOUND, asked).mappings():
        found[row["itemid"]].append(row)
    return found


def as_files(place: Place, rows: Collection[RowMapping]) -> list[dict[str, Any]]:
    """Files as results describe files."""
    return [
        {
            **{name: row[name] for name in ("filename", "filepath", "filesize", "timemodified", "mimetype")},
            "fileurl": _address(place, row),
            "isexternalfile": row["referencefileid"] is not None,
            "icon": file_icon(row["mimetype"]),
        }
        for row in rows
    ]


def as_stored(place: Place, rows: Collection[RowMapping], *, attached: bool) -> list[dict[str, Any]]:
    """Files as pages show them."""
    ctx = place.ctx
    here = caller_zone(ctx)
    more: dict[str, Any] = {"urls": {"export": None}, "html": {"plagiarism": None}} if attached else {}
    return [
        {
            **{name: row[name] for name in ("component", "filearea", "itemid", "filepath", "filename", "filesize")},
            "contextid": place.context.id,
            "isdir": False,
            "isimage": (row["mimetype"] or "").startswith("image/"),
            **{name: row[name] for name in ("timemodified", "timecreated")},
            **{name: row[name] or "" for name in ("author", "license")},
            "filenameshort": _shortened(row["filename"]),
            "filesizeformatted": _size(row["filesize"]),
            "icon": file_icon(row["mimetype"]),
            **{f"{name}formatted": date_text(row[name], _TIME_FORMAT, here) for name in ("timecreated", "timemodified")},
            "url": _address(place, row),
            **more,
        }
        for row in rows
    ]


def _address(place: Place, row: RowMapping) -> str:
    """Where a file is got from."""
    ctx = place.ctx
    base = f"{ctx.site.wwwroot}/{ctx.settings.file}/{place.context.id}/mod_forum"
    return f"{base}/{row['filearea']}/{row['itemid']}{row['filepath']}{row['filename']}"


def _shortened(name: str) -> str:
    """A name of a file that is not long, its ending kept."""
    if len(name) <= _SHORT:
        return name
    stem, dot, ending = name.rpartition(".")
    return f"{(stem or name)[: _SHORT - len(ending) - 4]}...{dot}{ending}" if stem else f"{name[: _SHORT - 3]}..."


def _size(size: int) -> str:
    """A size as people read it."""
    value, unit = float(size), 0
    while value >= 1024 and unit < len(_UNITS) - 1:
        value, unit = value / 1024, unit + 1
    return f"{value:.1f} {_UNITS[unit]}" if unit else f"{size} {_UNITS[0]}"
