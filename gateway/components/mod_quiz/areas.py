"""The file areas of quizzes and their rules: texts about the quiz as a whole, and what belongs to its questions."""

from __future__ import annotations

from sqlalchemy import select

from gateway.api import CallContext, contexts
from gateway.api.areas import INTRO, Areas, StoredFile, enterable
from gateway.components.core_course import course_modules
from gateway.components.mod_quiz import question_areas
from gateway.components.mod_quiz.tables import quiz_feedback

__all__ = ["AREAS"]


def of_feedback(ctx: CallContext, file: StoredFile) -> bool:
    """Whether the caller may enter the quiz that has the feedback that a file belongs to."""
    context = contexts.by_id(ctx.db, file.contextid)
    quizid = ctx.db.execute(select(quiz_feedback.c.quizid).where(quiz_feedback.c.id == file.itemid)).scalar_one_or_none()
    if context is None or not enterable(ctx, file):
        return False
    return bool(course_modules.by_id(ctx.db, context.instance)["instance"] == quizid)


AREAS: Areas = {
    "intro": INTRO,
    "feedback": of_feedback,
    **question_areas.AREAS,
}
"""The file areas of quizzes, each with the rule of who may read it."""
