"""Blog entries, and the rules for reading them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from gateway.api import SYSTEM, CallContext, CodedError, InvalidParameter, format_string, format_text
from gateway.api.php import to_int
from gateway.api.rows import caseless
from gateway.components.core_blog.tables import post
from gateway.components.core_tag.tables import tag, tag_instance

__all__ = ["enter", "entries"]

_COLUMNS = (
    "id", "module", "userid", "courseid", "groupid", "moduleid", "coursemoduleid", "content", "uniquehash", "rating", "format",
    "attachment", "publishstate", "lastmodified", "created", "usermodified",
)  # fmt: skip
# The filters by which entries can be searched.
_FILTERS = frozenset({"tag", "tagid", "userid", "cmid", "entryid", "groupid", "courseid", "search"})


def enter(ctx: CallContext) -> None:
    """Enter the site to read its blogs. Raises ``CodedError`` or ``MissingCapability`` if the caller may not."""
    if not ctx.site.config.flag("enableblogs"):
        raise CodedError("blogdisable", "blog")
    if ctx.userid:
        ctx.validate(SYSTEM)
    ctx.require("moodle/blog:view", SYSTEM)


def entries(ctx: CallContext, filters: Mapping[str, str], page: int, perpage: int) -> tuple[list[dict[str, Any]], int]:
    """A page of the entries that match all filters, newest first, and the number of all of them. Raises ``InvalidParameter``."""
    conditions = [post.c.module == "blog", _readable(ctx), *(_condition(name, value) for name, value in filters.items())]
    total = int(ctx.db.execute(select(func.count()).select_from(post).where(*conditions)).scalar_one())
    query = select(post).where(*conditions).order_by(post.c.lastmodified.desc(), post.c.id.desc())
    if perpage > 0:
        query = query.limit(perpage).offset(page * perpage)
    found = []
    for row in ctx.db.execute(query).mappings():
        text, text_format = format_text(
            row["summary"], row["summaryformat"], ctx.settings, ctx.site, SYSTEM, component="blog", filearea="post", itemid=row["id"]
        )
        may_edit_own = row["userid"] == ctx.userid and ctx.has("moodle/blog:create", SYSTEM)
        entry = {**{name: row[name] for name in _COLUMNS}, "subject": format_string(row["subject"], ctx.settings)}
        entry |= {"summary": text, "summaryformat": text_format, "summaryfiles": [], "attachmentfiles": [], "tags": []}
        found.append({**entry, "canedit": may_edit_own or ctx.has("moodle/blog:manageentries", SYSTEM)})
    return found, total


def _readable(ctx: CallContext) -> ColumnElement[bool]:
    """The condition that the caller may read an entry: public ones, those for the site's users if logged in, and their own."""
    states = ["public", "site"] if ctx.userid and ctx.userid != ctx.site.guest_id else ["public"]
    return or_(post.c.publishstate.in_(states), post.c.userid == ctx.userid)


def _condition(name: str, value: str) -> ColumnElement[bool]:
    """The condition that an entry matches a filter."""
    number, tagged = to_int(value), tag_instance.c
    of_entries = select(tagged.itemid).where(tagged.itemtype == "post")
    match name:
        case "userid" | "groupid" | "courseid":
            return post.c[name] == number
        case "entryid":
            return post.c.id == number
        case "cmid":
            return post.c.coursemoduleid == number
        case "tagid":
            return post.c.id.in_(of_entries.where(tagged.tagid == number))
        case "tag":
            named = select(tag.c.id).where(tag.c.name == value.lower())
            return post.c.id.in_(of_entries.where(tagged.tagid.in_(named)))
        case "search":
            return or_(caseless.contains(post.c.subject, value), caseless.contains(post.c.summary, value))
        case _:
            raise InvalidParameter(f"must be one of {', '.join(sorted(_FILTERS))}", path="filters")
