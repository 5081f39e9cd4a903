"""The completion of activities that complete themselves: what is looked at, and how an activity then stands.

An activity is completed when all rules that it asks for are met: it was looked at, it was graded, and the rules of its own
component (``completion`` of the manifest). Whoever changes what a rule looks at calls ``refresh``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import IntEnum
from typing import Any

from sqlalchemy import bindparam, insert, select

from gateway.api import CallContext
from gateway.api.rows import upsert
from gateway.api.tables import course
from gateway.components.core_completion import achievements
from gateway.components.core_completion.tables import course_modules_completion, course_modules_viewed
from gateway.components.core_course import course_modules
from gateway.components.core_grades.tables import grade_grades, grade_items

__all__ = ["State", "Tracking", "is_tracked", "refresh", "store", "viewed"]

Row = Mapping[Any, Any]

# The least passing grade that is one.
_LEAST = 0.000009


class Tracking(IntEnum):
    """How the completion of an activity is tracked (the values of ``course_modules.completion``)."""

    NONE = 0
    MANUAL = 1
    AUTOMATIC = 2


class State(IntEnum):
    """How far somebody has completed an activity (the values of ``completionstate``)."""

    INCOMPLETE = 0
    COMPLETE = 1
    PASSED = 2
    FAILED = 3


_SAW = select(course_modules_viewed.c.id).where(
    course_modules_viewed.c.coursemoduleid == bindparam("module"), course_modules_viewed.c.userid == bindparam("user")
)
_STATES = select(course_modules_completion).where(
    course_modules_completion.c.coursemoduleid == bindparam("module"),
    course_modules_completion.c.userid.in_(bindparam("users", expanding=True)),
)
_TRACKED = select(course.c.enablecompletion).where(course.c.id == bindparam("course"))
_GRADE = (
    select(grade_items.c.gradepass, grade_items.c.hidden, grade_grades.c.finalgrade, grade_grades.c.rawgrade)
    .select_from(
        grade_items.outerjoin(grade_grades, (grade_grades.c.itemid == grade_items.c.id) & (grade_grades.c.userid == bindparam("user")))
    )
    .where(grade_items.c.courseid == bindparam("course"), grade_items.c.itemtype == "mod", grade_items.c.itemmodule == bindparam("modname"))
    .where(grade_items.c.iteminstance == bindparam("instance"), grade_items.c.itemnumber == bindparam("number"))
)


def is_tracked(ctx: CallContext, module: Row) -> bool:
    """Whether completion of an activity (a row of ``course_modules``) is tracked, in its course and on the site."""
    if module["completion"] == Tracking.NONE or not ctx.site.config.flag("enablecompletion"):
        return False
    return bool(ctx.db.execute(_TRACKED, {"course": module["course"]}).scalar_one_or_none())


def viewed(ctx: CallContext, module: Row) -> None:
    """Note that the caller has looked at an activity, where that is a rule of its completion, and how it stands then."""
    if not module["completionview"] or ctx.userid in (0, ctx.site.guest_id) or not is_tracked(ctx, module):
        return
    who = {"module": module["id"], "user": ctx.userid}
    if ctx.db.execute(_SAW, who).first() is None:
        row = {"coursemoduleid": module["id"], "userid": ctx.userid, "timecreated": ctx.now}
        ctx.db.execute(insert(course_modules_viewed).values(**row))
        refresh(ctx, module, [ctx.userid])


def refresh(ctx: CallContext, module: Row, userids: Collection[int]) -> None:
    """Note how an activity (a row of ``course_modules`` with ``modname``) stands for people, if it completes itself.

    Whom somebody has marked as having completed it stays so.
    """
    if module["completion"] != Tracking.AUTOMATIC or not userids or not is_tracked(ctx, module):
        return
    known = {row["userid"]: row for row in ctx.db.execute(_STATES, {"module": module["id"], "users": list(userids)}).mappings()}
    instance = course_modules.details(ctx, [(module["modname"], module["instance"])]).get((module["modname"], module["instance"]))
    for userid in userids:
        state = known.get(userid)
        before = state["completionstate"] if state is not None else State.INCOMPLETE
        if state is not None and state["overrideby"] is not None and before != State.INCOMPLETE:
            continue
        now = _state(ctx, module, instance, userid)
        if now != before:
            store(ctx, module, userid, now)


def store(ctx: CallContext, module: Row, userid: int, state: int, *, by: int | None = None, when: int | None = None) -> None:
    """Store how an activity stands for a user, by whom that was said, and what follows for the course."""
    row = {"completionstate": int(state), "overrideby": by, "timemodified": ctx.now if when is None else when}
    upsert(ctx.db, course_modules_completion, {"userid": userid, "coursemoduleid": module["id"]}, row)
    if state in (State.COMPLETE, State.PASSED):
        achievements.activity_completed(ctx, module, userid)


def _state(ctx: CallContext, module: Row, instance: Row | None, userid: int) -> State:
    """How an activity that completes itself stands for a user; one that asks for nothing is never completed."""
    if module["completionview"] and ctx.db.execute(_SAW, {"module": module["id"], "user": userid}).first() is None:
        return State.INCOMPLETE
    rules = ctx.registry.completion.get(f"mod_{module['modname']}", {})
    asked = [rule for column, rule in rules.items() if instance is not None and instance.get(column)]
    if not asked and not module["completionview"] and module["completiongradeitemnumber"] is None:
        return State.INCOMPLETE
    if not all(rule.met(ctx.db, instance or {}, userid) for rule in asked):
        return State.INCOMPLETE
    return State.COMPLETE if module["completiongradeitemnumber"] is None else _by_grade(ctx, module, userid)


def _by_grade(ctx: CallContext, module: Row, userid: int) -> State:
    """How an activity stands that is completed by a grade; it is passed or failed where there is a grade to pass that people see."""
    asked = {"user": userid, "course": module["course"], "modname": module["modname"], "instance": module["instance"]}
    grade = ctx.db.execute(_GRADE, {**asked, "number": module["completiongradeitemnumber"]}).mappings().first()
    value = None if grade is None else grade["finalgrade"] if grade["finalgrade"] is not None else grade["rawgrade"]
    if grade is None or value is None:
        return State.INCOMPLETE
    if not grade["gradepass"] or grade["gradepass"] <= _LEAST or grade["hidden"]:
        return State.INCOMPLETE if module["completionpassgrade"] and not grade["gradepass"] else State.COMPLETE
    return State.PASSED if value >= grade["gradepass"] else State.FAILED
