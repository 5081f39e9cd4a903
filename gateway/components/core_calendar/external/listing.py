"""Web service functions that list events."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    BOOL,
    INT,
    RAW,
    READ,
    SYSTEM,
    TEXT,
    CallContext,
    List,
    Struct,
    Value,
    function,
    warnings,
)
from gateway.components.core_calendar import lib


@function(
    "core_calendar_get_calendar_events",
    READ,
    params={
        "events": Struct(
            {
                "eventids": List(Value(INT, "id of an event"), "events to return", default=[]),
                "courseids": List(Value(INT, "id of a course"), "the courses; those of the caller unless given", default=[]),
                "groupids": List(Value(INT, "id of a group"), "groups whose events to return", default=[]),
                "categoryids": List(Value(INT, "id of a category"), "categories whose events to return", default=[]),
            },
            "the events",
            default=[],
        ),
        "options": Struct(
            {
                "userevents": Value(BOOL, "whether to return events of the caller", default=True),
                "siteevents": Value(BOOL, "whether to return events of the site", default=True),
                "timestart": Value(INT, "when it begins", default=0),
                "timeend": Value(INT, "last moment", default=0),
                "ignorehidden": Value(BOOL, "whether to leave out what is hidden", default=True),
            },
            "further conditions",
            default=[],
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
                        "format": Value(INT, "format"),
                        "courseid": Value(INT, "id of the course"),
                        "categoryid": Value(INT, "id of the category", optional=True),
                        "groupid": Value(INT, "id of the group"),
                        "userid": Value(INT, "id of the user"),
                        "repeatid": Value(INT, "id of the first of repeated events"),
                        "modulename": Value(TEXT, "type of the activity", optional=True),
                        "instance": Value(INT, "id of the activity"),
                        "eventtype": Value(TEXT, "kind of event"),
                        "timestart": Value(INT, "when it begins"),
                        "timeduration": Value(INT, "how long it takes, in seconds"),
                        "visible": Value(INT, "whether it is shown"),
                        "uuid": Value(TEXT, "unique id", optional=True, null=False),
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
def get_calendar_events(ctx: CallContext, events: dict[str, Any], options: dict[str, Any]) -> dict[str, Any]:
    """Return the events of courses, groups, categories, the site and the caller that they may see."""
    ctx.validate(SYSTEM)
    found, warned = lib.events(ctx, events, options)
    return {"events": found, "warnings": warned}
