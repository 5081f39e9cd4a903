"""The external functions with which attempts at quizzes are reviewed, and begun again by teachers."""

from __future__ import annotations

from typing import Any

from gateway.api import ALPHANUMEXT, INT, RAW, READ, TEXT, WRITE, CallContext, List, Struct, Value, function, warnings
from gateway.components.core_question.display import Marks
from gateway.components.mod_quiz import asked, attempting, events, gradebook, grading, parts, reopening
from gateway.components.mod_quiz.external.shapes import ATTEMPT, ATTEMPT_ID, QUESTIONS, SEEN


@function(
    "mod_quiz_get_attempt_review",
    READ,
    params={"attemptid": ATTEMPT_ID, "page": Value(INT, "number of the page, -1 for all", default=-1)},
    returns=Struct(
        {
            "grade": Value(RAW, "grade that the attempt alone leads to, null where it is not to be seen"),
            "attempt": Struct(ATTEMPT, "the attempt"),
            "additionaldata": List(
                Struct({"id": Value(ALPHANUMEXT, "name"), "title": Value(TEXT, "title"), "content": Value(RAW, "text")}),
                "what is said besides",
            ),
            "questions": QUESTIONS,
            "warnings": warnings(),
        }
    ),
    capabilities=["mod/quiz:reviewmyattempts"],
    services=["moodle_mobile_app"],
)
def get_attempt_review(ctx: CallContext, attemptid: int, page: int) -> dict[str, Any]:
    """Return an attempt with its answers and marks, as far as they are shown now."""
    attempt, review = attempting.reviewed(ctx, attemptid)
    row, display = attempt.row, review.display
    grade = grading.scaled(attempt.quiz.row, row["sumgrades"])
    result: dict[str, Any] = {"grade": None, "attempt": dict(row), "additionaldata": [], "warnings": []}
    if display.marks is Marks.BOTH:
        result["grade"] = grade
        result["attempt"]["gradeitemmarks"] = parts.marks(ctx, attempt.quiz.id, [row["uniqueid"]])[row["uniqueid"]]
    else:
        result["attempt"]["sumgrades"] = None
    said = gradebook.feedback(ctx, attempt.quiz, grade) if review.overall_feedback and grade is not None else None
    if said is not None:
        result["additionaldata"].append({"id": "feedback", "title": "Feedback", "content": said[0]})
    result["questions"] = asked.questions(ctx, attempt, display, None if page == -1 else page)
    return result


@function(
    "mod_quiz_view_attempt_review",
    WRITE,
    params={"attemptid": ATTEMPT_ID},
    returns=SEEN,
    capabilities=["mod/quiz:reviewmyattempts"],
    services=["moodle_mobile_app"],
)
def view_attempt_review(ctx: CallContext, attemptid: int) -> dict[str, Any]:
    """Note that the caller reviews an attempt."""
    attempt, _ = attempting.reviewed(ctx, attemptid)
    events.note(attempt, events.REVIEWED)
    return {"status": True, "warnings": []}


@function(
    "mod_quiz_get_reopen_attempt_confirmation",
    READ,
    params={"attemptid": ATTEMPT_ID},
    returns=Value(RAW, "text, as HTML"),
    capabilities=["mod/quiz:reopenattempts"],
    ajax=True,
)
def get_reopen_attempt_confirmation(ctx: CallContext, attemptid: int) -> str:
    """Return what a teacher is asked before an attempt that was given up goes on."""
    return reopening.question(ctx, reopening.allowed(ctx, attemptid))


@function(
    "mod_quiz_reopen_attempt",
    WRITE,
    params={"attemptid": ATTEMPT_ID},
    capabilities=["mod/quiz:reopenattempts"],
    ajax=True,
)
def reopen_attempt(ctx: CallContext, attemptid: int) -> None:
    """Have an attempt that was given up go on."""
    reopening.reopen(reopening.allowed(ctx, attemptid))
