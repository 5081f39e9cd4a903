"""The external functions about what attempts at quizzes led to: lists, grades, what is shown of them, and further attempts."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    ALPHA,
    ALPHANUMEXT,
    BOOL,
    FLOAT,
    INT,
    RAW,
    READ,
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
from gateway.components.mod_quiz import attempts, entering, gradebook, prospects, reviewing
from gateway.components.mod_quiz.external.shapes import ATTEMPT

QUIZ = Value(INT, "id of the quiz")
USER = Value(INT, "id of the user, 0 for the caller", default=0)
_OPTIONS = Struct({"name": Value(ALPHANUMEXT, "name"), "value": Value(INT, "how much of it is shown")})


@function(
    "mod_quiz_get_user_attempts",
    READ,
    params={
        "quizid": QUIZ,
        "userid": USER,
        "status": Value(ALPHA, "finished, unfinished or all", default="finished"),
        "includepreviews": Value(BOOL, "whether attempts of those count who try the quiz out", default=False),
    },
    returns=Struct(
        {
            "attempts": List(
                Struct(ATTEMPT),
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
    quiz = entering.enter(ctx, quizid)
    if status not in attempts.STATES:
        raise InvalidParameter("must be finished, unfinished or all", path="status")
    owner = attempts.attempt_owner(ctx, quiz, userid)
    found = attempts.attempt_results(ctx, quiz, owner, states=attempts.STATES[status], previews=includepreviews)
    return {"attempts": found, "warnings": []}


@function(
    "mod_quiz_get_user_best_grade",
    READ,
    params={"quizid": QUIZ, "userid": USER},
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
    quiz = entering.enter(ctx, quizid)
    grade = attempts.best_grade(ctx, quiz, attempts.attempt_owner(ctx, quiz, userid))
    result: dict[str, Any] = {"hasgrade": grade is not None, "warnings": []}
    if grade is not None:
        result["grade"] = grade
    if passed := attempts.pass_grade(ctx, quiz):
        result["gradetopass"] = passed
    return result


@function(
    "mod_quiz_get_combined_review_options",
    READ,
    params={"quizid": QUIZ, "userid": USER},
    returns=Struct(
        {
            "someoptions": List(_OPTIONS, "what is shown of any attempt"),
            "alloptions": List(_OPTIONS, "what is shown of all attempts"),
            "warnings": warnings(),
        }
    ),
    capabilities=["mod/quiz:view"],
    services=["moodle_mobile_app"],
)
def get_combined_review_options(ctx: CallContext, quizid: int, userid: int) -> dict[str, Any]:
    """Return what of a user's attempts at a quiz is shown."""
    quiz = entering.enter(ctx, quizid)
    owner = attempts.attempt_owner(ctx, quiz, userid)
    rows = attempts.of_user(ctx, quiz, owner, attempts.STATES["all"])
    some, every = reviewing.combined(quiz.row, rows, ctx.now)
    told = [[{"name": name, "value": value} for name, value in each.items()] for each in (some, every)]
    return {"someoptions": told[0], "alloptions": told[1], "warnings": []}


@function(
    "mod_quiz_get_quiz_feedback_for_grade",
    READ,
    params={"quizid": QUIZ, "grade": Value(FLOAT, "the grade")},
    returns=Struct(
        {
            "feedbacktext": Value(RAW, "the feedback"),
            "feedbacktextformat": format_value("feedbacktext", optional=True),
            "feedbackinlinefiles": files("files in the feedback", optional=True),
            "warnings": warnings(),
        }
    ),
    capabilities=["mod/quiz:view"],
    services=["moodle_mobile_app"],
)
def get_quiz_feedback_for_grade(ctx: CallContext, quizid: int, grade: float) -> dict[str, Any]:
    """Return what a quiz says to a grade."""
    text, format_ = gradebook.feedback(ctx, entering.enter(ctx, quizid), grade) or ("", 0)
    return {"feedbacktext": text, "feedbacktextformat": format_, "warnings": []}


@function(
    "mod_quiz_get_attempt_access_information",
    READ,
    params={"quizid": QUIZ, "attemptid": Value(INT, "id of an attempt, 0 for the last one", default=0)},
    returns=Struct(
        {
            "endtime": Value(INT, "when the attempt must end, 0 for never", optional=True),
            "isfinished": Value(BOOL, "whether there will be no further attempt"),
            "ispreflightcheckrequired": Value(BOOL, "whether something is asked before", optional=True),
            "preventnewattemptreasons": List(Value(TEXT, "text"), "what keeps the caller from a further attempt"),
            "warnings": warnings(),
        }
    ),
    capabilities=["mod/quiz:view"],
    services=["moodle_mobile_app"],
)
def get_attempt_access_information(ctx: CallContext, quizid: int, attemptid: int) -> dict[str, Any]:
    """Return by which access rules the caller may make a further attempt at a quiz, or go on with one."""
    return {**prospects.result(ctx, entering.enter(ctx, quizid), attemptid), "warnings": []}
