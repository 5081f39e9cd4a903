"""The criteria of completion of courses, and which of them a user has met."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import Any

from sqlalchemy import RowMapping, select

from gateway.api import CallContext, CodedError, Context, caller_zone, date_text, format_string
from gateway.api.tables import course as course_table
from gateway.components.core_completion.tables import (
    course_completion_aggr_methd,
    course_completion_crit_compl,
    course_completion_criteria,
    course_completions,
)
from gateway.components.core_course import course_modules
from gateway.components.core_course.activities import activity_type
from gateway.components.core_course.lib import Course
from gateway.components.core_grades.display import Display, DisplayType, displays
from gateway.components.core_grades.tables import grade_grades, grade_items

__all__ = ["status"]

_DAY = 86400
_DATE = "%d %b %Y"
# All criteria must be met (a value of course_completion_aggr_methd.method).
_ALL = 1
_MANUAL = 1  # manual completion (a value of course_modules.completion)


class Kind(IntEnum):
    """The kinds of criteria (the values of ``criteriatype``)."""

    SELF = 1
    DATE = 2
    UNENROL = 3
    ACTIVITY = 4
    DURATION = 5
    GRADE = 6
    ROLE = 7
    COURSE = 8


def status(ctx: CallContext, course: Course, place: Context, userid: int) -> dict[str, Any]:
    """A user's completion of a course. Raises ``nocriteriaset`` for a course without criteria."""
    cols = course_completion_criteria.c
    query = select(course_completion_criteria).where(cols.course == course["id"]).order_by(cols.id)
    criteria = ctx.db.execute(query).mappings().all()
    if not criteria:
        raise CodedError("nocriteriaset", "completion", debug=f"course {course['id']}")
    methods, done = course_completion_aggr_methd.c, course_completions.c
    method = select(methods.method).where(methods.course == course["id"], methods.criteriatype.is_(None))
    completed = select(done.timecompleted).where(done.course == course["id"], done.userid == userid)
    told = _Criteria(ctx, course, place, userid)
    return {
        "completed": bool(ctx.db.execute(completed).scalars().first()),
        "aggregation": ctx.db.execute(method).scalars().first() or _ALL,
        "completions": [told.of(criterion) for criterion in criteria],
    }


class _Criteria:
    """Writes criteria for one user and course."""

    def __init__(self, ctx: CallContext, course: Course, place: Context, userid: int) -> None:
        """Load what the user has met, the activities of the course and the user's grade in it."""
        self._ctx, self._course = ctx, course
        met = course_completion_crit_compl.c
        query = select(met.criteriaid, met.timecompleted).where(met.course == course["id"], met.userid == userid)
        self._met = {row.criteriaid: row.timecompleted for row in ctx.db.execute(query)}
        rows = course_modules.of_course(ctx.db, course["id"])
        self._modules = {row["id"]: row for row in rows}
        self._instances = course_modules.details(ctx, [(row["modname"], row["instance"]) for row in rows])
        self._zone = caller_zone(ctx)
        self._display: Display = displays(ctx.db, ctx.site, [place])[course["id"]]
        item = grade_items.outerjoin(grade_grades, (grade_grades.c.itemid == grade_items.c.id) & (grade_grades.c.userid == userid))
        grades = select(grade_items, grade_grades.c.finalgrade).select_from(item)
        grades = grades.where(grade_items.c.courseid == course["id"], grade_items.c.itemtype == "course")
        self._grade = ctx.db.execute(grades).mappings().first()

    def of(self, criterion: RowMapping) -> dict[str, Any]:
        """A criterion in the form of the result."""
        when = self._met.get(criterion["id"])
        title, kind, what, requirement = self._said(criterion)
        stands, detail = "Yes" if when else "No", ""
        if criterion["criteriatype"] == Kind.GRADE:
            detail = self._points(self._grade["finalgrade"]) if self._grade and self._grade["finalgrade"] is not None else ""
            stands = f"{detail} ({requirement} required)".strip()
        elif criterion["criteriatype"] == Kind.DATE:
            stands = requirement
        return {
            "type": criterion["criteriatype"],
            "title": title,
            "status": stands,
            "complete": bool(when),
            "timecompleted": when,
            "details": {"type": kind, "criteria": what, "requirement": requirement, "status": detail},
        }

    def _said(self, criterion: RowMapping) -> tuple[str, str, str, str]:
        """The title of a criterion, its kind, what it is about and what it requires."""
        match criterion["criteriatype"]:
            case Kind.SELF:
                return "Self completion", "Self completion", "Self completion", "Marking yourself complete"
            case Kind.DATE:
                day = date_text(criterion["timeend"] or 0, _DATE, self._zone, fixday=False)
                return "Date", "Date passed", "Remaining enrolled until a specified date", day
            case Kind.ACTIVITY:
                return "Activity completion", "Activity completion", *self._activity(criterion["moduleinstance"])
            case Kind.GRADE:
                return "Course grade", "Course grade", "Required course grade", self._points(criterion["gradepass"] or 0)
            case Kind.DURATION:
                days = int(criterion["enrolperiod"] or 0) // _DAY
                return "Time enrolled", "Time enrolled", "Being enrolled for some time", f"{days} days"
            case Kind.ROLE:
                role = self._ctx.site.roles.get(int(criterion["role"] or 0))
                name = (role.name or role.shortname) if role else ""
                return "Approval", "Approval by others", name, f"Being marked complete by {name}"
            case Kind.COURSE:
                return (
                    "Other courses",
                    "Completion of other courses",
                    self._other_course(int(criterion["courseinstance"] or 0)),
                    "Completing it",
                )
        return "Unenrolment", "Unenrolment", "Leaving the course", "Leaving the course"

    def _activity(self, cmid: int) -> tuple[str, str]:
        """The link to an activity, and what must be done in it; empty if it is gone."""
        row = self._modules.get(cmid)
        instance = self._instances.get((row["modname"], row["instance"])) if row else None
        if row is None or instance is None:
            return "", ""
        address = f"{self._ctx.site.wwwroot}/mod/{row['modname']}/view.php?id={cmid}"
        rules = ["Marking yourself complete"] if row["completion"] == _MANUAL else []
        if row["completion"] != _MANUAL and row["completionview"]:
            rules.append(f"Viewing the {activity_type(row['modname']).name.lower()}")
        if row["completion"] != _MANUAL and row["completiongradeitemnumber"] is not None:
            rules.append("Achieving grade")
        return f'<a href="{address}">{format_string(instance["name"], self._ctx.settings)}</a>', ", ".join(rules)

    def _other_course(self, courseid: int) -> str:
        """The link to another course; empty if it is gone."""
        name = self._ctx.db.execute(select(course_table.c.fullname).where(course_table.c.id == courseid)).scalar_one_or_none()
        address = f"{self._ctx.site.wwwroot}/course/view.php?id={courseid}"
        return f'<a href="{address}">{format_string(name, self._ctx.settings)}</a>' if name else ""

    def _points(self, grade: float) -> str:
        """A grade of the course in points."""
        item: Mapping[str, Any] | None = dict(self._grade) if self._grade else None
        return self._display.text(float(grade), item, DisplayType.REAL) if item else f"{float(grade):.2f}"
