"""Attempts at a quiz, what may be seen of their marks, and the grade that they made."""

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
from gateway.components.mod_quiz.tables import quiz, quiz_attempts, quiz_grades

__all__ = ["STATES", "Quiz", "best_grade", "by_somebody", "enter", "pass_grade", "require_of"]

STATES: dict[str, Collection[str]] = {
    "all": ("inprogress", "overdue", "finished", "abandoned"),
    "finished": ("finished", "abandoned"),
    "unfinished": ("inprogress", "overdue"),
}
"""What attempts can be asked for, and the states that those are in."""

# How long an attempt counts as just handed in, in seconds.
_JUST = 120


class _When(IntEnum):
    """When somebody looks at an attempt, as bits of what a quiz lets them see then."""

    DURING = 0x10000
    IMMEDIATELY_AFTER = 0x01000
    LATER = 0x00100
    AFTER_CLOSE = 0x00010


class Quiz(msgspec.Struct, frozen=True):
    """A quiz that the caller has entered: its row and its context."""

    row: RowMapping
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


def enter(ctx: CallContext, quizid: int) -> Quiz:
    """Enter a quiz. Raises ``MissingRecord`` or what keeps the caller out."""
    row = ctx.db.execute(_QUIZ, {"id": quizid}).mappings().first()
    if row is None:
        raise MissingRecord("quiz")
    module = course_modules.by_instance(ctx.db, "quiz", quizid)
    return Quiz(row, ctx.validate(contexts.by_instance(ctx.db, Level.MODULE, module["id"])))


def require_of(ctx: CallContext, place: Quiz, userid: int) -> int:
    """The id of whom to tell about: the caller for 0. Raises what keeps the caller from looking at the attempts of others."""
    if not userid or userid == ctx.userid:
        return ctx.userid
    users.require_person(ctx.db, ctx.site, userid)
    ctx.require("mod/quiz:viewreports", place.context)
    return userid


def by_somebody(ctx: CallContext, place: Quiz, userid: int, *, states: Collection[str], previews: bool) -> list[dict[str, Any]]:
    """The attempts of somebody that are in these states, in their order, without marks that the caller may not see."""
    reports = ctx.has("mod/quiz:viewreports", place.context)
    found = []
    for row in _attempts(ctx, place, userid, states):
        if row["preview"] and not previews:
            continue
        told = dict(row)
        if not (reports or (row["state"] == "finished" and _shows_marks(place.row, row, ctx.now))):
            told["sumgrades"] = None
        found.append(told)
    return found


def best_grade(ctx: CallContext, place: Quiz, userid: int) -> float | None:
    """The grade that the attempts of somebody made, None where there is none or its marks are not to be seen."""
    attempts = _attempts(ctx, place, userid, STATES["all"])
    if not any(_shows_marks(place.row, row, ctx.now) for row in attempts if not row["preview"]):
        return None
    return ctx.db.execute(_GRADE, {"quiz": place.row["id"], "user": userid}).scalar()


def pass_grade(ctx: CallContext, place: Quiz) -> float:
    """The grade with which the quiz is passed, 0 for none."""
    asked = {"quiz": place.row["id"], "course": place.row["course"]}
    return float(ctx.db.execute(_PASS, asked).scalar() or 0)


def _attempts(ctx: CallContext, place: Quiz, userid: int, states: Collection[str]) -> list[RowMapping]:
    """The attempts of somebody that are in these states."""
    asked = {"quiz": place.row["id"], "user": userid, "states": list(states)}
    return list(ctx.db.execute(_ATTEMPTS, asked).mappings().all())


def _shows_marks(row: RowMapping, attempt: RowMapping, now: int) -> bool:
    """Whether a quiz lets people see the marks of an attempt of theirs now."""
    return bool(row["reviewmarks"] & _when(row, attempt, now))


def _when(row: RowMapping, attempt: RowMapping, now: int) -> _When:
    """When it is for an attempt."""
    if attempt["state"] == "inprogress":
        return _When.DURING
    if row["timeclose"] and now >= row["timeclose"]:
        return _When.AFTER_CLOSE
    return _When.IMMEDIATELY_AFTER if now < attempt["timefinish"] + _JUST else _When.LATER
