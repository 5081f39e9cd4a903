"""Web service functions that return calendars by month, by day, and of what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.api import (
    ALPHA,
    BOOL,
    INT,
    RAW,
    READ,
    URL,
    CallContext,
    Description,
    Level,
    List,
    Struct,
    Value,
    contexts,
    function,
)
from gateway.components.core_calendar import periods, scope
from gateway.components.core_calendar.clock import Clock
from gateway.components.core_calendar.external.schemas import EVENT

_YEAR, _MONTH, _DAY = Value(INT, "year"), Value(INT, "month"), Value(INT, "day of the month")
_COURSE = Value(INT, "course whose calendar to show; the calendar of the caller unless given", default="1")
_CATEGORY = Value(INT, "category whose calendar to show", default=None)

_DATE: Mapping[str, Description] = {
    "seconds": Value(INT, "second", null=False),
    "minutes": Value(INT, "minute", null=False),
    "hours": Value(INT, "hour", null=False),
    "mday": Value(INT, "day of the month", null=False),
    "wday": Value(INT, "day of the week, 0 for Sunday", null=False),
    "mon": Value(INT, "month", null=False),
    "year": Value(INT, "year", null=False),
    "yday": Value(INT, "day of the year, from 0", null=False),
    "weekday": Value(RAW, "name of the day", null=False),
    "month": Value(RAW, "name of the month", null=False),
    "timestamp": Value(INT, "the moment", null=False),
}
_ENTRY: Mapping[str, Description] = {
    **EVENT.members,
    "islastday": Value(BOOL, "whether it ends on that day", null=False),
    "popupname": Value(RAW, "name, with that of what it belongs to", null=False),
    "mindaytimestamp": Value(INT, "first day to which it may be moved", optional=True, null=False),
    "mindayerror": Value(RAW, "why not to an earlier one", optional=True, null=False),
    "maxdaytimestamp": Value(INT, "last day to which it may be moved", optional=True, null=False),
    "maxdayerror": Value(RAW, "why not to a later one", optional=True, null=False),
    "draggable": Value(BOOL, "whether the caller may move it", null=False),
}
_EVENTS = List(Struct(_ENTRY), "the events")
_CONTEXT = Value(INT, "id of the context in which new events are made", null=False)
_SELECTOR = "control with which another course is chosen, in HTML"
_COURSEID, _CATEGORYID = Value(INT, "id of the course", null=False), Value(INT, "id of the category", optional=True, null=False)
_NEW = Value(INT, "when new events begin", null=False)
_PERIOD = Value(RAW, "name of the period", null=False)
_PREVIOUS: Mapping[str, Description] = {
    "previousperiod": Struct(_DATE, "the period before"),
    "previousperiodlink": Value(URL, "address of the period before", null=False),
    "previousperiodname": Value(RAW, "name of the period before", null=False),
}
_NEXT: Mapping[str, Description] = {
    "nextperiod": Struct(_DATE, "the period after"),
    "nextperiodname": Value(RAW, "name of the period after", null=False),
    "nextperiodlink": Value(URL, "address of the period after", null=False),
    "larrow": Value(RAW, "arrow to the left", null=False),
    "rarrow": Value(RAW, "arrow to the right", null=False),
}
_DAY_OF_MONTH: Mapping[str, Description] = {
    **{name: _DATE[name] for name in ("seconds", "minutes", "hours", "mday", "wday", "year", "yday")},
    "istoday": Value(BOOL, "whether it is today", null=False),
    "isweekend": Value(BOOL, "whether it belongs to the weekend", null=False),
    "timestamp": Value(INT, "when it begins", null=False),
    "neweventtimestamp": _NEW,
    "viewdaylink": Value(URL, "address of the calendar of the day", optional=True, null=False),
    "viewdaylinktitle": Value(RAW, "title of that", optional=True, null=False),
    "events": _EVENTS,
    "hasevents": Value(BOOL, "whether there are events", null=False),
    "calendareventtypes": List(Value(RAW, "kind of event", null=False), "the kinds of its events"),
    "previousperiod": Value(INT, "the day before the one that was asked for", null=False),
    "nextperiod": Value(INT, "the day after the one that was asked for", null=False),
    "haslastdayofevent": Value(BOOL, "whether an event ends on it", null=False),
    "popovertitle": Value(RAW, "title of the list of its events", null=False),
    "daytitle": Value(RAW, "how many events there are, and the day", null=False),
}
_WEEK: Mapping[str, Description] = {
    "prepadding": List(Value(INT, "number", null=False), "a number for each day before the month"),
    "postpadding": List(Value(INT, "number", null=False), "a number for each day after the month"),
    "days": List(Struct(_DAY_OF_MONTH), "the days"),
}
_DAY_NAME: Mapping[str, Description] = {
    "dayno": Value(INT, "day of the week, 0 for Sunday", null=False),
    "shortname": Value(RAW, "short name", null=False),
    "fullname": Value(RAW, "name", null=False),
}


@function(
    "core_calendar_get_calendar_monthly_view",
    READ,
    params={
        "year": _YEAR,
        "month": _MONTH,
        "courseid": _COURSE,
        "categoryid": _CATEGORY,
        "includenavigation": Value(BOOL, "whether to lead to other months", default=True),
        "mini": Value(BOOL, "whether it is shown small", default=False),
        "day": Value(INT, "day of the month", default=1),
        "view": Value(ALPHA, "how it is shown: month, monthblock, mini", default="month"),
    },
    returns=Struct(
        {
            "url": Value(URL, "address of the calendar", null=False),
            "courseid": _COURSEID,
            "categoryid": _CATEGORYID,
            "filter_selector": Value(RAW, _SELECTOR, optional=True, null=False),
            "weeks": List(Struct(_WEEK), "the weeks"),
            "daynames": List(Struct(_DAY_NAME), "the days of the week"),
            "view": Value(ALPHA, "how it is shown", null=False),
            "date": Struct(_DATE, "the day that was asked for"),
            "periodname": _PERIOD,
            "includenavigation": Value(BOOL, "whether to lead to other months", null=False),
            "initialeventsloaded": Value(BOOL, "whether the events are here", null=False),
            **_PREVIOUS,
            **_NEXT,
            "defaulteventcontext": _CONTEXT,
            "calendarinstanceid": Value(INT, "number of the calendar on its page", null=False),
            "viewingmonth": Value(BOOL, "whether a month is shown", null=False),
            "showviewselector": Value(BOOL, "whether there is a control for other ways to show it", null=False),
            "viewinginblock": Value(BOOL, "whether it is shown in a block", null=False),
        }
    ),
    services=["moodle_mobile_app"],
    ajax=True,
)
def get_calendar_monthly_view(
    ctx: CallContext, year: int, month: int, courseid: int, categoryid: int | None, includenavigation: bool, mini: bool, day: int, view: str
) -> dict[str, Any]:
    """Return the calendar of a month, with the events of each day."""
    shown = _scope(ctx, courseid, categoryid)
    asked = view or ("mini" if mini else "month")
    return periods.month(ctx, shown, Clock(ctx).moment(year, month, day), asked, navigation=includenavigation)


@function(
    "core_calendar_get_calendar_day_view",
    READ,
    params={"year": _YEAR, "month": _MONTH, "day": _DAY, "courseid": _COURSE, "categoryid": _CATEGORY},
    returns=Struct(
        {
            "events": _EVENTS,
            "defaulteventcontext": _CONTEXT,
            "filter_selector": Value(RAW, _SELECTOR, null=False),
            "courseid": _COURSEID,
            "categoryid": _CATEGORYID,
            "neweventtimestamp": _NEW,
            "date": Struct(_DATE, "the day"),
            "periodname": _PERIOD,
            **_PREVIOUS,
            **_NEXT,
        }
    ),
    services=["moodle_mobile_app"],
    ajax=True,
)
def get_calendar_day_view(ctx: CallContext, year: int, month: int, day: int, courseid: int, categoryid: int | None) -> dict[str, Any]:
    """Return the calendar of a day."""
    shown = _scope(ctx, courseid, categoryid)
    return periods.day(ctx, shown, Clock(ctx).moment(year, month, day))


@function(
    "core_calendar_get_calendar_upcoming_view",
    READ,
    params={"courseid": _COURSE, "categoryid": _CATEGORY},
    returns=Struct(
        {
            "events": _EVENTS,
            "defaulteventcontext": _CONTEXT,
            "filter_selector": Value(RAW, _SELECTOR, null=False),
            "courseid": _COURSEID,
            "categoryid": _CATEGORYID,
            "isloggedin": Value(BOOL, "whether somebody is logged in", null=False),
            "date": Struct(_DATE, "now"),
        }
    ),
    services=["moodle_mobile_app"],
    ajax=True,
)
def get_calendar_upcoming_view(ctx: CallContext, courseid: int, categoryid: int | None) -> dict[str, Any]:
    """Return the calendar of the next events."""
    return periods.upcoming(ctx, _scope(ctx, courseid, categoryid))


def _scope(ctx: CallContext, courseid: int, categoryid: int | None) -> scope.Scope:
    """What the calendar shows that a caller asks for."""
    ctx.validate(contexts.by_instance(ctx.db, Level.USER, ctx.userid))
    return scope.scope(ctx, courseid, categoryid or 0)
