"""The external functions of the overview report of grades."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    BOOL,
    INT,
    RAW,
    READ,
    WRITE,
    CallContext,
    List,
    Struct,
    Value,
    function,
    warnings,
)
from gateway.components.core_course import lib as courses
from gateway.components.gradereport_overview import lib


@function(
    "gradereport_overview_view_grade_report",
    WRITE,
    params={
        "courseid": Value(INT, "id of the course"),
        "userid": Value(INT, "id of the user", default=0),
    },
    returns=Struct(
        {
            "status": Value(BOOL, "whether that was done"),
            "warnings": warnings(),
        }
    ),
    capabilities=["gradereport/overview:view"],
    services=["moodle_mobile_app"],
)
def view_grade_report(ctx: CallContext, courseid: int, userid: int) -> dict[str, Any]:
    """Note that the caller looks at a user's grades in all courses."""
    course, context = courses.enter(ctx, courseid)
    lib.note_view(ctx, course, context, userid)
    return {"status": True, "warnings": []}


@function(
    "gradereport_overview_get_course_grades",
    READ,
    params={
        "userid": Value(INT, "id of the user", default=0),
    },
    returns=Struct(
        {
            "grades": List(
                Struct(
                    {
                        "courseid": Value(INT, "id of the course"),
                        "grade": Value(RAW, "the grade as it is shown"),
                        "rawgrade": Value(RAW, "the grade as it is stored"),
                        "rank": Value(INT, "place among all", optional=True),
                    }
                ),
                "the grades",
            ),
            "warnings": warnings(),
        }
    ),
    services=["moodle_mobile_app"],
)
def get_course_grades(ctx: CallContext, userid: int) -> dict[str, Any]:
    """Return the grades of a user in all the user's courses."""
    owner = lib.report_owner(ctx, userid)
    return {"grades": lib.grades_result(ctx, owner), "warnings": []}
