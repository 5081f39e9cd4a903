"""Overrides of quizzes, as teachers give and take them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, or_, select, update

from gateway.api import CallContext, InvalidParameter, Level, contexts
from gateway.api.access import GroupMode, activity_members, mode_of, own_groups
from gateway.api.rows import insert_row
from gateway.api.tables import groups
from gateway.components.core_course import lib as courses
from gateway.components.core_user import lib as users
from gateway.components.mod_quiz.entering import EnteredQuiz
from gateway.components.mod_quiz.tables import quiz_overrides

__all__ = ["listed", "remove", "save"]

# What an override may set, and the greatest number of attempts that can be allowed.
_SET = ("timeopen", "timeclose", "timelimit", "attempts", "password")
_MOST_ATTEMPTS = 10
_COLS = quiz_overrides.c

Row = Mapping[Any, Any]


def listed(ctx: CallContext, quiz: EnteredQuiz) -> list[Row]:
    """The overrides of a quiz that the caller may see: where groups are apart, those of their groups and the members of these."""
    query = select(quiz_overrides).where(_COLS.quiz == quiz.id).order_by(_COLS.id)
    seen = _seen(ctx, quiz)
    return list(ctx.db.execute(query if seen is None else query.where(seen)).mappings())


def save(ctx: CallContext, quiz: EnteredQuiz, given: Sequence[Mapping[str, Any]]) -> list[int]:
    """Store overrides, new ones or others in the place of those whose ``id`` is given; returns their ids.

    Raises ``InvalidParameter`` for the first that is wrong, and stores none then.
    """
    known = {row["id"]: row for row in listed(ctx, quiz)}
    ids = []
    for number, each in enumerate(given):
        path = f"data.overrides[{number}]"
        before = known.get(each["id"])
        if each["id"] is not None and before is None:
            raise InvalidParameter("is no override of this quiz", path=f"{path}.id")
        row = _row(ctx, quiz, each, before, path)
        if before is None:
            ids.append(insert_row(ctx.db, quiz_overrides, row))
        else:
            ctx.db.execute(update(quiz_overrides).where(_COLS.id == before["id"]).values(row))
            ids.append(before["id"])
    return ids


def remove(ctx: CallContext, quiz: EnteredQuiz, ids: Collection[int]) -> list[int]:
    """Delete overrides; returns their ids. Raises ``InvalidParameter`` unless all of them are of this quiz."""
    if set(ids) - {row["id"] for row in listed(ctx, quiz)}:
        raise InvalidParameter("is no override of this quiz", path="data.ids")
    ctx.db.execute(delete(quiz_overrides).where(_COLS.id.in_(ids)))
    return list(ids)


def _row(ctx: CallContext, quiz: EnteredQuiz, given: Mapping[str, Any], before: Row | None, path: str) -> dict[str, Any]:
    """An override as it is stored: without what is the same in the quiz. Raises ``InvalidParameter``."""
    row: dict[str, Any] = {"quiz": quiz.id, "userid": given["userid"], "groupid": given["groupid"]}
    if bool(row["userid"]) == bool(row["groupid"]):
        raise InvalidParameter("is for one user or for one group", path=path)
    row |= {name: given.get(name) for name in _SET}
    row["password"] = row["password"] or None
    _require_sense(row, quiz.row, path)
    row |= {name: None for name in _SET if row[name] == quiz.row[name]}
    if all(row[name] is None for name in _SET):
        raise InvalidParameter("sets nothing that differs from the quiz", path=path)
    column = "userid" if row["userid"] else "groupid"
    if before is not None and before[column] != row[column]:
        raise InvalidParameter("is for somebody else than before", path=f"{path}.{column}")
    others = select(_COLS.id).where(_COLS.quiz == quiz.id, _COLS[column] == row[column])
    if set(ctx.db.execute(others).scalars()) - ({before["id"]} if before is not None else set()):
        raise InvalidParameter("has an override already", path=f"{path}.{column}")
    _require_taking_part(ctx, quiz, row, path)
    return row


def _require_sense(row: Row, quiz: Row, path: str) -> None:
    """Raise ``InvalidParameter`` for values that mean nothing."""
    for name in ("timeopen", "timeclose", "timelimit", "attempts"):
        if (row[name] or 0) < 0:
            raise InvalidParameter("must not be negative", path=f"{path}.{name}")
    if (row["attempts"] or 0) > _MOST_ATTEMPTS:
        raise InvalidParameter(f"must be at most {_MOST_ATTEMPTS}", path=f"{path}.attempts")
    opens, closes = (quiz[name] if row[name] is None else row[name] for name in ("timeopen", "timeclose"))
    if opens and closes and closes < opens:
        raise InvalidParameter("is before the quiz opens", path=f"{path}.timeclose")


def _require_taking_part(ctx: CallContext, quiz: EnteredQuiz, row: Row, path: str) -> None:
    """Raise an error unless the group is of the course, or the user exists."""
    if row["userid"]:
        users.active(ctx.db, ctx.site, row["userid"])
        return
    here = select(groups.c.id).where(groups.c.id == row["groupid"], groups.c.courseid == quiz.row["course"])
    if ctx.db.execute(here).first() is None:
        raise InvalidParameter("is no group of the course", path=f"{path}.groupid")


def _seen(ctx: CallContext, quiz: EnteredQuiz) -> Any:
    """The condition for the overrides that the caller may see; None for all."""
    module = quiz.module
    if ctx.has("moodle/site:accessallgroups", quiz.context):
        return None
    (course,) = courses.courses(ctx.db, id=module["course"])
    if mode_of(course, module) != GroupMode.SEPARATE:
        return None
    above = contexts.by_instance(ctx.db, Level.COURSE, course["id"])
    members = activity_members(ctx, above, quiz.context, module["groupingid"])
    return or_(_COLS.groupid.in_(own_groups(ctx, above, module["groupingid"])), _COLS.userid.in_(members))
