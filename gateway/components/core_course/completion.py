"""The completion of courses and activities by users (``course_modules_completion``, ``course_completions``)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import func, select

from gateway.api import CallContext, Context, Level, contexts, enrolments
from gateway.api.access import OnCompletion, leaves, parsed
from gateway.api.tables import course_modules, course_sections
from gateway.components.core_completion.tables import (
    course_completion_criteria,
    course_completions,
    course_modules_completion,
    course_modules_viewed,
)
from gateway.components.core_course.lib import Course

__all__ = ["COMPLETE", "UNTRACKED", "Activities", "is_tracked", "may_view", "of_user", "used"]

# The completion states that count as completed: complete, and complete with a passing grade.
COMPLETE = (1, 2)
_PASSED = 2

# Automatic completion (a value of course_modules.completion).
_AUTOMATIC = 2

UNTRACKED: Mapping[str, Any] = {"completionhascriteria": False, "completionusertracked": False, "progress": None, "completed": None}
"""The completion of a course that does not track it, or whose completion the caller may not see."""


def may_view(ctx: CallContext, userid: int, place: Context) -> bool:
    """Whether the caller may see another user's completion of a course."""
    user_context = contexts.by_instances(ctx.db, Level.USER, [userid]).get(userid)
    if user_context and (ctx.has("moodle/user:viewuseractivitiesreport", user_context) or ctx.has("report/completion:view", user_context)):
        return True
    return ctx.has("report/completion:view", place)


def is_tracked(ctx: CallContext, userid: int, place: Context) -> bool:
    """Whether a user's completion of a course is tracked: the user must be enrolled and be included in completion reports."""
    there = enrolments.is_enrolled(ctx.db, userid, place.instance, now=ctx.now)
    return there and ctx.has("moodle/course:isincompletionreports", place, userid)


def of_user(
    ctx: CallContext, userid: int, rows: Collection[Course | Mapping[str, Any]], places: Mapping[int, Context]
) -> dict[int, dict[str, Any]]:
    """A user's completion of each course that tracks completion, by course id, with the keys of ``UNTRACKED``."""
    if not ctx.site.config.flag("enablecompletion"):
        return {}
    ids = [row["id"] for row in rows if row["enablecompletion"]]
    done = course_completions.c
    finished = select(done.course).where(done.userid == userid, done.course.in_(ids), done.timecompleted.is_not(None))
    completed = set(ctx.db.execute(finished).scalars())
    criteria = select(course_completion_criteria.c.course).where(course_completion_criteria.c.course.in_(ids)).distinct()
    with_criteria = set(ctx.db.execute(criteria).scalars())
    progress = _progress(ctx, userid, ids)
    found = {}
    for courseid in ids:
        tracked = is_tracked(ctx, userid, places[courseid])
        percent = 100.0 if courseid in completed else progress.get(courseid)
        status = {"completionusertracked": tracked, "progress": percent if tracked else None, "completed": courseid in completed}
        found[courseid] = {**UNTRACKED, **status, "completionhascriteria": courseid in with_criteria}
    return found


def _progress(ctx: CallContext, userid: int, courseids: Collection[int]) -> dict[int, float]:
    """The percentage of the activities with completion tracking that a user has completed, by course id."""
    cols, done = course_modules.c, course_modules_completion.c
    joined = course_modules.outerjoin(
        course_modules_completion, (done.coursemoduleid == cols.id) & (done.userid == userid) & done.completionstate.in_(COMPLETE)
    )
    query = (
        select(cols.course, func.count(done.id).label("completed"), func.count(cols.id).label("total"))
        .select_from(joined)
        .group_by(cols.course)
    )
    query = query.where(cols.course.in_(courseids), cols.completion != 0, cols.deletioninprogress == 0)
    return {row.course: 100 * row.completed / row.total for row in ctx.db.execute(query)}


def used(ctx: CallContext, courseid: int) -> set[int]:
    """The ids of the activities of a course on whose completion the access to others depends."""
    texts: list[str] = []
    for table in (course_modules, course_sections):
        query = select(table.c.availability).where(table.c.course == courseid, table.c.availability.is_not(None))
        texts += ctx.db.execute(query).scalars()
    sets = [conditions for text in texts if (conditions := parsed(text))]
    return {condition.cmid for each in sets for condition in leaves(each) if isinstance(condition, OnCompletion)}


class Activities:
    """The caller's completion of the activities of a course."""

    def __init__(self, ctx: CallContext, place: Context, rows: Collection[Mapping[Any, Any]]) -> None:
        """Load the caller's completion of ``rows`` (of ``course_modules``); ``place`` is the context of the course."""
        self._ctx = ctx
        self._tracked = is_tracked(ctx, ctx.userid, place)
        ids = [row["id"] for row in rows if row["completion"]]
        cols, viewed = course_modules_completion.c, course_modules_viewed.c
        states = select(course_modules_completion).where(cols.userid == ctx.userid, cols.coursemoduleid.in_(ids))
        self._states = {row["coursemoduleid"]: row for row in ctx.db.execute(states).mappings()}
        seen = select(viewed.coursemoduleid).where(viewed.userid == ctx.userid, viewed.coursemoduleid.in_(ids))
        self._viewed = set(ctx.db.execute(seen).scalars())
        self._used = used(ctx, place.instance)

    def of(self, row: Mapping[Any, Any]) -> dict[str, Any]:
        """The caller's completion of an activity, in the form of the result."""
        known = self._states.get(row["id"])
        state = known["completionstate"] if known else 0
        automatic = row["completion"] == _AUTOMATIC
        return {
            "state": state,
            "timecompleted": known["timemodified"] if known else 0,
            "overrideby": known["overrideby"] if known else None,
            "valueused": row["id"] in self._used,
            "hascompletion": True,
            "isautomatic": automatic,
            "istrackeduser": self._tracked,
            "uservisible": True,
            "details": self._details(row, state) if automatic else [],
            "isoverallcomplete": state in COMPLETE,
        }

    def _details(self, row: Mapping[Any, Any], state: int) -> list[dict[str, Any]]:
        """The automatic completion rules of an activity, each with whether the caller has met it."""
        rules = []
        if row["completionview"]:
            known = self._states.get(row["id"])
            overridden = known is not None and known["overrideby"] is not None and state in COMPLETE
            rules.append(("completionview", row["id"] in self._viewed or overridden, "View"))
        if row["completiongradeitemnumber"] is not None:
            # A graded activity is either completed or failed, never incomplete.
            rules.append(("completionusegrade", state != 0, "Receive a grade"))
            if row["completionpassgrade"]:
                rules.append(("completionpassgrade", state == _PASSED, "Receive a passing grade"))
        return [{"rulename": name, "rulevalue": {"status": int(done), "description": text}} for name, done, text in rules]
