"""The events that ask somebody to do something, in the order of their times."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import msgspec
from sqlalchemy import RowMapping, Select, and_, bindparam, or_, select

from gateway.api import SITE_COURSE, CallContext, InvalidParameter, enrolments
from gateway.api.tables import groups_members
from gateway.components.core_calendar.actions import Actions
from gateway.components.core_calendar.exporter import Exporter, sort_time
from gateway.components.core_calendar.tables import event

__all__ = ["TimeRange", "EventQuery", "first_and_last", "of_courses"]

# How many events one may ask for at once.
_MOST = 50
# That an event asks for something (a value of ``event.type``).
_ASKS = 1

_OWN_GROUPS = select(groups_members.c.groupid).where(groups_members.c.userid == bindparam("user"))
_PLACES = or_(
    and_(event.c.groupid == 0, event.c.courseid.in_(bindparam("courses", expanding=True))),
    and_(event.c.groupid.in_(_OWN_GROUPS), event.c.courseid.in_(bindparam("courses", expanding=True))),
)
_UPCOMING: Select[Any] = (
    select(event)
    .where(event.c.type == _ASKS, event.c.visible == 1, event.c.timesort.is_not(None), _PLACES)
    .order_by(event.c.timesort, event.c.id)
)


class TimeRange(msgspec.Struct, frozen=True):
    """A stretch of time, both ends in it; None where it has no end."""

    start: int | None = None
    end: int | None = None


class EventQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which events: of whom, from when to when, after which one, with which words in them, how many."""

    userid: int
    span: TimeRange
    after: int = 0
    words: str = ""
    limit: int = 20

    def __post_init__(self) -> None:
        """Raise ``InvalidParameter`` for a number of events that nobody may ask for."""
        if not 1 <= self.limit <= _MOST:
            raise InvalidParameter(f"must be from 1 to {_MOST}", path="limitnum")


def of_courses(
    ctx: CallContext, wanted: EventQuery, *, courseids: Collection[int] | None = None, active: bool = True
) -> dict[int, list[dict[str, Any]]]:
    """The events of each of the courses that somebody takes part in, in the order of their times, by course.

    Those of all courses, which have one limit together and stand under 0, unless ``courseids`` names some. With ``active``
    courses alone count in which they are enrolled in an active way.
    """
    mine = enrolments.courses_of(ctx.db, ctx.site, [wanted.userid], now=ctx.now if active else None)[wanted.userid]
    known = [row["id"] for row in mine if courseids is None or row["id"] in courseids]
    rows = _listed(ctx, wanted, [*known, *([SITE_COURSE] if courseids is None else [])])
    exporter = Exporter(ctx, rows)
    actions = Actions(ctx, wanted.userid, list(exporter.modules.values()), exporter.instances, exporter.places)
    found: dict[int, list[dict[str, Any]]] = {0: []} if courseids is None else {courseid: [] for courseid in known}
    for row in rows:
        events = found[0 if courseids is None else row["courseid"]]
        module = exporter.module(row)
        if len(events) < wanted.limit and module is not None and (action := actions.of(row, module)):
            events.append(exporter.told(row, action))
    return found


def _listed(ctx: CallContext, wanted: EventQuery, courseids: Collection[int]) -> list[RowMapping]:
    """The events in a stretch of time, after one of them."""
    query, cols = _UPCOMING, event.c
    if wanted.span.start is not None:
        query = query.where(cols.timesort >= wanted.span.start)
    if wanted.span.end is not None:
        query = query.where(cols.timesort <= wanted.span.end)
    last = ctx.db.execute(select(event).where(cols.id == wanted.after)).mappings().first() if wanted.after else None
    if last is not None:
        moment = sort_time(last)
        query = query.where(or_(cols.timesort > moment, and_(cols.timesort == moment, cols.id > last["id"])))
    if wanted.words:
        query = query.where(cols.name.icontains(wanted.words, autoescape=True))
    return list(ctx.db.execute(query, {"user": wanted.userid, "courses": list(courseids)}).mappings().all())


def first_and_last(events: list[dict[str, Any]]) -> dict[str, int | None]:
    """The ids with which one asks for the events before and after these."""
    return {"firstid": events[0]["id"] if events else None, "lastid": events[-1]["id"] if events else None}
