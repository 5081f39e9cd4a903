"""The files of posts: attachments, and files in messages."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import RowMapping, bindparam, delete, select, update

from gateway.api import CodedError, caller_zone, date_text
from gateway.api.areas import icon_of, path_in_address
from gateway.api.stored_files import FOLDER, AreaLimits, ItemArea, drafts, largest_file, rows
from gateway.api.tables import files
from gateway.components.mod_forum.access import ForumAccess
from gateway.components.mod_forum.tables import forum_posts

__all__ = [
    "ATTACHED",
    "INLINE",
    "DraftAreas",
    "draft_results",
    "exporter_results",
    "file_results",
    "forget",
    "limits_of",
    "of_posts",
    "store",
    "to_draft",
]

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
        drafts.save(ctx, areas.inline, ItemArea(access.context.id, "mod_forum", INLINE, postid), limits_of(access, INLINE))
        values = {"message": drafts.from_text(ctx, message, areas.inline)}
        ctx.db.execute(update(forum_posts).where(cols.id == postid).values(values))
    if areas.attached:
        if not access.may_attach():
            raise CodedError("couldnotadd", "forum")
        drafts.save(ctx, areas.attached, ItemArea(access.context.id, "mod_forum", ATTACHED, postid), limits_of(access, ATTACHED))
        found = of_posts(access, ATTACHED, [postid])[postid]
        ctx.db.execute(update(forum_posts).where(cols.id == postid).values(attachment="1" if found else ""))


def limits_of(access: ForumAccess, area: str) -> AreaLimits:
    """What one of the two file areas of a post may hold."""
    largest, most = largest_file(access.ctx.site), access.row["maxbytes"]
    if area == INLINE:
        return AreaLimits(folders=True, file_bytes=largest)
    return AreaLimits(files=access.row["maxattachments"], file_bytes=min(most, largest) if most > 0 else largest)


def to_draft(access: ForumAccess, postid: int, area: str, itemid: int, kept: Collection[tuple[str, str]] | None) -> ItemArea:
    """The draft area of the caller in which the files of a post are edited: the one with this number, or a new one with copies.

    With ``kept``, the folders and names of the files to keep there, all others are deleted from it.
    """
    ctx = access.ctx
    if not itemid:
        itemid = drafts.prepare(ctx, ItemArea(access.context.id, "mod_forum", area, postid), limits_of(access, area))
    draft = drafts.draft_area(ctx.db, ctx.userid, itemid)
    if kept is not None:
        there = rows.of_item_area(ctx.db, draft)
        rows.remove(ctx.db, [row["id"] for row in there if row["filename"] != FOLDER and (row["filepath"], row["filename"]) not in kept])
    return draft


def draft_results(access: ForumAccess, draft: ItemArea) -> list[dict[str, Any]]:
    """The files of a draft area as ``external_files`` describes them."""
    base = f"{access.ctx.site.wwwroot}/draftfile.php/{'/'.join(map(str, draft))}"
    return [_file_result(row, base + path_in_address(row)) for row in rows.of_item_area(access.ctx.db, draft) if row["filename"] != FOLDER]


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


def file_results(access: ForumAccess, stored: Collection[RowMapping]) -> list[dict[str, Any]]:
    """Files as ``external_files`` describes them, for functions of the older kind."""
    return [_file_result(row, _file_url(access, row)) for row in stored]


def _file_result(row: RowMapping, address: str) -> dict[str, Any]:
    """A file as ``external_files`` describes it."""
    return {
        **{name: row[name] for name in ("filename", "filepath", "filesize", "timemodified", "mimetype")},
        "fileurl": address,
        "isexternalfile": row["referencefileid"] is not None,
        "icon": icon_of(row["mimetype"], row["filename"]),
    }


def exporter_results(access: ForumAccess, stored: Collection[RowMapping], *, attached: bool) -> list[dict[str, Any]]:
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
        for row in stored
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
