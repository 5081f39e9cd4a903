"""Reading, adding and deleting comments."""

from __future__ import annotations

import html
from collections.abc import Collection, Sequence
from typing import Any

import msgspec
from sqlalchemy import RowMapping, delete, func, select

from gateway.api import (
    SITE_COURSE,
    CallContext,
    CodedError,
    Context,
    InvalidParameter,
    Level,
    SiteData,
    caller_zone,
    contexts,
    date_text,
    format_text,
)
from gateway.api.rows import insert_row, page_of
from gateway.api.text import FORMAT_HTML, FORMAT_MOODLE
from gateway.components.core_comment import subjects
from gateway.components.core_comment.subjects import CommentError, CommentSubject
from gateway.components.core_comment.tables import comments as table
from gateway.components.core_user import lib as users

__all__ = ["CommentSubject", "add", "comments", "enter", "may_post", "per_page", "remove", "require_comments"]

_TIME_FORMAT = "%a, %d %b %Y, %I:%M %p"
_ORDERS = ("ASC", "DESC")


def require_comments(ctx: CallContext) -> None:
    """Raise ``commentsnotenabled`` where the site has no comments."""
    if not ctx.site.config.flag("usecomments"):
        raise CodedError("commentsnotenabled")


def enter(ctx: CallContext, level: str, instance: int) -> Context:
    """Enter the context of the item that is commented on. Raises the error of a caller who may not enter it."""
    require_comments(ctx)
    return ctx.validate(contexts.from_parameters(ctx.db, 0, level, instance))


def may_post(ctx: CallContext, subject: CommentSubject) -> bool:
    """Whether the caller may comment on an item."""
    return ctx.has("moodle/comment:post", subject.context) and subjects.is_open(ctx, subject, writing=True)


def per_page(site: SiteData) -> int:
    """The number of comments on a page."""
    return site.config.number("commentsperpage") or 15


def comments(ctx: CallContext, subject: CommentSubject, page: int, direction: str) -> tuple[list[dict[str, Any]], int]:
    """A page of the comments on an item, and the number of all of them. Raises ``nopermissions`` or ``InvalidParameter``."""
    if direction.upper() not in _ORDERS:
        raise InvalidParameter("must be ASC or DESC", path="sortdirection")
    if not ctx.has("moodle/comment:view", subject.context) or not subjects.is_open(ctx, subject):
        raise CodedError("nopermissions", message="You may not read comments here.")
    cols = table.c
    same = (
        cols.contextid == subject.context.id,
        cols.component == subject.component,
        cols.commentarea == subject.area,
        cols.itemid == subject.itemid,
    )
    total = int(ctx.db.execute(select(func.count()).select_from(table).where(*same)).scalar_one())
    order = (cols.timecreated, cols.id) if direction.upper() == "ASC" else (cols.timecreated.desc(), cols.id.desc())
    query = page_of(page, per_page(ctx.site)).rows(select(table).where(*same).order_by(*order))
    return _comment_results(ctx, subject.context, ctx.db.execute(query).mappings().all()), total


def add(ctx: CallContext, subject: CommentSubject, text: str) -> dict[str, Any]:
    """The result of a comment newly added to an item. Raises ``nopermissiontocomment``."""
    if not may_post(ctx, subject):
        raise CommentError("nopermissiontocomment", message="You may not write comments here.")
    row = {
        "contextid": subject.context.id,
        "component": subject.component,
        "commentarea": subject.area,
        "itemid": subject.itemid,
        "content": text,
        "format": FORMAT_MOODLE,
        "userid": ctx.userid,
        "timecreated": ctx.now,
    }
    created = {**row, "id": insert_row(ctx.db, table, row)}
    found = _comment_results(ctx, subject.context, [created])[0]
    # As recorded, a new comment has the format in which it was written, and its link is escaped for HTML.
    return {**found, "format": row["format"], "profileurl": html.escape(found["profileurl"])}


def remove(ctx: CallContext, ids: Collection[int]) -> list[int]:
    """Delete comments and return the unknown ids. Raises ``nopermissiontodelentry`` if the caller may not delete one."""
    rows = ctx.db.execute(select(table).where(table.c.id.in_(ids))).mappings().all()
    places = contexts.by_ids(ctx.db, {row["contextid"] for row in rows})
    for place in places.values():
        ctx.validate(place)
    if not all(row["contextid"] in places and _may_delete(ctx, places[row["contextid"]], row["userid"]) for row in rows):
        raise CommentError("nopermissiontodelentry", message="You may not delete this comment.")
    known = {row["id"] for row in rows}
    ctx.db.execute(delete(table).where(table.c.id.in_(known)))
    return [commentid for commentid in ids if commentid not in known]


def _may_delete(ctx: CallContext, place: Context, author: int) -> bool:
    """Whether the caller may delete a comment by ``author``."""
    return author == ctx.userid or ctx.has("moodle/comment:delete", place)


def _comment_results(ctx: CallContext, where: Context, rows: Sequence[RowMapping | dict[str, Any]]) -> list[dict[str, Any]]:
    """Comments of a context in the form of the result."""
    authors = {row["id"]: row for row in users.by_field(ctx.db, "id", {row["userid"] for row in rows}, deleted=True)}
    places = contexts.by_instances(ctx.db, Level.USER, authors)
    here = caller_zone(ctx)
    shown = msgspec.structs.replace(ctx.settings, raw=False)
    course = _course_around(ctx, where)
    found = []
    for row in rows:
        profile = f"{ctx.site.wwwroot}/user/view.php?id={row['userid']}&course={course}"
        author, place = authors[row["userid"]], places[row["userid"]]
        # Comments are shown as HTML to every caller.
        text, _ = format_text(row["content"], row["format"], shown, ctx.site, where, block=True)
        name, picture = users.fullname(ctx.site, author), users.picture_url(ctx.site, author, place.id, "f2")
        found.append(
            {
                **{column: row[column] for column in ("id", "timecreated", "userid")},
                "content": f'<div class="no-overflow">{text}</div>',
                "format": FORMAT_HTML,
                "strftimeformat": _TIME_FORMAT,
                "profileurl": profile,
                "fullname": name,
                "time": date_text(row["timecreated"], _TIME_FORMAT, here),
                "avatar": _avatar(profile, picture, name),
                **({"delete": True} if _may_delete(ctx, where, row["userid"]) else {}),
            }
        )
    return found


def _avatar(profile: str, picture: str, name: str) -> str:
    """The HTML of a small picture that leads to the profile."""
    name = html.escape(name)
    image = f'<img src="{html.escape(picture)}" class="userpicture" width="16" height="16" alt="{name}" title="{name}" />'
    return f'<a href="{html.escape(profile)}" class="d-inline-block aabtn">{image}</a>'


def _course_around(ctx: CallContext, where: Context) -> int:
    """The id of the course that a context lies in, or of the site's."""
    courses = [place for place in contexts.by_ids(ctx.db, where.ids).values() if place.level == Level.COURSE]
    return courses[0].instance if courses else SITE_COURSE
