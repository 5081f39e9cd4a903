"""Attempts at a quiz: listing them, hiding marks that the caller may not see yet, and the grade they led to."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import RowMapping, bindparam, select

from gateway.api import CallContext
from gateway.components.core_grades.tables import grade_items
from gateway.components.core_user import lib as users
from gateway.components.mod_quiz import parts, reviewing
from gateway.components.mod_quiz.entering import EnteredQuiz
from gateway.components.mod_quiz.tables import quiz_attempts, quiz_grades

__all__ = ["STATES", "attempt_owner", "attempt_results", "best_grade", "of_user", "pass_grade"]

STATES: dict[str, Collection[str]] = {
    "all": ("inprogress", "overdue", "finished", "abandoned"),
    "finished": ("finished", "abandoned"),
    "unfinished": ("inprogress", "overdue"),
}
"""The values of the parameter ``status``, and the states of attempts that each stands for."""

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
    rows = [row for row in of_user(ctx, entered, userid, states) if previews or not row["preview"]]
    shown = [row for row in rows if reports or (row["state"] == "finished" and reviewing.shows_marks(entered.row, row, ctx.now))]
    marks = parts.marks(ctx, entered.row["id"], [row["uniqueid"] for row in shown])
    found = []
    for row in rows:
        attempt = dict(row)
        if row in shown:
            attempt["gradeitemmarks"] = marks[row["uniqueid"]]
        else:
            attempt["sumgrades"] = None
        found.append(attempt)
    return found


def best_grade(ctx: CallContext, entered: EnteredQuiz, userid: int) -> float | None:
    """The user's grade in the quiz; None without a grade, or where marks may not be seen yet."""
    attempts = of_user(ctx, entered, userid, STATES["all"])
    if not any(reviewing.shows_marks(entered.row, row, ctx.now) for row in attempts if not row["preview"]):
        return None
    return ctx.db.execute(_GRADE, {"quiz": entered.id, "user": userid}).scalar()


def pass_grade(ctx: CallContext, entered: EnteredQuiz) -> float:
    """The grade to pass the quiz, 0 if none is set."""
    asked = {"quiz": entered.row["id"], "course": entered.row["course"]}
    return float(ctx.db.execute(_PASS, asked).scalar() or 0)


def of_user(ctx: CallContext, entered: EnteredQuiz, userid: int, states: Collection[str]) -> list[RowMapping]:
    """The rows of the user's attempts in these states, in their order."""
    asked = {"quiz": entered.row["id"], "user": userid, "states": list(states)}
    return list(ctx.db.execute(_ATTEMPTS, asked).mappings().all())
