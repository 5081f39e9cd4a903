"""Marking activities as completed: users for themselves, and users with the capability to override for others."""

from __future__ import annotations

from typing import Any

from sqlalchemy import RowMapping, bindparam, select

from gateway.api import CallContext, CodedError, InvalidParameter, Level, MissingCapability, contexts
from gateway.components.core_completion import states
from gateway.components.core_completion.tables import course_modules_completion
from gateway.components.core_course import course_modules
from gateway.components.core_course import lib as courses
from gateway.components.core_user import lib as users

__all__ = ["enter", "mark", "override"]

_BY_HAND = 1
_INCOMPLETE, _COMPLETE = 0, 1

_STATE = select(course_modules_completion).where(
    course_modules_completion.c.coursemoduleid == bindparam("module"), course_modules_completion.c.userid == bindparam("user")
)


def enter(ctx: CallContext, cmid: int) -> RowMapping:
    """The course module, which the caller enters. Raises ``completionnotenabled`` if its course does not track completion."""
    module = course_modules.by_id(ctx.db, cmid)
    ctx.validate(contexts.by_instance(ctx.db, Level.MODULE, cmid))
    (course,) = courses.courses(ctx.db, id=module["course"])
    if not (ctx.site.config.flag("enablecompletion") and course["enablecompletion"]):
        raise CodedError("completionnotenabled", "completion")
    return module


def mark(ctx: CallContext, module: RowMapping, *, completed: bool) -> None:
    """Mark an activity as completed or not completed by the caller. Raises ``cannotmanualctrack`` if completion is not manual."""
    if module["completion"] != _BY_HAND:
        raise CodedError("cannotmanualctrack")
    _store(ctx, module, ctx.userid, _COMPLETE if completed else _INCOMPLETE, by=None)


def override(ctx: CallContext, module: RowMapping, userid: int, state: int) -> dict[str, Any]:
    """Set a user's completion of an activity whatever its rules say, and return the new state as result."""
    if state not in (_INCOMPLETE, _COMPLETE):
        raise InvalidParameter("must be 0 or 1", path="newstate")
    course = contexts.by_instance(ctx.db, Level.COURSE, module["course"])
    if not ctx.has("moodle/course:overridecompletion", course):
        raise MissingCapability("moodle/course:overridecompletion", "nopermission")
    users.require_person(ctx.db, ctx.site, userid)
    found = _store(ctx, module, userid, state, by=ctx.userid)
    return {
        "cmid": module["id"],
        "userid": userid,
        "state": found["completionstate"],
        "timecompleted": found["timemodified"],
        "overrideby": found["overrideby"],
        "tracking": module["completion"],
    }


def _store(ctx: CallContext, module: RowMapping, userid: int, state: int, *, by: int | None) -> RowMapping:
    """Store a user's completion state of an activity and return the row; an unchanged state keeps its time."""
    asked = {"module": module["id"], "user": userid}
    known = ctx.db.execute(_STATE, asked).mappings().first()
    same = known is not None and known["completionstate"] == state
    if not same or (known is not None and known["overrideby"] != by):
        changed = known["timemodified"] if same and known is not None else ctx.now
        states.store(ctx, module, userid, state, by=by, when=changed)
    return ctx.db.execute(_STATE, asked).mappings().one()
