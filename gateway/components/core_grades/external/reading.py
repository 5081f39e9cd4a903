"""Web service functions for grade items and gradable users."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    ALPHANUM,
    BOOL,
    INT,
    RAW,
    READ,
    TEXT,
    CallContext,
    CodedError,
    List,
    Struct,
    Value,
    format_string,
    function,
    warnings,
)
from gateway.components.core_course import lib as courses
from gateway.components.core_grades import items, people
from gateway.components.core_user.schemas import USER


@function(
    "core_grades_get_gradeitems",
    READ,
    params={
        "courseid": Value(INT, "id of the course"),
    },
    returns=Struct(
        {
            "gradeItems": List(
                Struct(
                    {
                        "id": Value(ALPHANUM, "id"),
                        "itemname": Value(RAW, "name of the grade item"),
                        "category": Value(TEXT, "name of the category", optional=True),
                    }
                ),
                "the grade items",
            ),
            "warnings": warnings(),
        }
    ),
    services=["moodle_mobile_app"],
    ajax=True,
)
def get_gradeitems(ctx: CallContext, courseid: int) -> dict[str, Any]:
    """Return what people are graded in in a course."""
    course, _ = courses.enter(ctx, courseid)
    name = format_string(course["fullname"], ctx.settings)
    return {"gradeItems": items.gradable_item_results(items.book(ctx.db, courseid), name), "warnings": []}


@function(
    "core_grades_get_gradable_users",
    READ,
    params={
        "courseid": Value(INT, "id of the course"),
        "groupid": Value(INT, "id of the group", default=0),
        "onlyactive": Value(BOOL, "whether to leave out suspended enrolments", default=False),
    },
    returns=Struct(
        {
            "users": List(USER, "the users"),
            "warnings": warnings(),
        }
    ),
    services=["moodle_mobile_app"],
    ajax=True,
)
def get_gradable_users(ctx: CallContext, courseid: int, groupid: int, onlyactive: bool) -> dict[str, Any]:
    """Return those who are graded in a course."""
    course, place = courses.enter(ctx, courseid)
    ctx.require("moodle/course:viewparticipants", place)
    if groupid and not people.may_see_group(ctx, course, place, groupid):
        raise CodedError("notingroup", message="You are not in this group.")
    active = onlyactive or not ctx.has("moodle/course:viewsuspendedusers", place)
    return {"users": people.gradable_user_results(ctx, people.graded_users(ctx, place, groupid=groupid, active=active)), "warnings": []}
