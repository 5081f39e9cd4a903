"""The files of posts: attachments, and files in messages."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import RowMapping, bindparam, select

from gateway.api import caller_zone, date_text
from gateway.api.areas import icon_of, path_in_address
from gateway.api.tables import files
from gateway.components.mod_forum.access import ForumAccess

__all__ = ["ATTACHED", "INLINE", "file_results", "exporter_results", "of_posts"]

# The file areas of posts.
ATTACHED, INLINE = "attachment", "post"

_TIME_FORMAT = "%A, %d %B %Y, %I:%M %p"
_SHORT = 25
_UNITS = ("bytes", "KB", "MB", "GB")

_COLS = files.c
_FOUND = (
    select(files)
    .where(_COLS.contextid == bindparam("context"), _COLS.component == "mod_forum", _COLS.filearea == bindparam("area"))
    .where(_COLS.itemid.in_(bindparam("posts", expanding=True)), _COLS.filename != ".")
    .order_by(_COLS.itemid, _COLS.filepath, _COLS.filename)
)


def of_posts(access: ForumAccess, area: str, ids: Collection[int]) -> dict[int, list[RowMapping]]:
    """The files of posts in one file area, by post id."""
    found: dict[int, list[RowMapping]] = {postid: [] for postid in ids}
    asked = {"context": access.context.id, "area": area, "posts": list(ids)}
    for row in access.ctx.db.execute(_FOUND, asked).mappings():
        found[row["itemid"]].append(row)
    return found


def file_results(access: ForumAccess, rows: Collection[RowMapping]) -> list[dict[str, Any]]:
    """Files as ``external_files`` describes them, for functions of the older kind."""
    return [
        {
            **{name: row[name] for name in ("filename", "filepath", "filesize", "timemodified", "mimetype")},
            "fileurl": _file_url(access, row),
            "isexternalfile": row["referencefileid"] is not None,
            "icon": icon_of(row["mimetype"], row["filename"]),
        }
        for row in rows
    ]


def exporter_results(access: ForumAccess, rows: Collection[RowMapping], *, attached: bool) -> list[dict[str, Any]]:
    """Files as exporters of stored files return them; with ``attached``, the members that only attachments have, too."""
    ctx = access.ctx
    timezone = caller_zone(ctx)
    more: dict[str, Any] = {"urls": {"export": None}, "html": {"plagiarism": None}} if attached else {}
    return [
        {
            **{name: row[name] for name in ("component", "filearea", "itemid", "filepath", "filename", "filesize")},
            "contextid": access.context.id,
            "isdir": False,
            "isimage": (row["mimetype"] or "").startswith("image/"),
            **{name: row[name] for name in ("timemodified", "timecreated")},
            **{name: row[name] or "" for name in ("author", "license")},
            "filenameshort": _shortened(row["filename"]),
            "filesizeformatted": _size(row["filesize"]),
            "icon": icon_of(row["mimetype"], row["filename"]),
            **{f"{name}formatted": date_text(row[name], _TIME_FORMAT, timezone) for name in ("timecreated", "timemodified")},
            "url": _download_url(access, row),
            **more,
        }
        for row in rows
    ]


def _download_url(access: ForumAccess, row: RowMapping) -> str:
    """The address at which a browser downloads a file."""
    return f"{access.ctx.site.wwwroot}/pluginfile.php/{_path(access, row)}?forcedownload=1"


def _file_url(access: ForumAccess, row: RowMapping) -> str:
    """The ``pluginfile.php`` address of a file."""
    return f"{access.ctx.site.wwwroot}/{access.ctx.settings.file}/{_path(access, row)}"


def _path(access: ForumAccess, row: RowMapping) -> str:
    """The end of the address of a file: its context, component, area, item id, folder and name."""
    return f"{access.context.id}/mod_forum/{row['filearea']}/{row['itemid']}{path_in_address(row)}"


def _shortened(name: str) -> str:
    """A file name of at most about 25 characters, with its extension."""
    if len(name) <= _SHORT:
        return name
    stem, dot, ending = name.rpartition(".")
    return f"{(stem or name)[: _SHORT - len(ending) - 4]}...{dot}{ending}" if stem else f"{name[: _SHORT - 3]}..."


def _size(size: int) -> str:
    """A file size with its unit after a space that does not break, such as ``1.5 MB``."""
    value, unit = float(size), 0
    while value >= 1024 and unit < len(_UNITS) - 1:
        value, unit = value / 1024, unit + 1
    return f"{value:.1f}\xa0{_UNITS[unit]}" if unit else f"{size}\xa0{_UNITS[0]}"
