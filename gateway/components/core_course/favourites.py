"""The courses that people have starred."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select

from gateway.api import Context
from gateway.store.tables.content import favourite

__all__ = ["of_user", "star", "unstar"]

_COMPONENT, _ITEMTYPE = "core_course", "courses"


def of_user(db: Connection, userid: int) -> set[int]:
    """The ids of the courses that somebody has starred."""
    own = favourite.c
    query = select(own.itemid).where(own.component == _COMPONENT, own.itemtype == _ITEMTYPE, own.userid == userid)
    return set(db.execute(query).scalars())


def star(db: Connection, userid: int, course: Context, *, now: int) -> None:
    """Star a course for somebody; being starred already is no error."""
    if course.instance not in of_user(db, userid):
        values = {"component": _COMPONENT, "itemtype": _ITEMTYPE, "itemid": course.instance, "contextid": course.id}
        db.execute(insert(favourite).values(**values, userid=userid, timecreated=now, timemodified=now))


def unstar(db: Connection, userid: int, course: Context) -> None:
    """Take somebody's star from a course."""
    own = favourite.c
    of_course = (own.component == _COMPONENT, own.itemtype == _ITEMTYPE, own.itemid == course.instance)
    db.execute(delete(favourite).where(own.userid == userid, *of_course))
