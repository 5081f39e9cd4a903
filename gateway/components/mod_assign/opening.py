"""Whether an assignment is open for a user: between its dates, with the user's extension, unless something is locked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import bindparam, select

from gateway.api import CallContext, enrolments
from gateway.components.core_grades import items
from gateway.components.core_grades.tables import grade_grades, grade_items
from gateway.components.mod_assign import overrides, user_flags
from gateway.components.mod_assign.attempts import Attempts, Status, Submission
from gateway.components.mod_assign.submissions import Assignment, visible_userids
from gateway.components.mod_assign.user_flags import Flags

__all__ = ["for_user", "is_locked_in_gradebook", "is_open", "may_edit"]

_LOCKS = (
    select(grade_items.c.locked, grade_items.c.locktime)
    .add_columns(grade_grades.c.locked.label("own"), grade_grades.c.locktime.label("own_time"), grade_grades.c.overridden)
    .select_from(
        grade_items.outerjoin(grade_grades, (grade_grades.c.itemid == grade_items.c.id) & (grade_grades.c.userid == bindparam("user")))
    )
    .where(grade_items.c.itemmodule == "assign", grade_items.c.iteminstance == bindparam("id"), grade_items.c.itemnumber == 0)
)


def for_user(ctx: CallContext, assignment: Assignment, userid: int) -> Assignment:
    """The assignment with the dates and the time limit that a user has, who or whose group may be given others."""
    row = overrides.effective(ctx, [assignment.row], userid)[assignment.row["id"]]
    return msgspec.structs.replace(assignment, row=row)


def is_open(ctx: CallContext, assignment: Assignment, userid: int, submission: Submission | None, flags: Flags | None) -> bool:
    """Whether a user may change what they have handed in; ``assignment`` is as ``for_user`` gives it.

    After submitting that is possible only where there are no drafts, which one submits for good.
    """
    row = assignment.row
    if flags is not None and flags["locked"]:
        return False
    extension = flags["extensionduedate"] if flags is not None else 0
    until = row["cutoffdate"] and max(row["cutoffdate"], extension)
    if ctx.now < row["allowsubmissionsfromdate"] or (until and ctx.now > until):
        return False
    if row["submissiondrafts"] and submission is not None and submission["status"] == Status.SUBMITTED:
        return False
    is_there = enrolments.is_enrolled(ctx.db, userid, row["course"], now=ctx.now)
    return is_there and not is_locked_in_gradebook(ctx, assignment, userid)


def is_locked_in_gradebook(ctx: CallContext, assignment: Assignment, userid: int, *, or_overridden: bool = False) -> bool:
    """Whether the gradebook keeps a user's grade as it is: it is locked or, if asked for, has been set there by hand."""
    found = ctx.db.execute(_LOCKS, {"id": assignment.row["id"], "user": userid}).mappings().first()
    if found is None:
        return False
    own: Mapping[str, Any] = {"locked": found["own"] or 0, "locktime": found["own_time"] or 0}
    locked = items.is_locked(found, ctx.now) or items.is_locked(own, ctx.now)
    return locked or (or_overridden and bool(found["overridden"]))


def may_edit(ctx: CallContext, assignment: Assignment, attempts: Attempts) -> bool:
    """Whether the caller may change what a user has handed in: their own while it is open, or anybody's who they may edit for."""
    userid = attempts.userid
    if userid != ctx.userid:
        return ctx.has("mod/assign:editothersubmission", assignment.context) and _is_seen(ctx, assignment, userid)
    if attempts.team is not None and not attempts.team.may_submit:
        return False
    flags = user_flags.of_user(ctx, assignment.row["id"], userid)
    open_to_user = is_open(ctx, for_user(ctx, assignment, userid), userid, attempts.latest(), flags)
    return open_to_user and ctx.has("mod/assign:submit", assignment.context)


def _is_seen(ctx: CallContext, assignment: Assignment, userid: int) -> bool:
    return userid in visible_userids(ctx, assignment, [userid])
