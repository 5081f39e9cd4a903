"""Comments on things."""

from __future__ import annotations

import html
from typing import Any

import msgspec
from sqlalchemy import func, select

from gateway.api import CallContext, CodedError, Context, InvalidParameter, Level, SiteData, contexts, date_text, format_text, zone
from gateway.components.core_user import lib as users
from gateway.store.tables.content import comments as table

__all__ = ["Subject", "comments", "enter", "per_page"]

_TIME_FORMAT = "%A, %d %B %Y, %I:%M %p"
_ORDERS = ("ASC", "DESC")


class Subject(msgspec.Struct, frozen=True):
    """What is commented on: where it is, whose, of which area, and which item."""

    context: Context
    component: str
    area: str
    itemid: int


def enter(ctx: CallContext, level: str, instance: int) -> Context:
    """Enter the context of what is commented on. Raises what forbids to read comments there."""
    if not ctx.site.config.flag("usecomments"):
        raise CodedError("commentsnotenabled", message="Comments are switched off on this site.")
    place = ctx.validate(contexts.from_parameters(ctx.db, 0, level, instance))
    if not ctx.has("moodle/comment:view", place):
        raise CodedError("nopermissions", message="You may not read comments here.")
    return place


def per_page(site: SiteData) -> int:
    """How many comments are on a page."""
    return site.config.number("commentsperpage") or 15


def comments(ctx: CallContext, subject: Subject, page: int, direction: str) -> tuple[list[dict[str, Any]], int]:
    """A page of the comments, and how many there are. Raises ``InvalidParameter`` for an order that is none."""
    if direction.upper() not in _ORDERS:
        raise InvalidParameter("must be ASC or DESC", path="sortdirection")
    own = table.c
    same = (
        own.contextid == subject.context.id,
        own.component == subject.component,
        own.commentarea == subject.area,
        own.itemid == subject.itemid,
    )
    total = int(ctx.db.execute(select(func.count()).select_from(table).where(*same)).scalar_one())
    order = (own.timecreated, own.id) if direction.upper() == "ASC" else (own.timecreated.desc(), own.id.desc())
    query = select(table).where(*same).order_by(*order).limit(per_page(ctx.site)).offset(page * per_page(ctx.site))
    rows = ctx.db.execute(query).mappings().all()
    authors = {row["id"]: row for row in users.by_field(ctx.db, "id", {row["userid"] for row in rows}, deleted=True)}
    places = contexts.by_instances(ctx.db, Level.USER, authors)
    here = zone(ctx.site.config["forcetimezone"], ctx.caller.timezone if ctx.caller else "", ctx.site.config["timezone"])
    found = []
    for row in rows:
        author, place = authors[row["userid"]], places[row["userid"]]
        text, _ = format_text(row["content"], row["format"], ctx.settings, ctx.site, subject.context)
        name, picture = users.fullname(author), users.picture_url(ctx.site, author, place.id, "f2")
        found.append(
            {
                **{column: row[column] for column in ("id", "format", "timecreated", "userid")},
                "content": text,
                "strftimeformat": _TIME_FORMAT,
                "profileurl": f"{ctx.site.wwwroot}/user/view.php?id={row['userid']}",
                "fullname": name,
                "time": date_text(row["timecreated"], _TIME_FORMAT, here),
                "avatar": f'<img src="{html.escape(picture)}" alt="{html.escape(name)}" />',
                "delete": row["userid"] == ctx.userid or ctx.has("moodle/comment:delete", subject.context),
            }
        )
    return found, total
