"""The external functions about choices."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    BOOL,
    FLOAT,
    INT,
    NOTAGS,
    RAW,
    READ,
    SAFEDIR,
    URL,
    WRITE,
    CallContext,
    List,
    Struct,
    Value,
    files,
    format_value,
    function,
    warnings,
)
from gateway.components.core_completion import viewing
from gateway.components.core_course import instances
from gateway.components.mod_choice import answers, lib


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


_CHOICE = Value(INT, "id of the choice")
_RESPONSE = {
    "userid": Value(INT, "id of the user"),
    "fullname": Value(NOTAGS, "full name of the user"),
    "profileimageurl": Value(URL, "address of the picture of the user"),
    "answerid": Value(INT, "id of the answer", optional=True),
    "timemodified": Value(INT, "when it was given", optional=True),
}


@function(
    "mod_choice_get_choice_options",
    READ,
    params={"choiceid": _CHOICE},
    returns=Struct(
        {
            "options": List(
                Struct(
                    {
                        "id": Value(INT, "id"),
                        "text": Value(RAW, "text"),
                        "maxanswers": Value(INT, "how many may choose it, where answers are limited"),
                        "displaylayout": Value(BOOL, "how it is shown: beside the others, or below"),
                        "countanswers": Value(INT, "how many have chosen it"),
                        "checked": Value(BOOL, "whether the caller has chosen it"),
                        "disabled": Value(BOOL, "whether the caller may not choose it"),
                    }
                ),
                "the options",
            ),
            "warnings": warnings(),
        }
    ),
    capabilities=["mod/choice:choose"],
    services=["moodle_mobile_app"],
)
def get_choice_options(ctx: CallContext, choiceid: int) -> dict[str, Any]:
    """Return the options of a choice as the caller may choose them."""
    options, warned = answers.enter(ctx, choiceid, "mod/choice:choose").option_results()
    return {"options": options, "warnings": warned}


@function(
    "mod_choice_get_choice_results",
    READ,
    params={"choiceid": _CHOICE},
    returns=Struct(
        {
            "options": List(
                Struct(
                    {
                        "id": Value(INT, "id; 0 for those who have not answered"),
                        "text": Value(RAW, "text"),
                        "maxanswer": Value(INT, "how many may choose it, where answers are limited"),
                        "userresponses": List(Struct(_RESPONSE), "who has chosen it, where that is told"),
                        "numberofuser": Value(INT, "how many have chosen it"),
                        "percentageamount": Value(FLOAT, "which part of those who have answered that is, in percent"),
                    }
                ),
                "the options",
            ),
            "warnings": warnings(),
        }
    ),
    services=["moodle_mobile_app"],
)
def get_choice_results(ctx: CallContext, choiceid: int) -> dict[str, Any]:
    """Return the options of a choice with how many have chosen each, as far as the caller may know."""
    return {"options": answers.enter(ctx, choiceid).results(), "warnings": []}


@function(
    "mod_choice_submit_choice_response",
    WRITE,
    params={"choiceid": _CHOICE, "responses": List(Value(INT, "id of an option"), "the options that the caller chooses")},
    returns=Struct(
        {
            "answers": List(
                Struct(
                    {
                        "id": Value(INT, "id"),
                        "choiceid": Value(INT, "id of the choice"),
                        "userid": Value(INT, "id of the user"),
                        "optionid": Value(INT, "id of the option"),
                        "timemodified": Value(INT, "when it was given"),
                    }
                ),
                "the answers of the caller",
            ),
            "warnings": warnings(),
        }
    ),
    capabilities=["mod/choice:choose"],
    services=["moodle_mobile_app"],
)
def submit_choice_response(ctx: CallContext, choiceid: int, responses: list[int]) -> dict[str, Any]:
    """Choose options of a choice, in the place of those chosen before."""
    choosing = answers.enter(ctx, choiceid, "mod/choice:choose")
    choosing.choose(responses)
    return {"answers": choosing.own(), "warnings": []}


@function(
    "mod_choice_delete_choice_responses",
    WRITE,
    params={
        "choiceid": _CHOICE,
        "responses": List(Value(INT, "id of an answer"), "the answers; all that the caller may delete unless given", default=[]),
    },
    returns=viewing.status(),
    capabilities=["mod/choice:choose"],
    services=["moodle_mobile_app"],
)
def delete_choice_responses(ctx: CallContext, choiceid: int, responses: list[int]) -> dict[str, Any]:
    """Delete answers to a choice: anybody's for those who may, else the caller's own."""
    status, warned = answers.enter(ctx, choiceid).take_back(responses)
    return {"status": status, "warnings": warned}


@function(
    "mod_choice_view_choice",
    WRITE,
    params={"choiceid": _CHOICE},
    returns=viewing.status(),
    services=["moodle_mobile_app"],
)
def view_choice(ctx: CallContext, choiceid: int) -> dict[str, Any]:
    """Note that the caller looks at a choice, which may complete it."""
    viewing.note(ctx, answers.enter(ctx, choiceid).seen)
    return viewing.DONE
