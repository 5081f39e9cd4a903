"""The overview report: the total grade of a user in each course."""

from __future__ import annotations

from typing import Any

from sqlalchemy import RowMapping, select

from gateway.api import SYSTEM, CallContext, CodedError, Context, Level, contexts
from gateway.api.tables import course, enrol, user_enrolments
from gateway.components.core_course import events
from gateway.components.core_course.events import Viewing
from gateway.components.core_course.lib import Course
from gateway.components.core_grades import display, items
from gateway.components.core_grades.display import Display
from gateway.components.core_grades.tables import grade_grades, grade_items
from gateway.components.core_user import lib as users

__all__ = ["grades_result", "note_view", "report_owner"]

_VIEWED = Viewing("gradereport_overview", "grade_report")

_ACTIVE, _SHOWN = 0, 1


def report_owner(ctx: CallContext, userid: int) -> int:
    """The id of the user whose grades are asked for: the caller for 0. Raises ``MissingCapability`` for others' grades."""
    ctx.validate(SYSTEM)
    found = int(users.active(ctx.db, ctx.site, userid or ctx.userid)["id"])
    if found != ctx.userid:
        ctx.require("moodle/grade:viewall", SYSTEM)
    return found


def note_view(ctx: CallContext, course: Course, context: Context, userid: int) -> None:
    """Log that the caller views a user's overview report, the caller's own for 0. Raises errors of access."""
    ctx.require("gradereport/overview:view", context)
    owner = int(users.active(ctx.db, ctx.site, userid or ctx.userid)["id"])
    of_caller = owner == ctx.userid and course["showgrades"] and ctx.has("moodle/grade:view", context)
    if not of_caller and not ctx.has("moodle/grade:viewall", context):
        raise CodedError("nopermissiontoviewgrades")
    events.note(ctx, _VIEWED, context, courseid=course["id"], relateduserid=owner)


def grades_result(ctx: CallContext, userid: int) -> list[dict[str, Any]]:
    """The user's total grade in each course that shows grades, in the site's order; a hidden grade is as if there were none."""
    enrolled = (
        select(enrol.c.courseid)
        .select_from(user_enrolments.join(enrol, enrol.c.id == user_enrolments.c.enrolid))
        .where(user_enrolments.c.userid == userid, user_enrolments.c.status == _ACTIVE, enrol.c.status == _ACTIVE)
    )
    item = grade_items.c
    columns = (item[name] for name in ("hidden", "decimals", "gradetype", "display", "scaleid"))
    query = (
        select(course.c.id, course.c.visible, *columns, grade_grades.c.finalgrade)
        .add_columns(grade_grades.c.rawgrademin.label("grademin"), grade_grades.c.rawgrademax.label("grademax"))
        .add_columns(grade_grades.c.hidden.label("own_hidden"))
        .select_from(
            course.outerjoin(grade_items, (item.courseid == course.c.id) & (item.itemtype == "course")).outerjoin(
                grade_grades, (grade_grades.c.itemid == item.id) & (grade_grades.c.userid == userid)
            )
        )
        .where(course.c.id.in_(enrolled), course.c.showgrades == _SHOWN)
        .order_by(course.c.visible.desc(), course.c.sortorder)
    )
    course_contexts = contexts.by_instances(ctx.db, Level.COURSE, ctx.db.execute(enrolled).scalars().all())
    displays = display.displays(ctx.db, ctx.site, course_contexts.values())
    return [
        _grade_result(
            ctx,
            row,
            displays[row["id"]],
            hidden=_is_hidden(ctx, row) and not ctx.has("moodle/grade:viewhidden", course_contexts[row["id"]]),
        )
        for row in ctx.db.execute(query).mappings()
        if row["visible"] or ctx.has("moodle/course:viewhiddencourses", course_contexts[row["id"]])
    ]


def _is_hidden(ctx: CallContext, row: RowMapping) -> bool:
    """Whether a grade is hidden, by itself or with its grade item."""
    return any(items.is_hidden(until, ctx.now) for until in (row["hidden"], row["own_hidden"]))


def _grade_result(ctx: CallContext, row: RowMapping, how: Display, *, hidden: bool) -> dict[str, Any]:
    """The result of one course: the grade as text and as a number."""
    grade = None if hidden else row["finalgrade"]
    if grade is None:
        return {"courseid": row["id"], "grade": display.NO_GRADE, "rawgrade": None}
    return {"courseid": row["id"], "grade": how.text(grade, row), "rawgrade": f"{grade:.5f}"}
