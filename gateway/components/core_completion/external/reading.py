"""Web service functions that return the completion of activities and courses."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    BOOL,
    INT,
    NOTAGS,
    PLUGIN,
    RAW,
    READ,
    TEXT,
    CallContext,
    List,
    Struct,
    Value,
    function,
    warnings,
)
from gateway.components.core_completion import criteria, lib


@function(
    "core_completion_get_activities_completion_status",
    READ,
    params={
        "courseid": Value(INT, "id of the course"),
        "userid": Value(INT, "id of the user"),
    },
    returns=Struct(
        {
            "statuses": List(
                Struct(
                    {
                        "cmid": Value(INT, "id of the course module"),
                        "modname": Value(PLUGIN, "type of the activity"),
                        "instance": Value(INT, "id of the activity"),
                        "state": Value(INT, "0 not completed, 1 completed, 2 passed, 3 failed"),
                        "timecompleted": Value(INT, "when it was completed, 0 for not yet"),
                        "tracking": Value(INT, "how completion is tracked: 1 by hand, 2 by rules"),
                        "overrideby": Value(INT, "who has overridden it, null for nobody", optional=True),
                        "valueused": Value(BOOL, "whether others depend on it", optional=True),
                        "hascompletion": Value(BOOL, "whether completion is tracked", optional=True),
                        "isautomatic": Value(BOOL, "whether it is tracked without the user doing anything", optional=True),
                        "istrackeduser": Value(BOOL, "whether completion is tracked for the user", optional=True),
                        "uservisible": Value(BOOL, "whether the caller may use it", optional=True),
                        "details": List(
                            Struct(
                                {
                                    "rulename": Value(TEXT, "name of the rule"),
                                    "rulevalue": Struct(
                                        {
                                            "status": Value(INT, "how it stands"),
                                            "description": Value(TEXT, "description"),
                                        },
                                        "how it stands",
                                    ),
                                }
                            ),
                            "what there is to be done",
                            default=[],
                        ),
                        "isoverallcomplete": Value(BOOL, "whether it is completed as a whole", optional=True),
                    }
                ),
                "the activities",
            ),
            "warnings": warnings(),
        }
    ),
    services=["moodle_mobile_app"],
)
def get_activities_completion_status(ctx: CallContext, courseid: int, userid: int) -> dict[str, Any]:
    """Return how far somebody has completed the activities of a course."""
    course, place = lib.enter(ctx, courseid, userid)
    if userid != ctx.userid:
        ctx.require("report/progress:view", place)
    return {"statuses": lib.activities(ctx, course, userid), "warnings": []}


@function(
    "core_completion_get_course_completion_status",
    READ,
    params={
        "courseid": Value(INT, "id of the course"),
        "userid": Value(INT, "id of the user"),
    },
    returns=Struct(
        {
            "completionstatus": Struct(
                {
                    "completed": Value(BOOL, "whether the course is completed"),
                    "aggregation": Value(INT, "whether all criteria must be met (1) or any (2)"),
                    "completions": List(
                        Struct(
                            {
                                "type": Value(INT, "kind"),
                                "title": Value(TEXT, "title"),
                                "status": Value(NOTAGS, "how it stands"),
                                "complete": Value(BOOL, "whether the criterion is met"),
                                "timecompleted": Value(INT, "when it was completed, 0 for not yet"),
                                "details": Struct(
                                    {
                                        "type": Value(TEXT, "kind"),
                                        "criteria": Value(RAW, "criterion"),
                                        "requirement": Value(TEXT, "what must be done"),
                                        "status": Value(RAW, "how it stands"),
                                    },
                                    "what there is to be done",
                                ),
                            }
                        ),
                        "the criteria",
                    ),
                },
                "how far the course is completed",
            ),
            "warnings": warnings(),
        }
    ),
    capabilities=["report/completion:view"],
    services=["moodle_mobile_app"],
)
def get_course_completion_status(ctx: CallContext, courseid: int, userid: int) -> dict[str, Any]:
    """Return how far somebody has completed a course."""
    course, place = lib.enter(ctx, courseid, userid)
    lib.require_report(ctx, course, place, userid)
    return {"completionstatus": criteria.status(ctx, course, place, userid), "warnings": []}
