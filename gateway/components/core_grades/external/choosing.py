"""Web service functions with which graders choose people, groups and grade items."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    ALPHANUM,
    BOOL,
    INT,
    RAW,
    RAW_TRIMMED,
    READ,
    TEXT,
    URL,
    CallContext,
    List,
    Struct,
    Value,
    function,
    warnings,
)
from gateway.components.core_grades import choices
from gateway.components.core_user.schemas import USER

_COURSE = Value(INT, "id of the course")
_GROUP = Value(INT, "id of a group; all that the caller sees unless given", default=0)


def _groups() -> Struct:
    """The description of a result with groups."""
    return Struct(
        {
            "groups": List(
                Struct(
                    {
                        "id": Value(ALPHANUM, "id, 0 for all participants"),
                        "name": Value(TEXT, "name"),
                        "groupimageurl": Value(URL, "address of the picture", optional=True),
                    }
                ),
                "the groups",
            ),
            "warnings": warnings(),
        }
    )


@function(
    "core_grades_get_enrolled_users_for_selector",
    READ,
    params={"courseid": _COURSE, "groupid": _GROUP},
    returns=Struct({"users": List(USER, "the users"), "warnings": warnings()}),
    services=["moodle_mobile_app"],
    ajax=True,
)
def get_enrolled_users_for_selector(ctx: CallContext, courseid: int, groupid: int) -> dict[str, Any]:
    """Return those who are graded in a course, to choose one of them."""
    course, place = choices.enter(ctx, courseid)
    return {"users": choices.person_results(ctx, course, place, groupid), "warnings": []}


@function(
    "core_grades_get_enrolled_users_for_search_widget",
    READ,
    params={"courseid": _COURSE, "actionbaseurl": Value(URL, "beginning of the links"), "groupid": _GROUP},
    returns=Struct(
        {
            "users": List(
                Struct(
                    {
                        "id": Value(INT, "id"),
                        "profileimage": Value(URL, "address of the picture", optional=True),
                        "url": Value(URL, "where choosing this user leads", optional=True),
                        "fullname": Value(TEXT, "full name", optional=True),
                        "email": Value(RAW_TRIMMED, "e-mail address", optional=True),
                        "active": Value(BOOL, "whether this user is the one that is chosen"),
                    }
                ),
                "the users",
            ),
            "warnings": warnings(),
        }
    ),
    services=["moodle_mobile_app"],
    ajax=True,
    deprecated=True,
)
def get_enrolled_users_for_search_widget(ctx: CallContext, courseid: int, actionbaseurl: str, groupid: int) -> dict[str, Any]:
    """Return those who are graded in a course, each with a link."""
    course, place = choices.enter(ctx, courseid)
    return {"users": choices.widget_results(ctx, course, place, groupid, actionbaseurl), "warnings": []}


@function(
    "core_grades_get_groups_for_selector",
    READ,
    params={"courseid": _COURSE, "cmid": Value(INT, "id of an activity whose groups are meant", default=0)},
    returns=_groups(),
    services=["moodle_mobile_app"],
    ajax=True,
)
def get_groups_for_selector(ctx: CallContext, courseid: int, cmid: int) -> dict[str, Any]:
    """Return the groups of a course, to choose one of them."""
    course, place = choices.enter(ctx, courseid)
    return {"groups": choices.group_results(ctx, course, place, cmid), "warnings": []}


@function(
    "core_grades_get_groups_for_search_widget",
    READ,
    params={"courseid": _COURSE, "cmid": Value(INT, "id of an activity whose groups are meant", default=0)},
    returns=_groups(),
    services=["moodle_mobile_app"],
    ajax=True,
)
def get_groups_for_search_widget(ctx: CallContext, courseid: int, cmid: int) -> dict[str, Any]:
    """Return the groups of a course, as the control to search for them shows them."""
    course, place = choices.enter(ctx, courseid)
    return {"groups": choices.group_results(ctx, course, place, cmid), "warnings": []}


@function(
    "core_grades_get_grade_tree",
    READ,
    params={"courseid": _COURSE},
    returns=Value(RAW, "the categories and what is in them, as JSON"),
    ajax=True,
)
def get_grade_tree(ctx: CallContext, courseid: int) -> str:
    """Return the grade categories of a course with what is in them."""
    course, place = choices.enter(ctx, courseid)
    ctx.require("moodle/grade:manage", place)
    return choices.tree_text(ctx, course)


@function(
    "core_grades_get_feedback",
    READ,
    params={"courseid": _COURSE, "userid": Value(INT, "id of the user"), "itemid": Value(INT, "id of the grade item")},
    returns=Struct(
        {
            "feedbacktext": Value(RAW, "the feedback, in HTML"),
            "title": Value(TEXT, "name of the grade item"),
            "fullname": Value(TEXT, "full name of the user"),
            "picture": Value(RAW, "picture of the user, in HTML"),
            "additionalfield": Value(RAW, "what else tells the user from others"),
        }
    ),
    ajax=True,
)
def get_feedback(ctx: CallContext, courseid: int, userid: int, itemid: int) -> dict[str, str]:
    """Return the feedback on somebody's grade."""
    course, place = choices.enter(ctx, courseid)
    ctx.require("moodle/grade:viewall", place)
    return choices.feedback_result(ctx, course, place, userid, itemid)
