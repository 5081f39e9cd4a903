"""The external functions about choices."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    BOOL,
    INT,
    RAW,
    READ,
    SAFEDIR,
    CallContext,
    List,
    Struct,
    Value,
    files,
    format_value,
    function,
    warnings,
)
from gateway.components.core_course import instances
from gateway.components.mod_choice import lib


@function(
    "mod_choice_get_choices_by_courses",
    READ,
    params={
        "courseids": List(Value(INT, "id of a course"), "the courses; those of the caller unless given", default=[]),
    },
    returns=Struct(
        {
            "choices": List(
                Struct(
                    {
                        "id": Value(INT, "id"),
                        "coursemodule": Value(INT, "id of the course module"),
                        "course": Value(INT, "id of the course"),
                        "name": Value(RAW, "name"),
                        "intro": Value(RAW, "introduction"),
                        "introformat": format_value("intro"),
                        "introfiles": files("files of the introduction", optional=True),
                        "section": Value(INT, "number of the section", optional=True),
                        "visible": Value(BOOL, "whether it is shown", optional=True),
                        "groupmode": Value(INT, "group mode: 0 none, 1 separate, 2 visible", optional=True),
                        "groupingid": Value(INT, "id of the grouping", optional=True),
                        "lang": Value(SAFEDIR, "forced language", optional=True),
                        "publish": Value(BOOL, "whether it is shown who chose what", optional=True),
                        "showresults": Value(
                            INT, "when results are shown: 0 never, 1 after answering, 2 after the end, 3 always", optional=True
                        ),
                        "display": Value(INT, "how it is shown", optional=True),
                        "allowupdate": Value(BOOL, "whether a choice may be changed", optional=True),
                        "allowmultiple": Value(BOOL, "whether several options may be chosen", optional=True),
                        "showunanswered": Value(BOOL, "whether it is shown who has not answered", optional=True),
                        "includeinactive": Value(BOOL, "whether answers of suspended people count", optional=True),
                        "limitanswers": Value(BOOL, "whether options may be full", optional=True),
                        "timeopen": Value(INT, "when it opens, 0 for always", optional=True),
                        "timeclose": Value(INT, "when it closes, 0 for never", optional=True),
                        "showpreview": Value(BOOL, "whether the options are shown before it opens", optional=True),
                        "timemodified": Value(INT, "when it was changed", optional=True),
                        "completionsubmit": Value(BOOL, "whether submitting completes the assignment", optional=True),
                        "showavailable": Value(BOOL, "whether free places are shown", optional=True),
                    }
                ),
                "the choices",
            ),
            "warnings": warnings(),
        }
    ),
    services=["moodle_mobile_app"],
)
def get_choices_by_courses(ctx: CallContext, courseids: list[int]) -> dict[str, Any]:
    """Return the choices in courses that the caller sees, as far as the caller may see each."""
    found, warned = instances.of_courses(ctx, lib.TABLE, courseids)
    return {"choices": [lib.choice_result(ctx, activity) for activity in found], "warnings": warned}
