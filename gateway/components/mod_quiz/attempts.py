"""Attempts at a quiz: listing them, hiding marks that the caller may not see yet, and the grade they led to."""

from __future__ import annotations

from collections.abc import Collection
from enum import IntEnum
from typing import Any

import msgspec
from sqlalchemy import RowMapping, bindparam, select

from gateway.api import CallContext, Context, Level, MissingRecord, contexts
from gateway.components.core_course import course_modules
from gateway.components.core_grades.tables import grade_items
from gateway.components.core_user import lib as users
from gateway.components.mod_quiz import overrides
from gateway.components.mod_quiz.overrides import Quiz
from gateway.components.mod_quiz.tables import quiz, quiz_attempts, quiz_grades

__all__ = ["STATES", "EnteredQuiz", "best_grade", "attempt_results", "enter", "pass_grade", "attempt_owner"]

STATES: dict[str, Collection[str]] = {
    "all": ("inprogress", "overdue", "finished", "abandoned"),
    "finished": ("finished", "abandoned"),
    "unfinished": ("inprogress", "overdue"),
}
"""The values of the parameter ``status``, and the states of attempts that each stands for."""

# For how many seconds after an attempt the phase ``IMMEDIATELY_AFTER`` lasts.
_JUST = 120


class _ReviewTime(IntEnum):
    """The phases of an attempt for which a quiz says what its owner may review, as bits of columns like ``reviewmarks``."""

    DURING = 0x10000
    IMMEDIATELY_AFTER = 0x01000
    LATER = 0x00100
    AFTER_CLOSE = 0x00010


class EnteredQuiz(msgspec.Struct, frozen=True):
    """A quiz that the caller has entered: its row, with the caller's overrides, and the context of its course module."""

    row: Quiz
    context: Context


_QUIZ = select(quiz).where(quiz.c.id == bindparam("id"))
_ATTEMPTS = (
    select(quiz_attempts)
    .where(
        quiz_attempts.c.quiz == bindparam("quiz"),
        quiz_attempts.c.userid == bindparam("user"),
        quiz_attempts.c.state.in_(bindparam("states", expanding=True)),
    )
    .order_by(quiz_attempts.c.attempt)
)
_GRADE = select(quiz_grades.c.grade).where(quiz_grades.c.quiz == bindparam("quiz"), quiz_grades.c.userid == bindparam("user"))
_PASS = (
    select(grade_items.c.gradepass)
    .where(
        grade_items.c.itemtype == "mod",
        grade_items.c.itemmodule == "quiz",
        grade_items.c.iteminstance == bindparam("quiz"),
        grade_items.c.courseid == bindparam("course"),
    )
    .order_by(grade_items.c.itemnumber)
)


def enter(ctx: CallContext, quizid: int) -> EnteredQuiz:
    """Validate the context of a quiz. Raises ``MissingRecord`` and errors of access."""
    row = ctx.db.execute(_QUIZ, {"id": quizid}).mappings().first()
    if row is None:
        raise MissingRecord("quiz")
    module = course_modules.by_instance(ctx.db, "quiz", quizid)
    context = ctx.validate(contexts.by_instance(ctx.db, Level.MODULE, module["id"]))
    return EnteredQuiz(overrides.effective(ctx, [row], ctx.userid)[quizid], context)


def attempt_owner(ctx: CallContext, entered: EnteredQuiz, userid: int) -> int:
    """The id of the user whose attempts are asked for: the caller for 0. Raises ``MissingCapability`` for others' attempts."""
    if not userid or userid == ctx.userid:
        return ctx.userid
    users.require_person(ctx.db, ctx.site, userid)
    ctx.require("mod/quiz:viewreports", entered.context)
    return userid


def attempt_results(
    ctx: CallContext, entered: EnteredQuiz, userid: int, *, states: Collection[str], previews: bool
) -> list[dict[str, Any]]:
    """The user's attempts in these states, in their order, without marks where the caller may not see these yet."""
    reports = ctx.has("mod/quiz:viewreports", entered.context)
    found = []
    for row in _attempts(ctx, entered, userid, states):
        if row["preview"] and not previews:
            continue
        attempt = dict(row)
        if reports or (row["state"] == "finished" and _shows_marks(entered.row, row, ctx.now)):
            # Quizzes have no grade items of their own here.
            attempt["gradeitemmarks"] = []
        else:
            attempt["sumgrades"] = None
        found.append(attempt)
    return found


def best_grade(ctx: CallContext, entered: EnteredQuiz, userid: int) -> float | None:
    """The user's grade in the quiz; None without a grade, or where marks may not be seen yet."""
    attempts = _attempts(ctx, entered, userid, STATES["all"])
    if not any(_shows_marks(entered.row, row, ctx.now) for row in attempts if not row["preview"]):
        return None
    return ctx.db.execute(_GRADE, {"quiz": entered.row["id"], "user": userid}).scalar()


def pass_grade(ctx: CallContext, entered: EnteredQuiz) -> float:
    """The grade to pass the quiz, 0 if none is set."""
    asked = {"quiz": entered.row["id"], "course": entered.row["course"]}
    return float(ctx.db.execute(_PASS, asked).scalar() or 0)


def _attempts(ctx: CallContext, entered: EnteredQuiz, userid: int, states: Collection[str]) -> list[RowMapping]:
    """The rows of the user's attempts in these states, in their order."""
    asked = {"quiz": entered.row["id"], "user": userid, "states": list(states)}
    return list(ctx.db.execute(_ATTEMPTS, asked).mappings().all())


def _shows_marks(row: Quiz, attempt: RowMapping, now: int) -> bool:
    """Whether the quiz lets the owner of an attempt see its marks now."""
    return bool(row["reviewmarks"] & _review_time(row, attempt, now))


def _review_time(row: Quiz, attempt: RowMapping, now: int) -> _ReviewTime:
    """The phase that an attempt is in now."""
    if attempt["state"] == "inprogress":
        return _ReviewTime.DURING
    if row["timeclose"] and now >= row["timeclose"]:
        return _ReviewTime.AFTER_CLOSE
    return _ReviewTime.IMMEDIATELY_AFTER if now < attempt["timefinish"] + _JUST else _ReviewTime.LATER
