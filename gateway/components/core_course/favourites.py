"""The favourite (starred) courses of users."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from gateway.api import CallContext, Context, Level, contexts
from gateway.api.tables import course
from gateway.components.core_favourites.tables import favourite

__all__ = ["of_user", "set_stars", "starred"]

_COMPONENT, _ITEMTYPE = "core_course", "courses"


def of_user(db: Connection, userid: int) -> set[int]:
    """The ids of a user's favourite courses."""
    cols = favourite.c
    query = select(cols.itemid).where(cols.component == _COMPONENT, cols.itemtype == _ITEMTYPE, cols.userid == userid)
    return set(db.execute(query).scalars())


def starred(ctx: CallContext) -> list[Mapping[str, Any]]:
    """The courses that the caller has starred and may see, the last one first, each with ``timeaccess``, which is None."""
    cols = favourite.c
    query = (
        select(course, cols.timemodified.label("since"))
        .select_from(favourite.join(course, course.c.id == cols.itemid))
        .where(cols.component == _COMPONENT, cols.itemtype == _ITEMTYPE, cols.userid == ctx.userid)
        .order_by(cols.timemodified.desc(), cols.id.desc())
    )
    rows = ctx.db.execute(query).mappings().all()
    places = contexts.by_instances(ctx.db, Level.COURSE, [row["id"] for row in rows])
    return [
        {**row, "timeaccess": None}
        for row in rows
        if row["id"] in places and (row["visible"] or ctx.has("moodle/course:viewhiddencourses", places[row["id"]]))
    ]


def set_stars(ctx: CallContext, wanted: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Add courses to the caller's favourites or remove them, and return a warning for each course that is so already.

    ``wanted`` has ``id`` and ``favourite`` of each course. Raises ``MissingRecord`` for a course that does not exist.
    """
    db, userid, now = ctx.db, ctx.userid, ctx.now
    starred, warned = of_user(db, userid), []
    for star in wanted:
        place = contexts.by_instance(db, Level.COURSE, star["id"])
        if star["favourite"] and star["id"] in starred:
            warned.append({"warningcode": "coursealreadyfavourited", "message": "This course is starred already."})
        elif star["favourite"]:
            _star(db, userid, place, now=now)
            starred.add(star["id"])
        elif star["id"] in starred:
            _unstar(db, userid, place)
            starred.discard(star["id"])
        else:
            warned.append({"warningcode": "cannotdeletefavourite", "message": "This course is not starred."})
    return warned


def _star(db: Connection, userid: int, place: Context, *, now: int) -> None:
    """Add a course to a user's favourites."""
    values = {"component": _COMPONENT, "itemtype": _ITEMTYPE, "itemid": place.instance, "contextid": place.id}
    db.execute(insert(favourite).values(**values, userid=userid, timecreated=now, timemodified=now))


def _unstar(db: Connection, userid: int, place: Context) -> None:
    """Remove a course from a user's favourites."""
    cols = favourite.c
    of_course = (cols.component == _COMPONENT, cols.itemtype == _ITEMTYPE, cols.itemid == place.instance)
    db.execute(delete(favourite).where(cols.userid == userid, *of_course))
