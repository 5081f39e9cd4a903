"""What is told of quizzes: the results of ``mod_quiz_get_quizzes_by_courses``, and the types of their questions."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import select

from gateway.api import CallContext
from gateway.components.core_course import instances
from gateway.components.core_course.instances import CourseActivity
from gateway.components.core_question import bank
from gateway.components.mod_quiz import overrides, rules, slots
from gateway.components.mod_quiz.entering import EnteredQuiz
from gateway.components.mod_quiz.tables import quiz, quiz_feedback, quiz_slots

__all__ = ["TABLE", "question_types", "quiz_results"]

TABLE = quiz

# Columns returned to callers who may view the quiz (mod/quiz:view), further ones unless an access rule keeps them from
# attempts, and further ones for those who may manage activities.
_FOR_VIEWERS = (
    "timeopen", "timeclose", "timelimit", "preferredbehaviour", "attempts", "grademethod", "decimalpoints", "questiondecimalpoints",
    "sumgrades", "grade",
)  # fmt: skip
_FOR_ATTEMPTS = (
    "overduehandling", "graceperiod", "canredoquestions", "attemptonlast", "reviewattempt", "reviewcorrectness", "reviewmaxmarks",
    "reviewmarks", "reviewspecificfeedback", "reviewgeneralfeedback", "reviewrightanswer", "reviewoverallfeedback", "questionsperpage",
    "navmethod", "browsersecurity", "delay1", "delay2", "showuserpicture", "showblocks", "completionattemptsexhausted",
    "allowofflineattempts",
)  # fmt: skip
_FOR_MANAGERS = ("shuffleanswers", "timecreated", "timemodified", "password", "subnet")


def quiz_results(ctx: CallContext, activities: Collection[CourseActivity]) -> list[dict[str, Any]]:
    """The results of quizzes; overrides and capabilities of the caller decide which members each has."""
    rows = overrides.effective(ctx.db, [activity.row for activity in activities], ctx.userid)
    with_feedback = select(quiz_feedback.c.quizid).where(quiz_feedback.c.quizid.in_(rows), quiz_feedback.c.feedbacktext != "")
    has_feedback = set(ctx.db.execute(with_feedback).scalars()) if rows else set()
    has_questions = set(ctx.db.execute(select(quiz_slots.c.quizid).where(quiz_slots.c.quizid.in_(rows))).scalars()) if rows else set()
    found = []
    for activity in activities:
        row = rows[activity.row["id"]]
        result = {**instances.common_result(ctx, activity), "lang": activity.module["lang"] or ""}
        if not ctx.has("mod/quiz:view", activity.context):
            found.append({name: result[name] for name in ("id", "course", "coursemodule", "name")})
            continue
        result |= {name: row[name] for name in _FOR_VIEWERS} | {"hasfeedback": int(row["id"] in has_feedback)}
        if not rules.reasons(ctx, EnteredQuiz(row, activity.context, activity.module)):
            result |= {name: row[name] for name in _FOR_ATTEMPTS}
            result |= {
                "completionpass": activity.module["completionpassgrade"],
                "autosaveperiod": ctx.site.config.number("quiz/autosaveperiod"),
                "hasquestions": int(row["id"] in has_questions),
            }
        if ctx.has("moodle/course:manageactivities", activity.context):
            result |= {name: row[name] for name in _FOR_MANAGERS}
        found.append(result)
    return found


def question_types(ctx: CallContext, entered: EnteredQuiz) -> list[str]:
    """The types of the questions of a quiz, by name; of those that are drawn, all that may be."""
    listed = slots.slots_of(ctx.db, entered.id, entered.context)
    found = {slot.qtype for slot in listed if slot.qtype}
    return sorted(found | bank.types(ctx.db, [bank.filters_of(text) for text in {slot.condition for slot in listed} if text is not None]))
