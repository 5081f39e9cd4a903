"""Who takes part in an assignment, and how each of them stands."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import RowMapping, bindparam, select

from gateway.api import CallContext, CodedError, Level, MissingCapability, MissingRecord, caller_zone, contexts, date_text
from gateway.components.core_course import course_modules
from gateway.components.core_course import lib as courses
from gateway.components.core_course.lib import Course
from gateway.components.core_enrol.participants import ParticipantQuery, participants
from gateway.components.core_user.details import FIELDS, Details
from gateway.components.core_user.lib import User, fullname
from gateway.components.mod_assign.submissions import Assignment, seen_by_caller
from gateway.components.mod_assign.tables import assign, assign_grades, assign_submission, assign_user_flags

__all__ = ["Standing", "enter", "list_of", "people", "require_view_grades", "told"]

_ASSIGNMENT = select(assign).where(assign.c.id == bindparam("id"))
_SUBMITTED = select(assign_submission).where(assign_submission.c.assignment == bindparam("id"), assign_submission.c.latest == 1)
_GRADED = select(assign_grades).where(assign_grades.c.assignment == bindparam("id")).order_by(assign_grades.c.attemptnumber)
_FLAGGED = select(assign_user_flags).where(assign_user_flags.c.assignment == bindparam("id"))

# The id that stands for somebody whom graders may not know: there is none where they see names.
_NAMED = -1

_DATE_AND_TIME = "%d %B %Y, %I:%M %p"


def enter(ctx: CallContext, assignid: int) -> tuple[Assignment, Course]:
    """Enter an assignment. Raises ``MissingRecord`` or what keeps the caller out."""
    row = ctx.db.execute(_ASSIGNMENT, {"id": assignid}).mappings().first()
    if row is None:
        raise MissingRecord("assign")
    module = course_modules.by_instance(ctx.db, "assign", assignid)
    place = ctx.validate(contexts.by_instance(ctx.db, Level.MODULE, module["id"]))
    ctx.require("mod/assign:view", place)
    return Assignment(row, module, place), courses.courses(ctx.db, id=row["course"])[0]


def require_view_grades(ctx: CallContext, one: Assignment) -> None:
    """Raise ``nopermission`` unless the caller may see the grades of an assignment."""
    if not (ctx.has("mod/assign:viewgrades", one.place) or ctx.has("mod/assign:grade", one.place)):
        raise MissingCapability("mod/assign:viewgrades", "nopermission")


def people(ctx: CallContext, one: Assignment, course: Course, groupid: int = 0) -> list[User]:
    """Those who may submit, by name; of one group, if it is given, and only those whose work the caller may look at."""
    chosen = ParticipantQuery(capability="mod/assign:submit", groupid=max(groupid, 0), onlyactive=True, sortby="siteorder")
    rows = participants(ctx, course, one.place, chosen)
    seen = seen_by_caller(ctx, one, (row["id"] for row in rows))
    return [row for row in rows if row["id"] in seen]


class Standing:
    """How everybody stands in an assignment, loaded at once."""

    def __init__(self, ctx: CallContext, assignid: int) -> None:
        """Load the submissions, the grades and what is noted of people."""
        self.submissions, self.grades, self.flags = (
            {row["userid"]: row for row in ctx.db.execute(statement, {"id": assignid}).mappings()}
            for statement in (_SUBMITTED, _GRADED, _FLAGGED)
        )

    def submitted(self, userid: int) -> bool:
        """Whether somebody has submitted."""
        own = self.submissions.get(userid)
        return own is not None and own["status"] == "submitted"

    def waits(self, userid: int) -> bool:
        """Whether what somebody has submitted was not graded since."""
        grade = self.grades.get(userid)
        return self.submitted(userid) and not _is_graded_since(grade, self.submissions[userid])

    def extension(self, userid: int) -> int:
        """Until when somebody may submit beyond the due date, 0 for no longer than others."""
        own = self.flags.get(userid)
        return int(own["extensionduedate"]) if own is not None else 0

    def told(self, userid: int) -> dict[str, Any]:
        """How somebody stands."""
        own = self.submissions.get(userid)
        return {
            "submitted": self.submitted(userid),
            "requiregrading": self.waits(userid),
            "grantedextension": self.extension(userid) > 0,
            "submissionstatus": own["status"] if own is not None else "",
        }


def _is_graded_since(grade: RowMapping | None, submission: RowMapping) -> bool:
    """Whether a grade was given after a submission."""
    return grade is not None and grade["grade"] >= 0 and bool(grade["timemodified"] > submission["timemodified"])


def list_of(
    ctx: CallContext, one: Assignment, course: Course, who: Collection[User], *, ids_only: bool, with_courses: bool
) -> list[dict[str, Any]]:
    """How people stand, with what the caller may see of each of them."""
    standing = Standing(ctx, one.row["id"])
    if ids_only:
        return [{"id": row["id"], "fullname": fullname(row), "recordid": _NAMED, **standing.told(row["id"])} for row in who]
    fields = FIELDS if with_courses else tuple(name for name in FIELDS if name != "enrolledcourses")
    place = contexts.by_instance(ctx.db, Level.COURSE, course["id"])
    details = Details(ctx, who, fields, (course, place))
    return [
        {**(details.of(row) or {"id": row["id"], "fullname": fullname(row)}), "recordid": _NAMED, **standing.told(row["id"])} for row in who
    ]


def told(ctx: CallContext, one: Assignment, course: Course, userid: int, *, with_user: bool) -> dict[str, Any]:
    """How one person stands, and the dates of the assignment. Raises ``usernotincourse`` for who takes no part."""
    found = next((row for row in people(ctx, one, course) if row["id"] == userid), None)
    if found is None:
        raise CodedError("usernotincourse")
    dates = {name: one.row[name] for name in ("allowsubmissionsfromdate", "duedate", "cutoffdate")}
    here = caller_zone(ctx)
    due = date_text(dates["duedate"], _DATE_AND_TIME, here) if dates["duedate"] else ""
    answer = {"id": userid, "fullname": fullname(found), **Standing(ctx, one.row["id"]).told(userid), **dates, "duedatestr": due}
    answer["blindmarking"] = bool(one.row["blindmarking"] and not one.row["revealidentities"])
    if with_user:
        place = contexts.by_instance(ctx.db, Level.COURSE, course["id"])
        answer["user"] = Details(ctx, [found], FIELDS, (course, place)).of(found)
    return answer
