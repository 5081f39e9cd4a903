"""The files of posts: attachments, and files in messages."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import RowMapping, bindparam, delete, select, update

from gateway.api import CodedError, caller_zone, date_text
from gateway.api.areas import icon_of, path_in_address
from gateway.api.stored_files import AreaLimits, ItemArea, drafts, largest_file
from gateway.api.tables import files
from gateway.components.mod_forum.access import ForumAccess
from gateway.components.mod_forum.tables import forum_posts

__all__ = ["ATTACHED", "INLINE", "DraftAreas", "exporter_results", "file_results", "forget", "of_posts", "store"]

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


class DraftAreas(NamedTuple):
    """The numbers of draft areas of the caller with files for a post: for those in its message, and for its attachments; 0 for none."""

    inline: int = 0
    attached: int = 0


def store(access: ForumAccess, postid: int, areas: DraftAreas) -> None:
    """Make the files of a post those of draft areas, as far as there are any. Raises ``couldnotadd`` where nothing may be attached.

    Addresses of drafts in the message become placeholders. Files beyond what the forum takes are left out.
    """
    ctx, cols = access.ctx, forum_posts.c
    if areas.inline:
        message = ctx.db.execute(select(cols.message).where(cols.id == postid)).scalar_one()
        limits = AreaLimits(folders=True, file_bytes=largest_file(ctx.site))
        drafts.save(ctx, areas.inline, ItemArea(access.context.id, "mod_forum", INLINE, postid), limits)
        values = {"message": drafts.from_text(ctx, message, areas.inline)}
        ctx.db.execute(update(forum_posts).where(cols.id == postid).values(values))
    if areas.attached:
        if not access.may_attach():
            raise CodedError("couldnotadd", "forum")
        most = access.row["maxbytes"]
        limits = AreaLimits(
            files=access.row["maxattachments"],
            file_bytes=min(most, largest_file(ctx.site)) if most > 0 else largest_file(ctx.site),
        )
        drafts.save(ctx, areas.attached, ItemArea(access.context.id, "mod_forum", ATTACHED, postid), limits)
        found = of_posts(access, ATTACHED, [postid])[postid]
        ctx.db.execute(update(forum_posts).where(cols.id == postid).values(attachment="1" if found else ""))


def forget(access: ForumAccess, ids: Collection[int]) -> None:
    """Delete the files of posts."""
    in_areas = _COLS.contextid == access.context.id, _COLS.component == "mod_forum", _COLS.filearea.in_((ATTACHED, INLINE))
    access.ctx.db.execute(delete(files).where(*in_areas, _COLS.itemid.in_(ids)))


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
