"""Web service functions that return events as calendar clients show them."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    ALPHANUMEXT,
    BOOL,
    INT,
    RAW,
    READ,
    SYSTEM,
    WRITE,
    CallContext,
    CodedError,
    InvalidResponse,
    Level,
    List,
    MissingCapability,
    Struct,
    Value,
    contexts,
    function,
    warnings,
)
from gateway.components.core_calendar import editing, permissions, upcoming
from gateway.components.core_calendar.actions import Actions
from gateway.components.core_calendar.activities import Activities, Viewer
from gateway.components.core_calendar.clock import Clock
from gateway.components.core_calendar.exporter import Exporter
from gateway.components.core_calendar.external.schemas import EVENT
from gateway.components.core_calendar.upcoming import EventQuery, TimeRange


@function(
    "core_calendar_get_action_events_by_timesort",
    READ,
    params={
        "timesortfrom": Value(INT, "from when on", default=0),
        "timesortto": Value(INT, "until when", default=None),
        "aftereventid": Value(INT, "event after which to begin", default=0),
        "limitnum": Value(INT, "how many to return, from 1 to 50", default=20),
        "limittononsuspendedevents": Value(BOOL, "whether to leave out courses in which the user is suspended", default=False),
        "userid": Value(INT, "id of the user", default=None),
        "searchvalue": Value(RAW, "words in the name", default=None),
    },
    returns=Struct(
        {
            "events": List(EVENT, "the events"),
            "firstid": Value(INT, "id of the first event"),
            "lastid": Value(INT, "id of the last event"),
        }
    ),
    capabilities=["moodle/calendar:manageentries", "moodle/calendar:manageownentries", "moodle/calendar:managegroupentries"],
    services=["moodle_mobile_app"],
    ajax=True,
    readonlysession=True,
)
def get_action_events_by_timesort(
    ctx: CallContext,
    timesortfrom: int,
    timesortto: int | None,
    aftereventid: int,
    limitnum: int,
    limittononsuspendedevents: bool,
    userid: int | None,
    searchvalue: str | None,
) -> dict[str, Any]:
    """Return the events that ask somebody to do something, in the order of their times."""
    owner = userid or ctx.userid
    ctx.validate(contexts.by_instance(ctx.db, Level.USER, owner))
    if owner != ctx.userid:
        ctx.require("moodle/calendar:manageentries", SYSTEM)
    wanted = EventQuery(userid=owner, span=TimeRange(timesortfrom, timesortto), after=aftereventid, words=searchvalue or "", limit=limitnum)
    found = upcoming.of_courses(ctx, wanted, active=limittononsuspendedevents)[0]
    return {"events": found, **upcoming.first_and_last(found)}


@function(
    "core_calendar_get_action_events_by_course",
    READ,
    params={
        "courseid": Value(INT, "id of the course"),
        "timesortfrom": Value(INT, "from when on", default=None),
        "timesortto": Value(INT, "until when", default=None),
        "aftereventid": Value(INT, "event after which to begin", default=0),
        "limitnum": Value(INT, "how many to return, from 1 to 50", default=20),
        "searchvalue": Value(RAW, "words in the name", default=None),
    },
    returns=Struct(
        {
            "events": List(EVENT, "the events"),
            "firstid": Value(INT, "id of the first event"),
            "lastid": Value(INT, "id of the last event"),
        }
    ),
    capabilities=["moodle/calendar:manageentries", "moodle/calendar:manageownentries", "moodle/calendar:managegroupentries"],
    services=["moodle_mobile_app"],
    ajax=True,
)
def get_action_events_by_course(
    ctx: CallContext,
    courseid: int,
    timesortfrom: int | None,
    timesortto: int | None,
    aftereventid: int,
    limitnum: int,
    searchvalue: str | None,
) -> dict[str, Any]:
    """Return the events of a course that ask the caller to do something."""
    ctx.validate(contexts.by_instance(ctx.db, Level.USER, ctx.userid))
    span = TimeRange(timesortfrom, timesortto)
    wanted = EventQuery(userid=ctx.userid, span=span, after=aftereventid, words=searchvalue or "", limit=limitnum)
    events = upcoming.of_courses(ctx, wanted, courseids=[courseid])
    if courseid not in events:
        # The reference fails with an invalid response for users who are not in the course, and so does the contract.
        raise InvalidResponse("is missing", path="events")
    return {"events": events[courseid], **upcoming.first_and_last(events[courseid])}


@function(
    "core_calendar_get_action_events_by_courses",
    READ,
    params={
        "courseids": List(Value(INT, "id of a course"), "the courses; those of the caller unless given"),
        "timesortfrom": Value(INT, "from when on", default=None),
        "timesortto": Value(INT, "until when", default=None),
        "limitnum": Value(INT, "how many to return, from 1 to 50", default=10),
        "searchvalue": Value(RAW, "words in the name", default=None),
    },
    returns=Struct(
        {
            "groupedbycourse": List(
                Struct(
                    {
                        "events": List(EVENT, "the events"),
                        "firstid": Value(INT, "id of the first event"),
                        "lastid": Value(INT, "id of the last event"),
                        "courseid": Value(INT, "id of the course", null=False),
                    }
                ),
                "the events, course by course",
            ),
        }
    ),
    capabilities=["moodle/calendar:manageentries", "moodle/calendar:manageownentries", "moodle/calendar:managegroupentries"],
    services=["moodle_mobile_app"],
    ajax=True,
)
def get_action_events_by_courses(
    ctx: CallContext, courseids: list[int], timesortfrom: int | None, timesortto: int | None, limitnum: int, searchvalue: str | None
) -> dict[str, Any]:
    """Return the events of courses that ask the caller to do something, course by course."""
    ctx.validate(contexts.by_instance(ctx.db, Level.USER, ctx.userid))
    wanted = EventQuery(userid=ctx.userid, span=TimeRange(timesortfrom, timesortto), words=searchvalue or "", limit=limitnum)
    found = upcoming.of_courses(ctx, wanted, courseids=courseids)
    by_course = [{"events": events, **upcoming.first_and_last(events), "courseid": courseid} for courseid, events in found.items()]
    return {"groupedbycourse": by_course}


@function(
    "core_calendar_get_calendar_event_by_id",
    READ,
    params={
        "eventid": Value(INT, "id of the event"),
    },
    returns=Struct(
        {
            "event": EVENT,
            "warnings": warnings(),
        }
    ),
    capabilities=["moodle/calendar:manageentries", "moodle/calendar:manageownentries", "moodle/calendar:managegroupentries"],
    services=["moodle_mobile_app"],
    ajax=True,
)
def get_calendar_event_by_id(ctx: CallContext, eventid: int) -> dict[str, Any]:
    """Return an event that the caller may see."""
    ctx.validate(contexts.by_instance(ctx.db, Level.USER, ctx.userid))
    event = editing.by_id(ctx.db, eventid)
    rows = [] if event is None else [event]
    activities = Activities(ctx, rows)
    viewer = Viewer(ctx, ctx.userid, activities)
    if event is None or not viewer.shown(rows):
        raise MissingCapability("moodle/course:view")
    if not permissions.may_see(ctx, event):
        raise CodedError("nopermissiontoviewcalendar")
    action = Actions(ctx, viewer, activities).of(event)
    return {"event": Exporter(ctx, rows, activities).event_result(event, action), "warnings": []}


@function(
    "core_calendar_update_event_start_day",
    WRITE,
    params={
        "eventid": Value(INT, "id of the event"),
        "daytimestamp": Value(INT, "a moment of the new day"),
    },
    returns=Struct(
        {
            "event": EVENT,
        }
    ),
    capabilities=["moodle/calendar:manageentries", "moodle/calendar:manageownentries", "moodle/calendar:managegroupentries"],
    services=["moodle_mobile_app"],
    ajax=True,
)
def update_event_start_day(ctx: CallContext, eventid: int, daytimestamp: int) -> dict[str, Any]:
    """Move an event to another day, at the same time."""
    event = editing.move(ctx, eventid, daytimestamp)
    return {"event": Exporter(ctx, [event]).event_result(event)}


@function(
    "core_calendar_get_timestamps",
    READ,
    params={
        "data": List(
            Struct(
                {
                    "key": Value(ALPHANUMEXT, "name", optional=True),
                    "year": Value(INT, "year"),
                    "month": Value(INT, "month"),
                    "day": Value(INT, "day"),
                    "hour": Value(INT, "hour", optional=True),
                    "minute": Value(INT, "minute", optional=True),
                }
            ),
            "the dates",
        ),
    },
    returns=Struct(
        {
            "timestamps": List(
                Struct(
                    {
                        "key": Value(ALPHANUMEXT, "name"),
                        "timestamp": Value(INT, "the moment"),
                    }
                ),
                "the moments",
            ),
        }
    ),
    ajax=True,
)
def get_timestamps(ctx: CallContext, data: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the moments of dates in the time zone of the caller."""
    clock = Clock(ctx)
    return {
        "timestamps": [
            {
                "key": date.get("key", str(index)),
                "timestamp": clock.moment(date["year"], date["month"], date["day"], date.get("hour") or 0, date.get("minute") or 0),
            }
            for index, date in enumerate(data)
        ]
    }
