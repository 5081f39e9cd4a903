"""The results of ``mod_quiz_get_quizzes_by_courses``."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from gateway.api import CallContext
from gateway.components.core_course import instances
from gateway.components.core_course.instances import CourseActivity
from gateway.components.mod_quiz.tables import quiz, quiz_feedback

__all__ = ["TABLE", "quiz_result"]

TABLE = quiz

# Columns returned to callers who may view the quiz (mod/quiz:view), and further ones for those who may manage activities.
_FOR_VIEWERS = (
    "timeopen", "timeclose", "timelimit", "overduehandling", "graceperiod", "preferredbehaviour", "canredoquestions", "attempts",
    "attemptonlast", "grademethod", "decimalpoints", "questiondecimalpoints", "reviewattempt", "reviewcorrectness", "reviewmaxmarks",
    "reviewmarks", "reviewspecificfeedback", "reviewgeneralfeedback", "reviewrightanswer", "reviewoverallfeedback", "questionsperpage",
    "navmethod", "sumgrades", "grade", "browsersecurity", "delay1", "delay2", "showuserpicture", "showblocks",
    "completionattemptsexhausted", "allowofflineattempts",
)  # fmt: skip
_FOR_MANAGERS = ("shuffleanswers", "timecreated", "timemodified", "password", "subnet")


def quiz_result(ctx: CallContext, activity: CourseActivity) -> dict[str, Any]:
    """The result of one quiz; the capabilities of the caller decide which members it has."""
    found = {**instances.common_result(ctx, activity), "lang": activity.module["lang"] or ""}
    if not ctx.has("mod/quiz:view", activity.context):
        return {name: found[name] for name in ("id", "course", "coursemodule", "name")}
    found |= {name: activity.row[name] for name in _FOR_VIEWERS}
    if ctx.has("moodle/course:manageactivities", activity.context):
        found |= {name: activity.row[name] for name in _FOR_MANAGERS}
    feedback = select(quiz_feedback.c.id).where(quiz_feedback.c.quizid == activity.row["id"], quiz_feedback.c.feedbacktext != "")
    found["hasfeedback"] = int(ctx.db.execute(feedback.limit(1)).first() is not None)
    return {
        **found,
        "completionpass": activity.module["completionpassgrade"],
        "autosaveperiod": ctx.site.config.number("quiz/autosaveperiod"),
        "hasquestions": 0,
    }
