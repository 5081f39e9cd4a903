"""The external functions about quizzes."""

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
    InvalidParameter,
    List,
    Struct,
    Value,
    files,
    format_value,
    function,
    warnings,
)
from gateway.components.core_course import instances
from gateway.components.mod_quiz import attempts, lib, rules

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
_USER = Value(INT, "id of the user, 0 for the caller", default=0)


@function(
    "mod_quiz_get_user_attempts",
    READ,
    params={
        "quizid": _QUIZ,
        "userid": _USER,
        "status": Value(ALPHA, "finished, unfinished or all", default="finished"),
        "includepreviews": Value(BOOL, "whether attempts of those count who try the quiz out", default=False),
    },
    returns=Struct(
        {
            "attempts": List(
                Struct(
                    {
                        "id": Value(INT, "id", optional=True),
                        "quiz": Value(INT, "id of the quiz", optional=True),
                        "userid": Value(INT, "id of whose it is", optional=True),
                        "attempt": Value(INT, "number among theirs", optional=True),
                        "uniqueid": Value(INT, "id among all that asks questions", optional=True),
                        "layout": Value(RAW, "the numbers of the questions, 0 ends a page", optional=True),
                        "currentpage": Value(INT, "number of the page that was seen last", optional=True),
                        "preview": Value(INT, "whether somebody tries the quiz out", optional=True),
                        "state": Value(ALPHA, "inprogress, overdue, finished or abandoned", optional=True),
                        "timestart": Value(INT, "when it began", optional=True),
                        "timefinish": Value(INT, "when it ended, 0 for not yet", optional=True),
                        "timemodified": Value(INT, "when it was changed", optional=True),
                        "timemodifiedoffline": Value(INT, "when it was changed without a connection", optional=True),
                        "timecheckstate": Value(INT, "when its state is looked at next, null for never", optional=True),
                        "sumgrades": Value(FLOAT, "sum of its marks, null where that is not to be seen", optional=True),
                        "gradeitemmarks": List(
                            Struct(
                                {
                                    "name": Value(RAW, "name"),
                                    "grade": Value(FLOAT, "mark"),
                                    "maxgrade": Value(FLOAT, "highest mark"),
                                }
                            ),
                            "marks of the parts of the quiz",
                            optional=True,
                        ),
                        "gradednotificationsenttime": Value(INT, "when its owner was told that it is graded", optional=True),
                    }
                ),
                "the attempts",
            ),
            "warnings": warnings(),
        }
    ),
    capabilities=["mod/quiz:view"],
    services=["moodle_mobile_app"],
)
def get_user_attempts(ctx: CallContext, quizid: int, userid: int, status: str, includepreviews: bool) -> dict[str, Any]:
    """Return the attempts of a user at a quiz."""
    quiz = attempts.enter(ctx, quizid)
    if status not in attempts.STATES:
        raise InvalidParameter("must be finished, unfinished or all", path="status")
    owner = attempts.attempt_owner(ctx, quiz, userid)
    found = attempts.attempt_results(ctx, quiz, owner, states=attempts.STATES[status], previews=includepreviews)
    return {"attempts": found, "warnings": []}


@function(
    "mod_quiz_get_user_best_grade",
    READ,
    params={"quizid": _QUIZ, "userid": _USER},
    returns=Struct(
        {
            "hasgrade": Value(BOOL, "whether there is a grade that the caller may see"),
            "grade": Value(FLOAT, "the grade", optional=True),
            "gradetopass": Value(FLOAT, "the grade with which the quiz is passed", optional=True),
            "warnings": warnings(),
        }
    ),
    capabilities=["mod/quiz:view"],
    services=["moodle_mobile_app"],
)
def get_user_best_grade(ctx: CallContext, quizid: int, userid: int) -> dict[str, Any]:
    """Return the grade of a user in a quiz."""
    quiz = attempts.enter(ctx, quizid)
    grade = attempts.best_grade(ctx, quiz, attempts.attempt_owner(ctx, quiz, userid))
    result: dict[str, Any] = {"hasgrade": grade is not None, "warnings": []}
    if grade is not None:
        result["grade"] = grade
    if passed := attempts.pass_grade(ctx, quiz):
        result["gradetopass"] = passed
    return result


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
    quiz = attempts.enter(ctx, quizid)
    return {
        **{name: ctx.has(capability, quiz.context) for name, (capability, _) in _MAY.items()},
        "accessrules": rules.descriptions(ctx, quiz),
        "activerulenames": rules.active(ctx, quiz),
        "preventaccessreasons": rules.reasons(ctx, quiz),
        "warnings": [],
    }
