"""The external functions that tell of quizzes."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    ALPHA,
    ALPHANUMEXT,
    BOOL,
    FLOAT,
    INT,
    PLUGIN,
    RAW,
    READ,
    SAFEDIR,
    TEXT,
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
from gateway.components.mod_quiz import entering, lib, rules

# The capability and the description of each member that says what the caller may do with a quiz.
_MAY = {
    "canattempt": ("mod/quiz:attempt", "whether the caller may attempt it"),
    "canmanage": ("mod/quiz:manage", "whether the caller may change it"),
    "canpreview": ("mod/quiz:preview", "whether the caller may try it out"),
    "canreviewmyattempts": ("mod/quiz:reviewmyattempts", "whether the caller may look at attempts of their own"),
    "canviewreports": ("mod/quiz:viewreports", "whether the caller may look at the attempts of others"),
}


@function(
    "mod_quiz_get_quizzes_by_courses",
    READ,
    params={
        "courseids": List(Value(INT, "id of a course"), "the courses; those of the caller unless given", default=[]),
    },
    returns=Struct(
        {
            "quizzes": List(
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
                        "timeopen": Value(INT, "when it opens, 0 for always", optional=True),
                        "timeclose": Value(INT, "when it closes, 0 for never", optional=True),
                        "timelimit": Value(INT, "seconds that an attempt may take, 0 for any number", optional=True),
                        "overduehandling": Value(ALPHA, "what becomes of attempts that are not handed in", optional=True),
                        "graceperiod": Value(INT, "seconds after the end in which an attempt may be handed in", optional=True),
                        "preferredbehaviour": Value(ALPHANUMEXT, "how questions behave", optional=True),
                        "canredoquestions": Value(INT, "whether questions may be done again", optional=True),
                        "attempts": Value(INT, "attempts allowed, 0 for any number", optional=True),
                        "attemptonlast": Value(INT, "whether an attempt builds on the one before", optional=True),
                        "grademethod": Value(INT, "how attempts are graded", optional=True),
                        "decimalpoints": Value(INT, "decimal places of grades", optional=True),
                        "questiondecimalpoints": Value(INT, "decimal places of the grades of questions", optional=True),
                        "reviewattempt": Value(INT, "when the attempt may be reviewed", optional=True),
                        "reviewcorrectness": Value(INT, "when it is shown what was right", optional=True),
                        "reviewmaxmarks": Value(INT, "when highest marks are shown", optional=True),
                        "reviewmarks": Value(INT, "when marks are shown", optional=True),
                        "reviewspecificfeedback": Value(INT, "when specific feedback is shown", optional=True),
                        "reviewgeneralfeedback": Value(INT, "when general feedback is shown", optional=True),
                        "reviewrightanswer": Value(INT, "when right answers are shown", optional=True),
                        "reviewoverallfeedback": Value(INT, "when feedback on the whole is shown", optional=True),
                        "questionsperpage": Value(INT, "questions on a page", optional=True),
                        "navmethod": Value(ALPHA, "how people move in it", optional=True),
                        "shuffleanswers": Value(INT, "whether answers are shuffled", optional=True),
                        "sumgrades": Value(FLOAT, "sum of the marks", optional=True),
                        "grade": Value(FLOAT, "highest grade", optional=True),
                        "timecreated": Value(INT, "when it was created", optional=True),
                        "timemodified": Value(INT, "when it was changed", optional=True),
                        "password": Value(RAW, "password", optional=True),
                        "subnet": Value(RAW, "from which addresses attempts are made", optional=True),
                        "browsersecurity": Value(ALPHANUMEXT, "what the browser must do", optional=True),
                        "delay1": Value(INT, "seconds between the first and the second attempt", optional=True),
                        "delay2": Value(INT, "seconds between later attempts", optional=True),
                        "showuserpicture": Value(INT, "whether pictures are shown", optional=True),
                        "showblocks": Value(INT, "whether blocks are shown", optional=True),
                        "completionattemptsexhausted": Value(INT, "whether having no attempts left completes the quiz", optional=True),
                        "completionpass": Value(INT, "whether passing completes the quiz", optional=True),
                        "allowofflineattempts": Value(INT, "whether attempts may be made without a connection", optional=True),
                        "autosaveperiod": Value(INT, "seconds between two savings of an attempt", optional=True),
                        "hasfeedback": Value(INT, "whether there is feedback on the whole", optional=True),
                        "hasquestions": Value(INT, "whether there are questions", optional=True),
                    }
                ),
                "the quizzes",
            ),
            "warnings": warnings(),
        }
    ),
    capabilities=["mod/quiz:view"],
    services=["moodle_mobile_app"],
)
def get_quizzes_by_courses(ctx: CallContext, courseids: list[int]) -> dict[str, Any]:
    """Return the quizzes in courses that the caller sees, as far as the caller may see each."""
    found, warned = instances.of_courses(ctx, lib.TABLE, courseids)
    return {"quizzes": lib.quiz_results(ctx, found), "warnings": warned}


_QUIZ = Value(INT, "id of the quiz")


@function(
    "mod_quiz_get_quiz_access_information",
    READ,
    params={"quizid": _QUIZ},
    returns=Struct(
        {
            **{name: Value(BOOL, text) for name, (_, text) in _MAY.items()},
            "accessrules": List(Value(TEXT, "text"), "what people are told before an attempt"),
            "activerulenames": List(Value(PLUGIN, "name"), "the rules that hold for the caller"),
            "preventaccessreasons": List(Value(TEXT, "text"), "what keeps the caller from an attempt"),
            "warnings": warnings(),
        }
    ),
    capabilities=["mod/quiz:view"],
    services=["moodle_mobile_app"],
)
def get_quiz_access_information(ctx: CallContext, quizid: int) -> dict[str, Any]:
    """Return what the caller may do with a quiz, and by which access rules."""
    quiz = entering.enter(ctx, quizid)
    return {
        **{name: ctx.has(capability, quiz.context) for name, (capability, _) in _MAY.items()},
        "accessrules": rules.descriptions(ctx, quiz),
        "activerulenames": rules.active(ctx, quiz),
        "preventaccessreasons": rules.reasons(ctx, quiz),
        "warnings": [],
    }


@function(
    "mod_quiz_get_quiz_required_qtypes",
    READ,
    params={"quizid": _QUIZ},
    returns=Struct({"questiontypes": List(Value(PLUGIN, "type of question"), "the types"), "warnings": warnings()}),
    capabilities=["mod/quiz:view"],
    services=["moodle_mobile_app"],
)
def get_quiz_required_qtypes(ctx: CallContext, quizid: int) -> dict[str, Any]:
    """Return the types of questions that a quiz asks."""
    return {"questiontypes": lib.question_types(ctx, entering.enter(ctx, quizid)), "warnings": []}


view_quiz = view_function("quiz", "a quiz", "mod/quiz:view")
