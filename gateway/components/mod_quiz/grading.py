"""The grade of somebody in a quiz: worked out from their attempts, kept, and written into the gradebook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import Any

from sqlalchemy import delete, func, select, update

from gateway.api import CallContext
from gateway.api.rows import insert_row
from gateway.components.mod_quiz import attempts, gradebook
from gateway.components.mod_quiz.entering import EnteredQuiz
from gateway.components.mod_quiz.overrides import Quiz
from gateway.components.mod_quiz.tables import quiz_attempts, quiz_grades

__all__ = ["Method", "best", "refresh", "scaled"]

# A sum of marks below this is none, and the decimal places that grades are stored with.
_ALMOST_NOTHING, _PLACES = 0.000005, 5

Attempt = Mapping[Any, Any]


class Method(IntEnum):
    """Which attempts count (the values of ``grademethod``)."""

    HIGHEST = 1
    AVERAGE = 2
    FIRST = 3
    LAST = 4


def best(method: int, finished: Sequence[Attempt]) -> float | None:
    """The marks that count of finished attempts in their order; None if there are none, or they wait for a grader."""
    if not finished:
        return None
    if method == Method.FIRST:
        return _marks(finished[0])
    if method == Method.LAST:
        return _marks(finished[-1])
    known = [marks for attempt in finished if (marks := _marks(attempt)) is not None]
    if not known:
        return None
    return sum(known) / len(known) if method == Method.AVERAGE else max(known)


def scaled(row: Quiz, marks: float | None) -> float | None:
    """The grade that a sum of marks is, of the highest grade of the quiz."""
    if marks is None:
        return None
    return marks * row["grade"] / row["sumgrades"] if row["sumgrades"] >= _ALMOST_NOTHING else 0.0


def refresh(ctx: CallContext, entered: EnteredQuiz, userid: int) -> None:
    """Work out the grade of a user anew, and write it into the gradebook."""
    rows = attempts.of_user(ctx, entered, userid, attempts.STATES["finished"])
    finished = [row for row in rows if not row["preview"]]
    grade = scaled(entered.row, best(entered.row["grademethod"], finished))
    kept = None if grade is None else round(grade, _PLACES)
    cols = quiz_grades.c
    mine = cols.quiz == entered.id, cols.userid == userid
    if kept is None:
        ctx.db.execute(delete(quiz_grades).where(*mine))
    elif ctx.db.execute(update(quiz_grades).where(*mine).values(grade=kept, timemodified=ctx.now)).rowcount == 0:
        insert_row(ctx.db, quiz_grades, {"quiz": entered.id, "userid": userid, "grade": kept, "timemodified": ctx.now})
    submitted = ctx.db.execute(
        select(func.max(quiz_attempts.c.timefinish)).where(
            quiz_attempts.c.quiz == entered.id, quiz_attempts.c.userid == userid, quiz_attempts.c.preview == 0
        )
    ).scalar()
    gradebook.write(ctx, entered, userid, kept, submitted=submitted)


def _marks(attempt: Attempt) -> float | None:
    marks = attempt["sumgrades"]
    return None if marks is None else float(marks)
