"""Blog entries, and the rules for reading them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from gateway.api import SITE_COURSE, SYSTEM, CallContext, CodedError, Level, contexts, format_string, format_text
from gateway.api.areas import icon_of, path_in_address
from gateway.api.rows import Window
from gateway.api.tables import files, user
from gateway.components.core_blog import filters
from gateway.components.core_blog.tables import post
from gateway.components.core_course import events
from gateway.components.core_course.events import Happening
from gateway.components.core_tag import lib as tags

__all__ = ["enter", "entries", "note_view"]

_VIEWED = Happening("core", "blog_entries")

_COLUMNS = (
    "id", "module", "userid", "courseid", "groupid", "moduleid", "coursemoduleid", "content", "uniquehash", "rating", "format",
    "attachment", "publishstate", "lastmodified", "created", "usermodified",
)  # fmt: skip


def enter(ctx: CallContext) -> None:
    """Enter the site to read its blogs. Raises ``CodedError`` or ``MissingCapability`` if the caller may not."""
    if not ctx.site.config.flag("enableblogs"):
        raise CodedError("blogdisable", "blog")
    if ctx.userid:
        ctx.validate(SYSTEM)
    ctx.require("moodle/blog:view", SYSTEM)


def entries(ctx: CallContext, wanted: Mapping[str, str], part: Window) -> tuple[list[dict[str, Any]], int]:
    """A part of the entries that match all filters, newest first, and the number of all of them.

    Raises the errors of ``filters.parsed`` and ``filters.enter``.
    """
    given = filters.parsed(ctx, wanted)
    filters.enter(ctx, given)
    conditions = [post.c.module.in_(("blog", "blog_external")), *readable(ctx, given.get("userid", 0)), *filters.conditions(ctx, given)]
    by_users = post.join(user, and_(user.c.id == post.c.userid, user.c.deleted == 0))
    total = int(ctx.db.execute(select(func.count()).select_from(by_users).where(*conditions)).scalar_one())
    query = select(post).select_from(by_users).where(*conditions).order_by(post.c.lastmodified.desc(), post.c.id.desc())
    rows = ctx.db.execute(part.rows(query)).mappings().all()
    ids = [row["id"] for row in rows]
    attached = {area: _files(ctx, area, ids) for area in ("post", "attachment")}
    tagged = tags.of_items(ctx, "core", "post", ids)
    found = []
    for row in rows:
        # As in the reference, file addresses in the summary stay placeholders.
        text, text_format = format_text(row["summary"], row["summaryformat"], ctx.settings, ctx.site, SYSTEM)
        may_edit_own = row["userid"] == ctx.userid and ctx.has("moodle/blog:create", SYSTEM)
        entry = {**{name: row[name] for name in _COLUMNS}, "subject": format_string(row["subject"], ctx.settings)}
        entry |= {"summary": text, "summaryformat": text_format, "tags": tagged.get(row["id"], [])}
        entry |= {"summaryfiles": attached["post"][row["id"]], "attachmentfiles": attached["attachment"][row["id"]]}
        found.append({**entry, "canedit": may_edit_own or ctx.has("moodle/blog:manageentries", SYSTEM)})
    return found, total


def note_view(ctx: CallContext, wanted: Mapping[str, str]) -> None:
    """Log that the caller looks at the entries that match all filters. Raises what ``entries`` raises."""
    given = filters.parsed(ctx, wanted)
    filters.enter(ctx, given)
    told = {name: given.get(name) for name in ("userid", "tagid", "groupid", "search")}
    events.note(ctx, _VIEWED, SYSTEM, courseid=given.get("courseid", SITE_COURSE), relateduserid=given.get("userid"), other=told)


def readable(ctx: CallContext, author: int) -> list[ColumnElement[bool]]:
    """The conditions that the caller may read an entry; none for callers who may read all blogs, or that of the author."""
    place = contexts.by_instances(ctx.db, Level.USER, [author]).get(author, SYSTEM) if author else SYSTEM
    if ctx.has("moodle/user:readuserblogs", SYSTEM) or ctx.has("moodle/user:readuserblogs", place):
        return []
    if not ctx.userid or ctx.userid == ctx.site.guest_id:
        return [post.c.publishstate == "public"]
    level = ctx.site.config.number("bloglevel")
    states = [state for state, least in (("site", filters.SITE), ("public", filters.EVERYBODY)) if level >= least]
    return [or_(post.c.publishstate.in_(states), post.c.userid == ctx.userid)]


def _files(ctx: CallContext, filearea: str, ids: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    """The files in a file area of entries in the form of the result, by entry id."""
    found: dict[int, list[dict[str, Any]]] = {entryid: [] for entryid in ids}
    cols = files.c
    query = (
        select(files)
        .where(cols.contextid == SYSTEM.id, cols.component == "blog", cols.filearea == filearea)
        .where(cols.itemid.in_(found), cols.filename != ".")
        .order_by(cols.itemid, cols.filepath, cols.filename)
    )
    base = f"{ctx.site.wwwroot}/webservice/pluginfile.php/{SYSTEM.id}/blog/{filearea}"
    for row in ctx.db.execute(query).mappings() if ids else ():
        entry = {name: row[name] for name in ("filename", "filepath", "filesize", "timemodified", "mimetype")}
        entry |= {"fileurl": f"{base}/{row['itemid']}{path_in_address(row)}", "icon": icon_of(row["mimetype"])}
        found[row["itemid"]].append({**entry, "isexternalfile": row["referencefileid"] is not None})
    return found
