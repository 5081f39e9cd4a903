"""Web service functions for course modules and their updates."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    ALPHA,
    ALPHANUM,
    ALPHANUMEXT,
    AREA,
    COMPONENT,
    FLOAT,
    INT,
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
from gateway.components.core_course import course_modules, lib, updates
from gateway.components.core_course.external.schemas import COURSE_ID

_MODULE = Struct(
    {
        "id": Value(INT, "id"),
        "course": Value(INT, "id of the course"),
        "module": Value(INT, "id of the type of activity"),
        "name": Value(RAW, "name"),
        "modname": Value(COMPONENT, "type of activity"),
        "instance": Value(INT, "id of the activity"),
        "section": Value(INT, "number of the section"),
        "sectionnum": Value(INT, "number of the section"),
        "groupmode": Value(INT, "group mode: 0 none, 1 separate, 2 visible"),
        "groupingid": Value(INT, "id of the grouping"),
        "completion": Value(INT, "how completion is tracked: 0 not at all, 1 by hand, 2 by rules"),
        "idnumber": Value(RAW, "number in another system", optional=True),
        "added": Value(INT, "when it was added", optional=True),
        "score": Value(INT, "not in use", optional=True),
        "indent": Value(INT, "how far it is indented", optional=True),
        "visible": Value(INT, "whether it is shown", optional=True),
        "visibleoncoursepage": Value(INT, "whether it is shown on the page of the course", optional=True),
        "visibleold": Value(INT, "whether it was shown before its section was hidden", optional=True),
        "completiongradeitemnumber": Value(INT, "number of the grade item whose grade completes it", optional=True),
        "completionpassgrade": Value(INT, "whether a passing grade completes it", optional=True),
        "completionview": Value(INT, "whether looking at it completes it", optional=True),
        "completionexpected": Value(INT, "when it should be completed", optional=True),
        "showdescription": Value(INT, "whether the introduction is shown on the page of the course", optional=True),
        "downloadcontent": Value(INT, "whether its content may be downloaded", optional=True),
        "availability": Value(RAW, "conditions of access, in JSON", optional=True),
        "grade": Value(FLOAT, "highest grade, or the scale as a negative id", optional=True),
        "scale": Value(TEXT, "words of the scale, with commas", optional=True),
        "gradepass": Value(RAW, "grade that is needed to pass", optional=True),
        "gradecat": Value(INT, "id of the category of grades", optional=True),
        "advancedgrading": List(
            Struct(
                {
                    "area": Value(AREA, "what is graded"),
                    "method": Value(COMPONENT, "method of grading, null for plain grades"),
                }
            ),
            "how grades are given",
            optional=True,
        ),
        "outcomes": List(
            Struct(
                {
                    "id": Value(ALPHANUMEXT, "id"),
                    "name": Value(RAW, "name"),
                    "scale": Value(TEXT, "words of the scale, with commas"),
                }
            ),
            "the outcomes",
            optional=True,
        ),
    },
    "the activity",
)

_INSTANCES = List(
    Struct(
        {
            "contextlevel": Value(ALPHA, "kind of place: module"),
            "id": Value(INT, "id"),
            "updates": List(
                Struct(
                    {
                        "name": Value(ALPHANUMEXT, "name of the kind of change"),
                        "timeupdated": Value(INT, "when it was changed", optional=True),
                        "itemids": List(Value(INT, "id of one of them"), "ids of what is new or has changed", optional=True),
                    }
                ),
                "the changes",
            ),
        }
    ),
    "what has changed",
)

_FILTER = List(Value(ALPHANUM, "name of a kind of change"), "kinds of changes to look for, all unless given", default=[])


@function(
    "core_course_get_course_module",
    READ,
    params={
        "cmid": Value(INT, "id of the activity in the course"),
    },
    returns=Struct(
        {
            "cm": _MODULE,
            "warnings": warnings(),
        }
    ),
    services=["moodle_mobile_app"],
)
def get_course_module(ctx: CallContext, cmid: int) -> dict[str, Any]:
    """Return an activity by its id in the course."""
    return {"cm": course_modules.course_module_result(ctx, course_modules.by_id(ctx.db, cmid)), "warnings": []}


@function(
    "core_course_get_course_module_by_instance",
    READ,
    params={
        "module": Value(COMPONENT, "type of activity"),
        "instance": Value(INT, "id of the activity"),
    },
    returns=Struct(
        {
            "cm": _MODULE,
            "warnings": warnings(),
        }
    ),
    services=["moodle_mobile_app"],
)
def get_course_module_by_instance(ctx: CallContext, module: str, instance: int) -> dict[str, Any]:
    """Return an activity by the id it has among those of its type."""
    return {"cm": course_modules.course_module_result(ctx, course_modules.by_instance(ctx.db, module, instance)), "warnings": []}


@function(
    "core_course_check_updates",
    READ,
    params={
        "courseid": COURSE_ID,
        "tocheck": List(
            Struct(
                {
                    "contextlevel": Value(ALPHA, "kind of place: module"),
                    "id": Value(INT, "id"),
                    "since": Value(INT, "time from which on"),
                }
            ),
            "what to look at",
        ),
        "filter": _FILTER,
    },
    returns=Struct(
        {
            "instances": _INSTANCES,
            "warnings": warnings(),
        }
    ),
    services=["moodle_mobile_app"],
    ajax=True,
)
def check_updates(ctx: CallContext, courseid: int, tocheck: list[dict[str, Any]], filter: list[str]) -> dict[str, Any]:
    """Return what has changed in activities of a course since a time for each."""
    course, _ = lib.enter(ctx, courseid)
    times, refused = updates.wanted(tocheck)
    found, warned = updates.since(ctx, course, times, filter)
    return {"instances": found, "warnings": [*refused, *warned]}


@function(
    "core_course_get_updates_since",
    READ,
    params={
        "courseid": COURSE_ID,
        "since": Value(INT, "time from which on"),
        "filter": _FILTER,
    },
    returns=Struct(
        {
            "instances": _INSTANCES,
            "warnings": warnings(),
        }
    ),
    services=["moodle_mobile_app"],
    ajax=True,
)
def get_updates_since(ctx: CallContext, courseid: int, since: int, filter: list[str]) -> dict[str, Any]:
    """Return what has changed in all activities of a course since a time."""
    course, _ = lib.enter(ctx, courseid)
    found, warned = updates.since(ctx, course, since, filter)
    return {"instances": found, "warnings": warned}
