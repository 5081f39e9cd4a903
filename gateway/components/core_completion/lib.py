"""The completion of activities and courses by users."""

from __future__ import annotations

from typing import Any

from sqlalchemy import RowMapping, select

from gateway.api import CallContext, CodedError, Context, Level, MissingRecord, contexts, enrolments
from gateway.components.core_completion.tables import course_modules_completion, course_modules_viewed
from gateway.components.core_course import completion, course_modules
from gateway.components.core_course import lib as courses
from gateway.components.core_course.lib import Course
from gateway.components.core_user import lib as users

__all__ = ["activities", "enter", "enter_tracked", "require_report"]

# Completion tracking of an activity: none, manual, automatic.
_NONE, _AUTOMATIC = 0, 2
_INCOMPLETE, _FAILED = 0, 3


def enter(ctx: CallContext, courseid: int, userid: int) -> tuple[Course, Context]:
    """The course and its context, entered to read a user's completion. Raises ``MissingRecord`` if the user does not exist."""
    rows = courses.courses(ctx.db, id=courseid)
    if not rows:
        raise MissingRecord("course", errorcode="invalidrecord")
    users.active(ctx.db, ctx.site, userid)
    return rows[0], ctx.validate(contexts.by_instance(ctx.db, Level.COURSE, courseid))


def enter_tracked(ctx: CallContext, courseid: int) -> Course:
    """The course, which the caller enters. Raises ``completionnotenabled``, or ``nottracked`` for who is not tracked there."""
    rows = courses.courses(ctx.db, id=courseid)
    if not rows:
        raise MissingRecord("course", errorcode="invalidrecord")
    place = ctx.validate(contexts.by_instance(ctx.db, Level.COURSE, courseid))
    if not (ctx.site.config.flag("enablecompletion") and rows[0]["enablecompletion"]):
        raise CodedError("completionnotenabled", "completion")
    if not completion.is_tracked(ctx, ctx.userid, place):
        raise CodedError("nottracked", "completion")
    return rows[0]


def require_report(ctx: CallContext, course: Course, place: Context, userid: int) -> None:
    """Raise ``cannotviewreport`` unless the course tracks completion and the caller may see the user's report."""
    tracked = ctx.site.config.flag("enablecompletion") and course["enablecompletion"]
    if not tracked or not (userid == ctx.userid or ctx.has("report/completion:view", place)):
        raise CodedError("cannotviewreport")


def activities(ctx: CallContext, course: Course, userid: int) -> list[dict[str, Any]]:
    """The activities of a course that track completion, in the order of the course page, with a user's completion of each."""
    rows = [row for row in course_modules.of_course(ctx.db, course["id"]) if row["completion"] != _NONE]
    ids = [row["id"] for row in rows]
    done, seen = course_modules_completion.c, course_modules_viewed.c
    stored = {
        row["coursemoduleid"]: row
        for row in ctx.db.execute(select(course_modules_completion).where(done.coursemoduleid.in_(ids), done.userid == userid)).mappings()
    }
    viewed = set(ctx.db.execute(select(seen.coursemoduleid).where(seen.coursemoduleid.in_(ids), seen.userid == userid)).scalars())
    places = contexts.by_instances(ctx.db, Level.MODULE, ids)
    tracked = enrolments.is_enrolled(ctx.db, userid, course["id"], now=ctx.now)
    used = completion.used(ctx, course["id"])
    allowed = course_modules.usable(ctx, rows, places)
    found = []
    for row in rows:
        if row["id"] not in allowed:
            continue
        state = stored.get(row["id"])
        status = state["completionstate"] if state else _INCOMPLETE
        overridden = state is not None and state["overrideby"] is not None and status not in (_INCOMPLETE, _FAILED)
        found.append(
            {
                "cmid": row["id"],
                "modname": row["modname"],
                "instance": row["instance"],
                "state": status,
                "timecompleted": state["timemodified"] if state else 0,
                "tracking": row["completion"],
                "overrideby": state["overrideby"] if state else None,
                "valueused": row["id"] in used,
                "hascompletion": True,
                "isautomatic": row["completion"] == _AUTOMATIC,
                "istrackeduser": tracked,
                "uservisible": True,
                "details": _rules(row, row["id"] in viewed or overridden),
                "isoverallcomplete": status not in (_INCOMPLETE, _FAILED),
            }
        )
    return found


def _rules(row: RowMapping, viewed: bool) -> list[dict[str, Any]]:
    """The completion rules of an activity, each with whether the user has met it, or counts as somebody who has."""
    if row["completion"] != _AUTOMATIC or not row["completionview"]:
        return []
    return [{"rulename": "completionview", "rulevalue": {"status": int(viewed), "description": "View"}}]
