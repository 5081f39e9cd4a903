"""The external functions about feedbacks."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    BOOL,
    INT,
    LANG,
    RAW,
    READ,
    WRITE,
    CallContext,
    CodedError,
    List,
    Struct,
    Value,
    files,
    format_value,
    function,
    warnings,
)
from gateway.components.core_completion import states, viewing
from gateway.components.core_course import instances
from gateway.components.mod_feedback import lib


@function(
    "mod_feedback_get_feedbacks_by_courses",
    READ,
    params={
        "courseids": List(Value(INT, "id of a course"), "the courses; those of the caller unless given", default=[]),
    },
    returns=Struct(
        {
            "feedbacks": List(
                Struct(
                    {
                        "id": Value(INT, "id", null=False),
                        "course": Value(INT, "id of the course", null=False),
                        "name": Value(RAW, "name", null=False),
                        "intro": Value(RAW, "introduction", null=False),
                        "introformat": format_value("intro", default="0"),
                        "lang": Value(LANG, "forced language"),
                        "anonymous": Value(INT, "whether answers are anonymous: 1 yes, 2 no", null=False),
                        "email_notification": Value(BOOL, "whether teachers are told of answers by mail", optional=True, null=False),
                        "multiple_submit": Value(BOOL, "whether one may answer several times", null=False),
                        "autonumbering": Value(BOOL, "whether questions are numbered", null=False),
                        "site_after_submit": Value(RAW, "address that is opened after answering", optional=True, null=False),
                        "page_after_submit": Value(RAW, "text that is shown after answering", optional=True, null=False),
                        "page_after_submitformat": format_value("page_after_submit", default="0"),
                        "publish_stats": Value(BOOL, "whether people see the statistics", null=False),
                        "timeopen": Value(INT, "when it opens, 0 for always", optional=True, null=False),
                        "timeclose": Value(INT, "when it closes, 0 for never", optional=True, null=False),
                        "timemodified": Value(INT, "when it was changed", optional=True, null=False),
                        "completionsubmit": Value(BOOL, "whether submitting completes the assignment", null=False),
                        "coursemodule": Value(INT, "id of the course module", null=False),
                        "introfiles": files("files of the introduction", exported=True),
                        "pageaftersubmitfiles": files("files of that text", optional=True, exported=True),
                    }
                ),
                "the feedbacks",
            ),
            "warnings": warnings(),
        }
    ),
    capabilities=["mod/feedback:view"],
    services=["moodle_mobile_app"],
)
def get_feedbacks_by_courses(ctx: CallContext, courseids: list[int]) -> dict[str, Any]:
    """Return the feedbacks in courses that the caller sees."""
    found, warned = instances.of_courses(ctx, lib.TABLE, courseids, areas=("page_after_submit",))
    return {"feedbacks": [lib.feedback_result(ctx, activity) for activity in found], "warnings": warned}


@function(
    "mod_feedback_view_feedback",
    WRITE,
    params={
        "feedbackid": Value(INT, "id of the feedback"),
        "moduleviewed": Value(BOOL, "whether it is opened for answering, which may complete it", default=False),
        "courseid": Value(INT, "course whose answers are meant, for a feedback of the front page", default=0),
    },
    returns=viewing.status(),
    capabilities=["mod/feedback:view"],
    services=["moodle_mobile_app"],
)
def view_feedback(ctx: CallContext, feedbackid: int, moduleviewed: bool, courseid: int) -> dict[str, Any]:
    """Note that the caller looks at a feedback, which may complete it."""
    seen = viewing.enter(ctx, "feedback", feedbackid, "mod/feedback:view")
    viewing.note(ctx, seen, completes=False)
    if moduleviewed:
        if not lib.is_open(seen.row, ctx.now):
            raise CodedError("feedback_is_not_open", "feedback")
        states.viewed(ctx, seen.module)
    return viewing.DONE
