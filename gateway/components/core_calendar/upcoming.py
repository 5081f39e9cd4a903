"""Action events: events that ask a user to do something, ordered by time."""

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

# The largest number of events that one call may ask for.
_MOST = 50
# The type of action events (a value of ``event.type``).
_ACTION = 1

_OWN_GROUPS = select(groups_members.c.groupid).where(groups_members.c.userid == bindparam("user"))
_PLACES = or_(
    and_(event.c.groupid == 0, event.c.courseid.in_(bindparam("courses", expanding=True))),
    and_(event.c.groupid.in_(_OWN_GROUPS), event.c.courseid.in_(bindparam("courses", expanding=True))),
)
_UPCOMING: Select[Any] = (
    select(event)
    .where(event.c.type == _ACTION, event.c.visible == 1, event.c.timesort.is_not(None), _PLACES)
    .order_by(event.c.timesort, event.c.id)
)


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
        """Raise ``InvalidParameter`` for a limit that is out of range."""
        if not 1 <= self.limit <= _MOST:
            raise InvalidParameter(f"must be from 1 to {_MOST}", path="limitnum")


def of_courses(
    ctx: CallContext, wanted: EventQuery, *, courseids: Collection[int] | None = None, active: bool = True
) -> dict[int, list[dict[str, Any]]]:
    """The action events of a user's courses, ordered by time, by course id.

    Without ``courseids`` the events of all courses share one limit and have the key 0. With ``active``, courses count only
    if the user's enrolment is active.
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
            events.append(exporter.event_result(row, action))
    return found


def _listed(ctx: CallContext, wanted: EventQuery, courseids: Collection[int]) -> list[RowMapping]:
    """The events of the courses that match the query, without its limit."""
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
    """The ids of the first and the last event, from which clients ask for the events before and after."""
    return {"firstid": events[0]["id"] if events else None, "lastid": events[-1]["id"] if events else None}
