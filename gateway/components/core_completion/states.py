"""Automatic completion of activities: what a user has done is held against the rules of an activity, and the outcome stored.

An activity is completed when it was viewed and graded, as far as it asks for either, and when its own rules are met, of which
only its component knows. What somebody has set by hand to completed stays so.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import IntEnum
from typing import Final

from sqlalchemy import RowMapping, bindparam, insert, select

from gateway.api import CallContext
from gateway.api.rows import upsert
from gateway.api.tables import course
from gateway.components.core_completion.tables import course_modules_completion, course_modules_viewed
from gateway.components.core_grades import items
from gateway.components.core_grades.tables import grade_grades, grade_items

__all__ = ["State", "update", "view"]

_AUTOMATIC: Final = 2
# Passing grades below this count as none.
_LEAST: Final = 0.000005


class State(IntEnum):
    """How far a user is with an activity (the values of ``completionstate``)."""

    INCOMPLETE = 0
    COMPLETE = 1
    PASSED = 2
    FAILED = 3


_STATES = select(course_modules_completion).where(
    course_modules_completion.c.coursemoduleid == bindparam("module"),
    course_modules_completion.c.userid.in_(bindparam("users", expanding=True)),
)
_VIEWED = select(course_modules_viewed.c.userid).where(
    course_modules_viewed.c.coursemoduleid == bindparam("module"),
    course_modules_viewed.c.userid.in_(bindparam("users", expanding=True)),
)
_GRADES = (
    select(grade_grades.c.userid, grade_grades.c.finalgrade, grade_items.c.gradepass, grade_items.c.hidden)
    .join(grade_items, grade_items.c.id == grade_grades.c.itemid)
    .where(
        grade_items.c.itemmodule == bindparam("modname"),
        grade_items.c.iteminstance == bindparam("instance"),
        grade_items.c.itemnumber == bindparam("number"),
        grade_grades.c.userid.in_(bindparam("users", expanding=True)),
    )
)
_TRACKS = select(course.c.enablecompletion).where(course.c.id == bindparam("id"))


def update(ctx: CallContext, module: RowMapping, userids: Collection[int], *, met: bool) -> None:
    """Store how far users are with an activity; ``met`` says whether they meet the rules that only its component knows.

    ``module`` is the course module with ``modname``. Where completion is not automatic, nothing changes.
    """
    if not userids or not _is_tracked(ctx, module):
        return
    asked = {"module": module["id"], "users": list(userids)}
    viewed = set(ctx.db.execute(_VIEWED, asked).scalars()) if module["completionview"] else set(userids)
    known = {row["userid"]: row for row in ctx.db.execute(_STATES, asked).mappings()}
    graded = _graded(ctx, module, userids)
    for userid in userids:
        state = graded.get(userid, State.INCOMPLETE) if graded is not None else State.COMPLETE
        if not met or userid not in viewed:
            state = State.INCOMPLETE
        row = known.get(userid)
        stays = row is not None and row["overrideby"] and row["completionstate"] == State.COMPLETE
        if stays or state == (row["completionstate"] if row is not None else State.INCOMPLETE):
            continue
        values = {"completionstate": state.value, "overrideby": None, "timemodified": ctx.now}
        upsert(ctx.db, course_modules_completion, {"userid": userid, "coursemoduleid": module["id"]}, values)


def view(ctx: CallContext, module: RowMapping, *, met: bool) -> None:
    """Note that the caller has viewed an activity, if that is one of its rules; see ``update``."""
    if not module["completionview"] or not _is_tracked(ctx, module):
        return
    if ctx.db.execute(_VIEWED, {"module": module["id"], "users": [ctx.userid]}).first() is None:
        ctx.db.execute(insert(course_modules_viewed).values(coursemoduleid=module["id"], userid=ctx.userid, timecreated=ctx.now))
    update(ctx, module, [ctx.userid], met=met)


def _is_tracked(ctx: CallContext, module: RowMapping) -> bool:
    """Whether the completion of an activity is automatic, on this site and in its course."""
    if module["completion"] != _AUTOMATIC or not ctx.site.config.flag("enablecompletion"):
        return False
    return bool(ctx.db.execute(_TRACKS, {"id": module["course"]}).scalars().first())


def _graded(ctx: CallContext, module: RowMapping, userids: Collection[int]) -> dict[int, State] | None:
    """How far users are by their grades, None where these do not matter.

    With a passing grade one has passed or failed, and failing does not complete what asks for passing.
    """
    if module["completiongradeitemnumber"] is None:
        return None
    asked = {"modname": module["modname"], "instance": module["instance"], "number": module["completiongradeitemnumber"]}
    found = {}
    for row in ctx.db.execute(_GRADES, {**asked, "users": list(userids)}):
        if row.finalgrade is None:
            continue
        judged = row.gradepass > _LEAST and not items.is_hidden(row.hidden, ctx.now)
        if judged:
            found[row.userid] = State.PASSED if row.finalgrade >= row.gradepass else State.FAILED
        else:
            found[row.userid] = State.PASSED if module["completionpassgrade"] else State.COMPLETE
    return found
