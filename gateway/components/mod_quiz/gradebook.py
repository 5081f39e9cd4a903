"""The grades of a quiz in the gradebook, and the feedback that goes with a grade."""

from __future__ import annotations

from sqlalchemy import select

from gateway.api import CallContext, format_text
from gateway.components.core_grades import raw_grades
from gateway.components.core_grades.raw_grades import Given
from gateway.components.mod_quiz.entering import EnteredQuiz
from gateway.components.mod_quiz.tables import quiz_feedback

__all__ = ["feedback", "write"]


def write(ctx: CallContext, entered: EnteredQuiz, userid: int, grade: float | None, *, submitted: int | None) -> None:
    """Give a user a grade of the quiz, None for none; ``submitted`` is when the last attempt was handed in."""
    item = raw_grades.item_of(ctx, "quiz", entered.id)
    if item is not None:
        graded, submitted = (None, None) if grade is None else (ctx.now, submitted)
        raw_grades.write(ctx, item, [Given(userid=userid, by=ctx.userid, grade=grade, graded=graded, submitted=submitted)])


def feedback(ctx: CallContext, entered: EnteredQuiz, grade: float) -> tuple[str, int] | None:
    """The feedback on a grade and its format; None if there is none."""
    # A little less than nothing counts as nothing: a penalty may lead there.
    asked, cols = max(grade, 0.0), quiz_feedback.c
    query = select(quiz_feedback).where(cols.quizid == entered.id, cols.mingrade <= asked, cols.maxgrade > asked)
    row = ctx.db.execute(query.order_by(cols.id)).mappings().first()
    if row is None or not row["feedbacktext"]:
        return None
    return format_text(
        row["feedbacktext"],
        row["feedbacktextformat"],
        ctx.settings,
        ctx.site,
        entered.context,
        component="mod_quiz",
        filearea="feedback",
        itemid=row["id"],
    )
