"""The file areas of quizzes and their rules: texts about the quiz as a whole, and the texts of its questions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from gateway.api import CallContext, Level, contexts
from gateway.api.areas import INTRO, Areas, FileArea, StoredFile, enterable
from gateway.api.php import to_int
from gateway.components.core_course import course_modules
from gateway.components.core_question.tables import question_references, question_versions
from gateway.components.mod_quiz.tables import quiz_attempts, quiz_feedback

__all__ = ["AREAS"]


def of_feedback(ctx: CallContext, file: StoredFile) -> bool:
    """Whether the caller may enter the quiz that has the feedback that a file belongs to."""
    context = contexts.by_id(ctx.db, file.contextid)
    quizid = ctx.db.execute(select(quiz_feedback.c.quizid).where(quiz_feedback.c.id == file.itemid)).scalar_one_or_none()
    if context is None or not enterable(ctx, file):
        return False
    return bool(course_modules.by_id(ctx.db, context.instance)["instance"] == quizid)


def of_asked_question(ctx: CallContext, file: StoredFile) -> bool:
    """Whether the caller is or was asked a question: in an attempt of theirs at a quiz that has it; or sees the attempts there."""
    asking = (
        select(question_references.c.usingcontextid)
        .join(question_versions, question_versions.c.questionbankentryid == question_references.c.questionbankentryid)
        .where(question_versions.c.questionid == file.itemid, question_references.c.component == "mod_quiz")
        .distinct()
        .limit(_MOST_QUIZZES)
    )
    for contextid in ctx.db.execute(asking).scalars().all():
        context = contexts.by_id(ctx.db, contextid)
        if context is None or context.level != Level.MODULE:
            continue
        quizid = course_modules.by_id(ctx.db, context.instance)["instance"]
        mine = select(quiz_attempts.c.id).where(quiz_attempts.c.quiz == quizid, quiz_attempts.c.userid == ctx.userid).limit(1)
        if ctx.db.execute(mine).first() is not None or ctx.has("mod/quiz:viewreports", context):
            return True
    return False


def places(rest: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    """The file of a question, which is named after the attempt that the question is asked in and its place there."""
    if len(rest) > _BEFORE_PATH:
        folder = "".join(f"{segment}/" for segment in rest[_BEFORE_PATH:-1])
        yield to_int(rest[2]), f"/{folder}", rest[-1]


# The segments before the path of a file of a question: the attempt, the place of the question in it, the question.
_BEFORE_PATH = 3
# So many quizzes are looked at for one question, which hardly ever is in more than a few.
_MOST_QUIZZES = 100

AREAS: Areas = {
    "intro": INTRO,
    "feedback": of_feedback,
    "question/questiontext": FileArea(may_read=of_asked_question, places=places, download=False),
}
"""The file areas of quizzes, each with the rule of who may read it."""
