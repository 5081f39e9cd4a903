"""Web service functions that create and delete events, and that tell the caller's permissions."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from gateway.api import (
    BOOL,
    INT,
    NOTAGS,
    RAW,
    READ,
    SITE_COURSE,
    SYSTEM,
    TEXT,
    WRITE,
    CallContext,
    Level,
    List,
    Now,
    Struct,
    Value,
    contexts,
    function,
    warnings,
)
from gateway.api.tables import user
from gateway.components.core_calendar import editing, form, permissions
from gateway.components.core_calendar.exporter import Exporter
from gateway.components.core_calendar.external.schemas import EVENT

# A series takes a row a week: ten years of them are more than anybody plans.
_MOST_REPEATS = 520


@function(
    "core_calendar_create_calendar_events",
    WRITE,
    params={
        "events": List(
            Struct(
                {
                    "name": Value(TEXT, "name", null=False),
                    "description": Value(RAW, "description", default=None),
                    "format": Value(INT, "format of the description", default="1"),
                    "courseid": Value(INT, "id of the course", default=0, null=False),
                    "groupid": Value(INT, "id of the group", default=0, null=False),
                    "repeats": Value(INT, "how many there are, a week apart; 0 for one alone", default=0, null=False, most=_MOST_REPEATS),
                    "eventtype": Value(TEXT, "kind of event", default="user", null=False),
                    "timestart": Value(INT, "when it begins", default=Now(), null=False),
                    "timeduration": Value(INT, "how long it takes, in seconds", default=0, null=False),
                    "visible": Value(INT, "whether it is shown", default=1, null=False),
                    "sequence": Value(INT, "number of changes", default=1, null=False),
                }
            ),
            "the events",
        ),
    },
    returns=Struct(
        {
            "events": List(
                Struct(
                    {
                        "id": Value(INT, "id"),
                        "name": Value(RAW, "name"),
                        "description": Value(RAW, "description", optional=True),
                        "format": Value(INT, "format of the description"),
                        "courseid": Value(INT, "id of the course"),
                        "groupid": Value(INT, "id of the group"),
                        "userid": Value(INT, "id of the user"),
                        "repeatid": Value(INT, "id of the first of repeated events", optional=True),
                        "modulename": Value(TEXT, "type of the activity", optional=True),
                        "instance": Value(INT, "id of the activity"),
                        "eventtype": Value(TEXT, "kind of event"),
                        "timestart": Value(INT, "when it begins"),
                        "timeduration": Value(INT, "how long it takes, in seconds"),
                        "visible": Value(INT, "whether it is shown"),
                        "uuid": Value(TEXT, "unique id of the device", optional=True, null=False),
                        "sequence": Value(INT, "number of changes"),
                        "timemodified": Value(INT, "when it was changed"),
                        "subscriptionid": Value(INT, "id of the subscription", optional=True),
                    }
                ),
                "the events",
            ),
            "warnings": warnings(),
        }
    ),
    capabilities=["moodle/calendar:manageentries", "moodle/calendar:manageownentries", "moodle/calendar:managegroupentries"],
    services=["moodle_mobile_app"],
)
def create_calendar_events(ctx: CallContext, events: list[dict[str, Any]]) -> dict[str, Any]:
    """Make events."""
    ctx.validate(contexts.by_instance(ctx.db, Level.USER, ctx.userid))
    made, warned = editing.create(ctx, events)
    return {"events": made, "warnings": warned}


@function(
    "core_calendar_delete_calendar_events",
    WRITE,
    params={
        "events": List(
            Struct(
                {
                    "eventid": Value(INT, "id of the event", null=False),
                    "repeat": Value(BOOL, "whether to delete the whole series"),
                }
            ),
            "the events",
        ),
    },
    returns=None,
    capabilities=["moodle/calendar:manageentries", "moodle/calendar:manageownentries", "moodle/calendar:managegroupentries"],
    services=["moodle_mobile_app"],
    ajax=True,
)
def delete_calendar_events(ctx: CallContext, events: list[dict[str, Any]]) -> None:
    """Delete events, alone or with the series they belong to."""
    ctx.validate(contexts.by_instance(ctx.db, Level.USER, ctx.userid))
    editing.remove(ctx, events)


@function(
    "core_calendar_get_calendar_access_information",
    READ,
    params={
        "courseid": Value(INT, "id of the course", default=0),
    },
    returns=Struct(
        {
            "canmanageentries": Value(BOOL, "whether the caller keeps all events"),
            "canmanageownentries": Value(BOOL, "whether the caller keeps their own events"),
            "canmanagegroupentries": Value(BOOL, "whether the caller keeps the events of groups"),
            "warnings": warnings(),
        }
    ),
    services=["moodle_mobile_app"],
)
def get_calendar_access_information(ctx: CallContext, courseid: int) -> dict[str, Any]:
    """Return which events the caller may keep in a course."""
    place = ctx.validate(contexts.by_instance(ctx.db, Level.COURSE, courseid or SITE_COURSE))
    user_context = contexts.by_instance(ctx.db, Level.USER, ctx.userid)
    return {
        "canmanageentries": ctx.has("moodle/calendar:manageentries", place),
        "canmanageownentries": ctx.has("moodle/calendar:manageownentries", user_context),
        "canmanagegroupentries": ctx.has("moodle/calendar:managegroupentries", place),
        "warnings": [],
    }


@function(
    "core_calendar_get_allowed_event_types",
    READ,
    params={
        "courseid": Value(INT, "id of the course", default=0),
    },
    returns=Struct(
        {
            "allowedeventtypes": List(Value(NOTAGS, "kind of event"), "the kinds of events"),
            "warnings": warnings(),
        }
    ),
    services=["moodle_mobile_app"],
)
def get_allowed_event_types(ctx: CallContext, courseid: int) -> dict[str, Any]:
    """Return the kinds of events that the caller may make in a course."""
    place = ctx.validate(contexts.by_instance(ctx.db, Level.COURSE, courseid or SITE_COURSE))
    return {"allowedeventtypes": permissions.allowed_kinds(ctx, place), "warnings": []}


@function(
    "core_calendar_submit_create_update_form",
    WRITE,
    params={"formdata": Value(RAW, "the fields of the form, as a query")},
    returns=Struct(
        {
            "event": Struct(EVENT.members, "the event", optional=True),
            "validationerror": Value(BOOL, "whether a field was wrong", default=False),
        }
    ),
    capabilities=["moodle/calendar:manageentries", "moodle/calendar:manageownentries", "moodle/calendar:managegroupentries"],
    services=["moodle_mobile_app"],
    ajax=True,
)
def submit_create_update_form(ctx: CallContext, formdata: str) -> dict[str, Any]:
    """Make or change the event that a filled-in form describes."""
    ctx.validate(contexts.by_instance(ctx.db, Level.USER, ctx.userid))
    event = form.submit(ctx, formdata)
    if event is None:
        return {"validationerror": True}
    return {"event": Exporter(ctx, [event]).event_result(event)}


@function(
    "core_calendar_delete_subscription",
    WRITE,
    params={"subscriptionid": Value(INT, "id of the imported calendar")},
    returns=Struct({"status": Value(BOOL, "whether it was deleted"), "warnings": warnings()}),
    ajax=True,
)
def delete_subscription(ctx: CallContext, subscriptionid: int) -> dict[str, Any]:
    """Delete an imported calendar with its events."""
    ctx.validate(contexts.by_instance(ctx.db, Level.USER, ctx.userid))
    if editing.remove_subscription(ctx, subscriptionid):
        return {"status": True, "warnings": []}
    warning = {"item": str(subscriptionid), "warningcode": "errordeletingsubscription", "message": "You may not delete this calendar."}
    return {"status": False, "warnings": [warning]}


@function(
    "core_calendar_get_calendar_export_token",
    READ,
    params={},
    returns=Struct({"token": Value(RAW, "the token"), "warnings": warnings()}),
    services=["moodle_mobile_app"],
)
def get_calendar_export_token(ctx: CallContext) -> dict[str, Any]:
    """Return the token with which programs fetch the calendar of the caller; it changes with the password."""
    ctx.validate(SYSTEM)
    password = ctx.db.execute(select(user.c.password).where(user.c.id == ctx.userid)).scalar_one_or_none() or ""
    return {"token": ctx.vault.fingerprint("calendar", str(ctx.userid), password).hex(), "warnings": []}
