"""Ratings of items, in points or on a scale."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import ColumnElement, select

from gateway.api import CallContext, CodedError, Context, Level, MissingRecord, contexts
from gateway.api.tables import course_modules, user
from gateway.components.core_grades.tables import scale
from gateway.components.core_rating.tables import rating
from gateway.components.core_user import lib as users
from gateway.components.mod_forum.tables import forum_discussions, forum_posts

__all__ = ["RatedItem", "enter", "ratings", "scale_words"]

_ORDERS = {"firstname": (user.c.firstname, user.c.id), "rating": (rating.c.rating, rating.c.id)}
_OLDEST_FIRST: tuple[ColumnElement[Any], ...] = (rating.c.timemodified, rating.c.id)


class RatedItem(msgspec.Struct, frozen=True):
    """An item that can be rated: its context, component, rating area and item id."""

    context: Context
    component: str
    area: str
    itemid: int


def enter(ctx: CallContext, level: str, instance: int) -> Context:
    """Enter the context of a rated item."""
    return ctx.validate(contexts.from_parameters(ctx.db, 0, level, instance))


def ratings(ctx: CallContext, subject: RatedItem, scaleid: int, order: str) -> list[dict[str, Any]]:
    """The ratings of an item that the caller may see, in the form of the result. Raises ``noviewrate`` if the caller may see none."""
    if not _is_there(ctx, subject):
        raise MissingRecord(subject.component)
    if not ctx.has("moodle/rating:view", subject.context):
        raise CodedError("noviewrate", "rating")
    cols = rating.c
    query = (
        select(rating, *(user.c[name] for name in ("firstname", "lastname", "picture")))
        .select_from(rating.join(user, user.c.id == cols.userid))
        .where(cols.contextid == subject.context.id, cols.component == subject.component)
        .where(cols.ratingarea == subject.area, cols.itemid == subject.itemid)
        .order_by(*_ORDERS.get(order, _OLDEST_FIRST))
    )
    if not ctx.has("moodle/rating:viewall", subject.context):
        query = query.where(cols.userid == ctx.userid)
    rows = ctx.db.execute(query).mappings().all()
    places = contexts.by_instances(ctx.db, Level.USER, {row["userid"] for row in rows})
    words = scale_words(ctx, scaleid)
    return [
        {
            **{name: row[name] for name in ("id", "userid", "timemodified")},
            "userpictureurl": users.picture_url(ctx.site, row, places[row["userid"]].id if row["userid"] in places else 0, "f1"),
            "userfullname": users.fullname(ctx.site, row),
            "rating": _rating_text(row["rating"], scaleid, words),
        }
        for row in rows
    ]


def _is_there(ctx: CallContext, subject: RatedItem) -> bool:
    """Whether the item exists in its context; only forum posts can be checked."""
    if subject.component != "mod_forum":
        return True
    with_module = forum_posts.join(forum_discussions, forum_discussions.c.id == forum_posts.c.discussion).join(
        course_modules, course_modules.c.instance == forum_discussions.c.forum
    )
    query = select(forum_posts.c.id).select_from(with_module)
    there = forum_posts.c.id == subject.itemid, course_modules.c.id == subject.context.instance
    return ctx.db.execute(query.where(*there)).first() is not None


def scale_words(ctx: CallContext, scaleid: int) -> list[str]:
    """The words of the scale with the id ``-scaleid``; empty for ratings in points."""
    if scaleid >= 0:
        return []
    stored = ctx.db.execute(select(scale.c.scale).where(-scale.c.id == scaleid)).scalar() or ""
    return [word.strip() for word in stored.split(",")]


def _rating_text(given: int, scaleid: int, words: list[str]) -> str:
    """A rating as text: the scale's word, or the points (at most the present maximum)."""
    if words:
        return words[min(max(given, 1), len(words)) - 1]
    return f"{min(given, scaleid)} / {scaleid}"
