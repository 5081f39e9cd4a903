"""What is told of quizzes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from gateway.api import CallContext
from gateway.components.core_course import instances
from gateway.components.core_course.instances import CourseActivity
from gateway.components.mod_quiz.tables import quiz, quiz_feedback

__all__ = ["TABLE", "told"]

TABLE = quiz

# What those are told who see a quiz, and what besides who keep it.
_VIEWERS = (
    "timeopen", "timeclose", "timelimit", "overduehandling", "graceperiod", "preferredbehaviour", "canredoquestions", "attempts",
    "attemptonlast", "grademethod", "decimalpoints", "questiondecimalpoints", "reviewattempt", "reviewcorrectness", "reviewmaxmarks",
    "reviewmarks", "reviewspecificfeedback", "reviewgeneralfeedback", "reviewrightanswer", "reviewoverallfeedback", "questionsperpage",
    "navmethod", "sumgrades", "grade", "browsersecurity", "delay1", "delay2", "showuserpicture", "showblocks",
    "completionattemptsexhausted", "allowofflineattempts",
)  # fmt: skip
_KEEPERS = ("shuffleanswers", "timecreated", "timemodified", "password", "subnet")


def told(ctx: CallContext, one: CourseActivity) -> dict[str, Any]:
    """A quiz, as the caller sees it."""
    found = {**instances.common_result(ctx, one), "lang": one.module["lang"] or ""}
    if not ctx.has("mod/quiz:view", one.context):
        return {name: found[name] for name in ("id", "course", "coursemodule", "name")}
    found |= {name: one.row[name] for name in _VIEWERS}
    if ctx.has("moodle/course:manageactivities", one.context):
        found |= {name: one.row[name] for name in _KEEPERS}
    feedback = select(quiz_feedback.c.id).where(quiz_feedback.c.quizid == one.row["id"], quiz_feedback.c.feedbacktext != "")
    found["hasfeedback"] = int(ctx.db.execute(feedback.limit(1)).first() is not None)
    return {
        **found,
        "completionpass": one.module["completionpassgrade"],
        "autosaveperiod": ctx.site.config.number("quiz/autosaveperiod"),
        "hasquestions": 0,
    }
