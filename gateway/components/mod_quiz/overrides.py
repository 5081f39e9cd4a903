"""Overrides of quizzes: other dates, limits and passwords for a user or for the members of a group."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, or_, select

from gateway.api.access import with_member
from gateway.components.mod_quiz.tables import quiz_overrides

__all__ = ["Quiz", "effective"]

Quiz = Mapping[Any, Any]
"""A row of ``quiz``, possibly with the values of overrides."""


def effective(db: Connection, quizzes: Collection[Quiz], userid: int) -> dict[int, Quiz]:
    """The quizzes as they are for a user, by id.

    The user's own override goes before those of their groups, of which the most generous value counts.
    """
    cols = quiz_overrides.c
    mine = or_(cols.userid == userid, cols.groupid.in_(with_member(userid)))
    query = select(quiz_overrides).where(cols.quiz.in_([quiz["id"] for quiz in quizzes]), mine).order_by(cols.id)
    found: dict[int, list[Mapping[Any, Any]]] = {}
    for row in db.execute(query).mappings() if quizzes else ():
        found.setdefault(row["quiz"], []).append(row)
    return {quiz["id"]: {**quiz, **_values(found[quiz["id"]], userid)} if quiz["id"] in found else quiz for quiz in quizzes}


def _values(rows: Collection[Mapping[Any, Any]], userid: int) -> dict[str, Any]:
    """The values that a user's override and those of their groups set."""
    own: Mapping[Any, Any] = next((row for row in rows if row["userid"] == userid), {})
    found: dict[str, Any] = {}
    for column in ("timeopen", "timeclose", "timelimit", "attempts", "password"):
        of_groups = [row[column] for row in rows if row["userid"] != userid and row[column] is not None]
        if own.get(column) is not None:
            found[column] = own[column]
        elif of_groups:
            found[column] = _most_generous(column, of_groups)
    return found


def _most_generous(column: str, values: list[Any]) -> Any:
    """The earliest time to open, the first password, and else the greatest value, where 0 stands for no limit."""
    if column == "password":
        return values[0]
    if column == "timeopen" or 0 in values:
        return min(values)
    return max(values)
