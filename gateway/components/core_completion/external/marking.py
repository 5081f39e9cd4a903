"""Web service functions that mark activities as completed."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    BOOL,
    INT,
    WRITE,
    CallContext,
    CodedError,
    Struct,
    Value,
    function,
    warnings,
)
from gateway.components.core_completion import achievements, editing, lib


@function(
    "core_completion_update_activity_completion_status_manually",
    WRITE,
    params={
        "cmid": Value(INT, "id of the activity in the course"),
        "completed": Value(BOOL, "whether it is completed"),
    },
    returns=Struct(
        {
            "status": Value(BOOL, "whether that was done"),
            "warnings": warnings(),
        }
    ),
    services=["moodle_mobile_app"],
    ajax=True,
)
def update_activity_completion_status_manually(ctx: CallContext, cmid: int, completed: bool) -> dict[str, Any]:
    """Mark an activity as completed by the caller, or not."""
    module = editing.enter(ctx, cmid)
    editing.mark(ctx, module, completed=completed)
    return {"status": True, "warnings": []}


@function(
    "core_completion_override_activity_completion_status",
    WRITE,
    params={
        "userid": Value(INT, "id of the user"),
        "cmid": Value(INT, "id of the activity in the course"),
        "newstate": Value(INT, "0 not completed, 1 completed"),
    },
    returns=Struct(
        {
            "cmid": Value(INT, "id of the activity in the course"),
            "userid": Value(INT, "id of the user"),
            "state": Value(INT, "0 not completed, 1 completed"),
            "timecompleted": Value(INT, "when that was said"),
            "overrideby": Value(INT, "who has said so"),
            "tracking": Value(INT, "how completion is tracked: 1 by hand, 2 by rules"),
        }
    ),
    capabilities=["moodle/course:overridecompletion"],
    ajax=True,
)
def override_activity_completion_status(ctx: CallContext, userid: int, cmid: int, newstate: int) -> dict[str, Any]:
    """Set whether a user has completed an activity, overriding its rules."""
    module = editing.enter(ctx, cmid)
    return editing.override(ctx, module, userid, newstate)


@function(
    "core_completion_mark_course_self_completed",
    WRITE,
    params={"courseid": Value(INT, "id of the course")},
    returns=Struct(
        {
            "status": Value(BOOL, "whether that was done"),
            "warnings": warnings(),
        }
    ),
    services=["moodle_mobile_app"],
)
def mark_course_self_completed(ctx: CallContext, courseid: int) -> dict[str, Any]:
    """Note that the caller says to have completed a course."""
    lib.enter_tracked(ctx, courseid)
    if not achievements.complete_oneself(ctx, courseid):
        raise CodedError("useralreadymarkedcomplete", "completion")
    return {"status": True, "warnings": []}
