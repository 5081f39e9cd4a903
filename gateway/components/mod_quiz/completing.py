"""What completes a quiz: enough attempts, or none left, where it says so, besides viewing it and getting a grade."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, func, select

from gateway.api import CallContext
from gateway.components.core_completion import states
from gateway.components.core_grades.tables import grade_items
from gateway.components.mod_quiz import overrides
from gateway.components.mod_quiz.entering import EnteredQuiz
from gateway.components.mod_quiz.tables import quiz_attempts, quiz_grades

__all__ = ["has_attempted_enough", "has_none_left", "note"]

_COLS = quiz_attempts.c


def note(ctx: CallContext, quiz: EnteredQuiz, userid: int) -> None:
    """Have the completion of a user follow what they have done, if the quiz has rules about that."""
    module = quiz.module
    if quiz.row["completionminattempts"] or quiz.row["completionattemptsexhausted"] or module["completiongradeitemnumber"] is not None:
        states.refresh(ctx, module, [userid])


def has_attempted_enough(db: Connection, quiz: Mapping[Any, Any], userid: int) -> bool:
    """Whether a user has made as many attempts at a quiz as it asks for."""
    return _made(db, quiz, userid) >= int(quiz["completionminattempts"])


def has_none_left(db: Connection, quiz: Mapping[Any, Any], userid: int) -> bool:
    """Whether a user has made all attempts that they may make at a quiz, or has a grade that passes."""
    allowed = overrides.effective(db, [quiz], userid)[quiz["id"]]["attempts"]
    return bool(allowed and _made(db, quiz, userid) >= allowed) or _has_passed(db, quiz, userid)


def _made(db: Connection, quiz: Mapping[Any, Any], userid: int) -> int:
    """The number of attempts that a user has made."""
    mine = _COLS.quiz == quiz["id"], _COLS.userid == userid, _COLS.preview == 0, _COLS.state.in_(("finished", "abandoned"))
    return db.execute(select(func.count(_COLS.id)).where(*mine)).scalar_one()


def _has_passed(db: Connection, quiz: Mapping[Any, Any], userid: int) -> bool:
    """Whether a user has a grade that passes, where there is one to pass."""
    items, grades = grade_items.c, quiz_grades.c
    this = items.itemtype == "mod", items.itemmodule == "quiz", items.iteminstance == quiz["id"], items.itemnumber == 0
    passes = db.execute(select(items.gradepass).where(*this)).scalar() or 0
    grade = db.execute(select(grades.grade).where(grades.quiz == quiz["id"], grades.userid == userid)).scalar()
    return passes > 0 and grade is not None and grade >= passes
