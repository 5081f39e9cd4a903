"""Action events: events that ask a user to do something, ordered by time."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import msgspec
from sqlalchemy import RowMapping, and_, or_, select

from gateway.api import SITE_COURSE, CallContext, CodedError, enrolments
from gateway.api.access import memberships
from gateway.api.rows import caseless
from gateway.components.core_calendar.actions import ACTION, Actions
from gateway.components.core_calendar.activities import Activities, Viewer
from gateway.components.core_calendar.audience import Audience, events_for
from gateway.components.core_calendar.exporter import Exporter, sort_time
from gateway.components.core_calendar.tables import event

__all__ = ["TimeRange", "EventQuery", "first_and_last", "of_courses"]

# The largest number of events that one call may ask for.
_MOST = 50


class TimeRange(msgspec.Struct, frozen=True):
    """A period including both ends; None for an open end."""

    start: int | None = None
    end: int | None = None


class EventQuery(msgspec.Struct, frozen=True, kw_only=True):
    """A query for a user's events: the period, the event after which to start, words in the name, and the limit."""

    userid: int
    span: TimeRange
    after: int = 0
    words: str = ""
    limit: int = 20

    def __post_init__(self) -> None:
        """Raise ``CodedError`` for a limit that is out of range."""
        if not 1 <= self.limit <= _MOST:
            raise CodedError("invalidparameter", message=f"The number of events, limitnum, must be from 1 to {_MOST}.")


def of_courses(
    ctx: CallContext, wanted: EventQuery, *, courseids: Collection[int] | None = None, active: bool = True
) -> dict[int, list[dict[str, Any]]]:
    """The action events of a user's courses, ordered by time, by course id.

    Without ``courseids`` the events of all courses share one limit and have the key 0. With ``active``, courses count only
    if the user's enrolment is active.
    """
    mine = enrolments.courses_of(ctx.db, ctx.site, [wanted.userid], now=ctx.now if active else None)[wanted.userid]
    known = [row["id"] for row in mine if courseids is None or row["id"] in courseids]
    rows = _listed(ctx, wanted, [*known, *([SITE_COURSE] if courseids is None and known else [])])
    activities = Activities(ctx, rows)
    viewer = Viewer(ctx, wanted.userid, activities)
    actions = Actions(ctx, viewer, activities)
    asked: dict[int, list[tuple[RowMapping, dict[str, Any]]]] = {0: []} if courseids is None else {courseid: [] for courseid in known}
    for row in viewer.shown(rows):
        events = asked.get(0 if courseids is None else activities.courseid(row))
        if events is not None and len(events) < wanted.limit and (action := actions.of(row)):
            events.append((row, action))
    exporter = Exporter(ctx, [row for events in asked.values() for row, _ in events], activities)
    return {key: [exporter.event_result(row, action) for row, action in events] for key, events in asked.items()}


def _listed(ctx: CallContext, wanted: EventQuery, courseids: Collection[int]) -> list[RowMapping]:
    """The user's own action events and those of the courses that match the query, without its limit."""
    cols = event.c
    conditions = [cols.type == ACTION, cols.visible == 1, cols.timesort.is_not(None)]
    if wanted.span.start is not None:
        conditions.append(cols.timesort >= wanted.span.start)
    if wanted.span.end is not None:
        conditions.append(cols.timesort <= wanted.span.end)
    last = ctx.db.execute(select(event).where(cols.id == wanted.after)).mappings().first() if wanted.after else None
    if last is not None:
        moment = sort_time(last)
        conditions.append(or_(cols.timesort > moment, and_(cols.timesort == moment, cols.id > last["id"])))
    if wanted.words:
        conditions.append(caseless.contains(cols.name, wanted.words))
    of_courses = memberships(ctx.db, ctx, wanted.userid)
    groups = [groupid for courseid in courseids for groupid in of_courses.get(courseid, ())]
    audience = Audience(userid=wanted.userid, groups=groups, courses=courseids)
    return events_for(ctx, audience, *conditions, order=(cols.timesort, cols.id))


def first_and_last(events: list[dict[str, Any]]) -> dict[str, int | None]:
    """The ids of the first and the last event, from which clients ask for the events before and after."""
    return {"firstid": events[0]["id"] if events else None, "lastid": events[-1]["id"] if events else None}
