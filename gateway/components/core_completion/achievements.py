"""Meeting the criteria of courses: by completing an activity, or by saying of oneself that a course is completed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import RowMapping, bindparam, select

from gateway.api import CallContext, CodedError
from gateway.api.rows import insert_row, upsert
from gateway.components.core_completion.criteria import Kind
from gateway.components.core_completion.tables import (
    course_completion_aggr_methd,
    course_completion_crit_compl,
    course_completion_criteria,
    course_completions,
)

__all__ = ["activity_completed", "complete_oneself"]

# All criteria must be met, or one of them (values of course_completion_aggr_methd.method).
_ALL, _ANY = 1, 2

_CRITERIA = select(course_completion_criteria).where(course_completion_criteria.c.course == bindparam("course"))
_MET = select(course_completion_crit_compl.c.criteriaid, course_completion_crit_compl.c.timecompleted).where(
    course_completion_crit_compl.c.course == bindparam("course"), course_completion_crit_compl.c.userid == bindparam("user")
)
_METHODS = select(course_completion_aggr_methd.c.criteriatype, course_completion_aggr_methd.c.method).where(
    course_completion_aggr_methd.c.course == bindparam("course")
)
_COMPLETED = select(course_completions.c.timecompleted).where(
    course_completions.c.course == bindparam("course"), course_completions.c.userid == bindparam("user")
)


def activity_completed(ctx: CallContext, module: Mapping[Any, Any], userid: int) -> None:
    """Note that a user has met the criteria that ask for an activity, and with them the course if nothing else is left."""
    criteria = _criteria(ctx, module["course"])
    mine = [row for row in criteria if row["criteriatype"] == Kind.ACTIVITY and row["moduleinstance"] == module["id"]]
    if mine:
        _meet(ctx, module["course"], userid, criteria, mine)


def complete_oneself(ctx: CallContext, courseid: int) -> bool:
    """Note that the caller says to have completed a course. Returns False if that was said already.

    Raises ``noselfcompletioncriteria`` where no criterion asks for it.
    """
    criteria = _criteria(ctx, courseid)
    mine = [row for row in criteria if row["criteriatype"] == Kind.SELF]
    if not mine:
        raise CodedError("noselfcompletioncriteria", "completion")
    if mine[0]["id"] in _met(ctx, courseid, ctx.userid):
        return False
    _meet(ctx, courseid, ctx.userid, criteria, mine)
    return True


def _criteria(ctx: CallContext, courseid: int) -> list[RowMapping]:
    """The criteria of a course."""
    return list(ctx.db.execute(_CRITERIA, {"course": courseid}).mappings())


def _met(ctx: CallContext, courseid: int, userid: int) -> dict[int, int]:
    """When a user met the criteria of a course, by their ids."""
    return {row.criteriaid: row.timecompleted for row in ctx.db.execute(_MET, {"course": courseid, "user": userid}) if row.timecompleted}


def _meet(ctx: CallContext, courseid: int, userid: int, criteria: list[RowMapping], mine: list[RowMapping]) -> None:
    """Note that a user meets the criteria ``mine`` of those of a course, and completes the course if that completes it."""
    met = _met(ctx, courseid, userid)
    for row in mine:
        if row["id"] not in met:
            values = {"userid": userid, "course": courseid, "criteriaid": row["id"], "timecompleted": ctx.now}
            insert_row(ctx.db, course_completion_crit_compl, values)
            met[row["id"]] = ctx.now
    if ctx.db.execute(_COMPLETED, {"course": courseid, "user": userid}).scalars().first():
        return
    done = {"timecompleted": ctx.now} if _is_complete(ctx, courseid, criteria, met) else {}
    # Whoever meets a criterion has begun the course, whether or not it is the last one.
    upsert(ctx.db, course_completions, {"userid": userid, "course": courseid}, {"reaggregate": 0, **done})


def _is_complete(ctx: CallContext, courseid: int, criteria: list[RowMapping], met: Mapping[int, int]) -> bool:
    """Whether what is met completes a course: criteria of a kind count together, then the kinds."""
    methods = {int(row.criteriatype or 0): row.method for row in ctx.db.execute(_METHODS, {"course": courseid})}
    kinds: dict[int, list[bool]] = {}
    for row in criteria:
        kinds.setdefault(row["criteriatype"], []).append(row["id"] in met)
    by_kind = [any(found) if methods.get(kind) == _ANY else all(found) for kind, found in kinds.items()]
    return any(by_kind) if methods.get(0) == _ANY else all(by_kind)
