"""The actions that events ask of a user ("Add submission", "Attempt quiz now"), per type of activity."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from sqlalchemy import BindParameter, RowMapping, bindparam, func, select

from gateway.api import CallContext, Context, enrolments
from gateway.api.tables import enrol, groups_members, user_enrolments
from gateway.components.core_completion.tables import course_modules_completion
from gateway.components.core_course import course_modules
from gateway.components.mod_assign.tables import assign_grades, assign_plugin_config, assign_submission, assign_user_flags

__all__ = ["Actions"]

Action = dict[str, Any]

_INSTANCES: BindParameter[int] = bindparam("instances", expanding=True)
_COMPLETED = select(course_modules_completion.c.coursemoduleid).where(
    course_modules_completion.c.coursemoduleid.in_(bindparam("modules", expanding=True)),
    course_modules_completion.c.userid == bindparam("user"),
    course_modules_completion.c.completionstate != 0,
)
_MINE = select(groups_members.c.groupid).where(groups_members.c.userid == bindparam("user"))
_SUBMITTED = select(assign_submission.c.assignment, assign_submission.c.userid).where(
    assign_submission.c.assignment.in_(_INSTANCES), assign_submission.c.status == "submitted", assign_submission.c.latest == 1
)
_SUBMITTED = _SUBMITTED.where((assign_submission.c.userid == bindparam("user")) | assign_submission.c.groupid.in_(_MINE))
_PLUGINS = select(assign_plugin_config.c.assignment).where(
    assign_plugin_config.c.assignment.in_(_INSTANCES),
    assign_plugin_config.c.subtype == "assignsubmission",
    assign_plugin_config.c.plugin.in_(("file", "onlinetext")),
    assign_plugin_config.c.name == "enabled",
    assign_plugin_config.c.value == "1",
)
_FLAGS = select(assign_user_flags.c.assignment, assign_user_flags.c.locked, assign_user_flags.c.extensionduedate).where(
    assign_user_flags.c.assignment.in_(_INSTANCES), assign_user_flags.c.userid == bindparam("user")
)
# How many submissions need grading: those never graded, or changed since.
_WAITING = (
    select(assign_submission.c.assignment, func.count(assign_submission.c.id).label("waiting"))
    .select_from(
        assign_submission.outerjoin(
            assign_grades,
            (assign_grades.c.assignment == assign_submission.c.assignment)
            & (assign_grades.c.userid == assign_submission.c.userid)
            & (assign_grades.c.attemptnumber == assign_submission.c.attemptnumber),
        )
    )
    .where(assign_submission.c.assignment.in_(_INSTANCES), assign_submission.c.status == "submitted", assign_submission.c.latest == 1)
    .where(
        assign_grades.c.id.is_(None)
        | (assign_grades.c.grade < 0)
        | (assign_submission.c.timemodified >= func.coalesce(assign_grades.c.timemodified, 0))
    )
    .group_by(assign_submission.c.assignment)
)
_COURSES = (
    select(enrol.c.courseid)
    .select_from(enrolments.JOINED)
    .where(user_enrolments.c.userid == bindparam("user"), *enrolments.active(bindparam("now")))
)


class Actions:
    """The actions asked of a user in several activities, loaded with a fixed number of statements."""

    def __init__(
        self,
        ctx: CallContext,
        userid: int,
        modules: Collection[RowMapping],
        instances: Mapping[tuple[str, int], RowMapping],
        places: Mapping[int, Context],
    ) -> None:
        """Load the user's completions, enrolments, submissions and flags; ``modules`` are rows of ``course_modules``."""
        self._ctx, self._userid, self._instances, self._places = ctx, userid, instances, places
        db, user = ctx.db, {"user": userid}
        asked = {**user, "instances": [row["instance"] for row in modules if row["modname"] == "assign"]}
        done = db.execute(_COMPLETED, {**user, "modules": [row["id"] for row in modules]})
        self._completed = {row.coursemoduleid for row in done}
        self._courses = {row.courseid for row in db.execute(_COURSES, {**user, "now": ctx.now})}
        self._submitted = {(row.assignment, bool(row.userid)) for row in db.execute(_SUBMITTED, asked)}
        self._open = {row.assignment for row in db.execute(_PLUGINS, asked)}
        self._flags = {row.assignment: row for row in db.execute(_FLAGS, asked)}
        self._waiting = {row.assignment: row.waiting for row in db.execute(_WAITING, asked)}

    def of(self, event: RowMapping, module: RowMapping) -> Action | None:
        """The action that an activity's event asks of the user, or None."""
        place = self._places[module["id"]]
        if not course_modules.is_usable(self._ctx, module, place, self._userid):
            return None
        if module["completion"] and module["id"] in self._completed:
            return None
        if event["eventtype"] == "expectcompletionon":
            return self._action(module, "View")
        asks: Mapping[str, Callable[[RowMapping, RowMapping, Context], Action | None]]
        asks = {"assign": self._assign, "quiz": self._quiz, "choice": self._choice}
        ask = asks.get(module["modname"])
        return ask(event, module, place) if ask else None

    def _has(self, capability: str, place: Context) -> bool:
        """Whether the user holds a capability."""
        return self._ctx.has(capability, place, self._userid)

    def _takes_part(self, module: RowMapping, capability: str, place: Context) -> bool:
        """Whether the user is enrolled in the course and holds a capability in the activity."""
        return module["course"] in self._courses and self._has(capability, place)

    def _action(self, module: RowMapping, name: str, *, query: str = "", count: int = 1, possible: bool = True) -> Action:
        """An action in the form of the result."""
        address = f"{self._ctx.site.wwwroot}/mod/{module['modname']}/view.php?id={module['id']}{query}"
        return {"name": name, "url": address, "itemcount": count, "actionable": possible, "showitemcount": False}

    def _assign(self, event: RowMapping, module: RowMapping, place: Context) -> Action | None:
        """The action "Grade" for a grading due date; otherwise "Add submission", unless the user has submitted."""
        row = self._instances["assign", module["instance"]]
        if event["eventtype"] == "gradingdue":
            possible = self._has("mod/assign:grade", place) and self._ctx.now >= row["allowsubmissionsfromdate"]
            count = self._waiting.get(row["id"], 0) if possible else 0
            action = self._action(module, "Grade", query="&action=grading", count=count, possible=possible)
            return {**action, "showitemcount": count > 0}
        together = row["teamsubmission"] and not row["requireallteammemberssubmit"]
        if (row["id"], True) in self._submitted or (together and (row["id"], False) in self._submitted):
            return None
        if not self._takes_part(module, "mod/assign:submit", place):
            return None
        possible = row["id"] in self._open and self._may_submit(row)
        return self._action(module, "Add submission", query="&action=editsubmission", possible=possible)

    def _may_submit(self, row: RowMapping) -> bool:
        """Whether the assignment accepts submissions from the user now."""
        flags = self._flags.get(row["id"])
        until = row["cutoffdate"] and max(row["cutoffdate"], flags.extensionduedate if flags else 0)
        begun = self._ctx.now >= row["allowsubmissionsfromdate"]
        return begun and (not until or self._ctx.now <= until) and not (flags is not None and flags.locked)

    def _quiz(self, _event: RowMapping, module: RowMapping, place: Context) -> Action | None:
        """The action "Attempt quiz now" for a quiz that is not closed. Attempts are not stored here, so nobody has used theirs up."""
        row = self._instances["quiz", module["instance"]]
        if 0 < row["timeclose"] < self._ctx.now or not self._takes_part(module, "mod/quiz:attempt", place):
            return None
        return self._action(module, "Attempt quiz now", possible=row["timeopen"] <= self._ctx.now)

    def _choice(self, _event: RowMapping, module: RowMapping, place: Context) -> Action | None:
        """The action "View choices" for a choice that is not closed."""
        row = self._instances["choice", module["instance"]]
        if 0 < row["timeclose"] < self._ctx.now or not self._has("mod/choice:choose", place):
            return None
        return self._action(module, "View choices", possible=row["timeopen"] <= self._ctx.now)
