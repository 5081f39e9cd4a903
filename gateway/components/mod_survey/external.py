"""The external functions about surveys."""

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
from gateway.components.core_completion.viewing import view_function
from gateway.components.core_course import instances
from gateway.components.mod_survey import lib


@function(
    "mod_survey_get_surveys_by_courses",
    READ,
    params={
        "courseids": List(Value(INT, "id of a course"), "the courses; those of the caller unless given", default=[]),
    },
    returns=Struct(
        {
            "surveys": List(
                Struct(
                    {
                        "id": Value(INT, "id"),
                        "coursemodule": Value(INT, "id of the course module"),
                        "course": Value(INT, "id of the course"),
                        "name": Value(RAW, "name"),
                        "intro": Value(RAW, "introduction", optional=True),
                        "introformat": format_value("intro", optional=True),
                        "introfiles": files("files of the introduction", optional=True),
                        "section": Value(INT, "number of the section", optional=True),
                        "visible": Value(BOOL, "whether it is shown", optional=True),
                        "groupmode": Value(INT, "group mode: 0 none, 1 separate, 2 visible", optional=True),
                        "groupingid": Value(INT, "id of the grouping", optional=True),
                        "lang": Value(SAFEDIR, "forced language", optional=True),
                        "template": Value(INT, "template that shows the notice", optional=True),
                        "days": Value(INT, "days to choose from", optional=True),
                        "questions": Value(RAW, "questions, with commas", optional=True),
                        "surveydone": Value(INT, "whether the caller has answered", optional=True),
                        "timecreated": Value(INT, "when it was created", optional=True),
                        "timemodified": Value(INT, "when it was changed", optional=True),
                    }
                ),
                "the surveys",
            ),
            "warnings": warnings(),
        }
    ),
    services=["moodle_mobile_app"],
)
def get_surveys_by_courses(ctx: CallContext, courseids: list[int]) -> dict[str, Any]:
    """Return the surveys in courses that the caller sees."""
    found, warned = instances.of_courses(ctx, lib.TABLE, courseids)
    answered = lib.answered_surveys(ctx)
    return {"surveys": [lib.survey_result(ctx, activity, answered) for activity in found], "warnings": warned}


view_survey = view_function("survey", "a survey", "mod/survey:participate")
