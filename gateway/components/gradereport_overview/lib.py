"""The overview report: the total grade of a user in each course."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import RowMapping, bindparam, func, select

from gateway.api import SITE_COURSE, SYSTEM, CallContext, CodedError, Context, Level, contexts
from gateway.api.tables import course, enrol, user_enrolments
from gateway.components.core_course import events
from gateway.components.core_course.events import Happening
from gateway.components.core_course.lib import Course
from gateway.components.core_grades import display, items
from gateway.components.core_grades.display import Display
from gateway.components.core_grades.tables import grade_grades, grade_items
from gateway.components.core_user import lib as users

__all__ = ["grades_result", "note_view", "report_owner"]

_VIEWED = Happening("gradereport_overview", "grade_report")

_ALL = "moodle/grade:viewall"
_ACTIVE, _SHOWN = 0, 1

# A value of ``showtotalsifcontainhidden``: totals that include hidden items are shown as they are.
_WITH_HIDDEN = 2

_OTHERS = grade_grades.alias()
# How many have a better grade than a user, by grade item.
_BETTER = (
    select(grade_grades.c.itemid, func.count(func.distinct(_OTHERS.c.userid)).label("people"))
    .select_from(grade_grades.join(_OTHERS, _OTHERS.c.itemid == grade_grades.c.itemid))
    .where(grade_grades.c.userid == bindparam("user"), grade_grades.c.itemid.in_(bindparam("items", expanding=True)))
    .where(_OTHERS.c.finalgrade > grade_grades.c.finalgrade)
    .group_by(grade_grades.c.itemid)
)


def report_owner(ctx: CallContext, userid: int) -> int:
    """The id of the user whose grades are asked for: the caller for 0. Raises ``MissingCapability`` for others' grades."""
    ctx.validate(SYSTEM)
    found = int(users.active(ctx.db, ctx.site, userid or ctx.userid)["id"])
    if found != ctx.userid:
        ctx.require(_ALL, SYSTEM)
    return found


def note_view(ctx: CallContext, course: Course, context: Context, userid: int) -> None:
    """Log that the caller views a user's overview report, the caller's own for 0. Raises errors of access."""
    owner = int(users.active(ctx.db, ctx.site, userid or ctx.userid)["id"])
    if not _may_view(ctx, course, context, owner):
        raise CodedError("nopermissiontoviewgrades")
    events.note(ctx, _VIEWED, context, courseid=course["id"], relateduserid=owner)


def _may_view(ctx: CallContext, course: Course, context: Context, owner: int) -> bool:
    """Whether the caller may view the report of ``owner``, opened from a course: the own one from the front page always."""
    if ctx.has(_ALL, SYSTEM) or ctx.has(_ALL, context):
        return True
    if owner == ctx.userid and course["id"] == SITE_COURSE:
        return True
    if not course["showgrades"]:
        return False
    if owner == ctx.userid and ctx.has("moodle/grade:view", context):
        return True
    of_owner = contexts.by_instances(ctx.db, Level.USER, [owner]).get(owner)
    return of_owner is not None and (ctx.has(_ALL, of_owner) or ctx.has("moodle/user:viewuseractivitiesreport", of_owner))


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
        select(course.c.id, course.c.visible, item.id.label("itemid"), *columns, grade_grades.c.finalgrade)
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
    rows = [
        row
        for row in ctx.db.execute(query).mappings()
        if row["visible"] or ctx.has("moodle/course:viewhiddencourses", course_contexts[row["id"]])
    ]
    hidden = _hidden(ctx, userid, [row for row in rows if not ctx.has("moodle/grade:viewhidden", course_contexts[row["id"]])], displays)
    better = {row.itemid: row.people for row in ctx.db.execute(_BETTER, {"user": userid, "items": [row["itemid"] for row in rows]})}
    return [_grade_result(row, displays[row["id"]], better.get(row["itemid"], 0), hidden=row["itemid"] in hidden) for row in rows]


def _hidden(ctx: CallContext, userid: int, rows: Collection[RowMapping], displays: Mapping[int, Display]) -> set[int]:
    """The ids of the course totals that are not shown: hidden ones and, unless these are shown all the same, those with hidden grades."""
    found = {row["itemid"] for row in rows if any(items.is_hidden(until, ctx.now) for until in (row["hidden"], row["own_hidden"]))}
    books = items.books(ctx.db, [row["id"] for row in rows])
    grades = {itemid: grade for (itemid, _), grade in items.grades_of(ctx.db, books.values(), [userid]).items()}
    for courseid, book in books.items():
        name = "showtotalsifcontainhidden"
        if displays[courseid].number(f"report_overview_{name}", f"grade_report_overview_{name}") != _WITH_HIDDEN:
            found |= items.affected_by_hiding(book, grades, ctx.now)
    return found


def _grade_result(row: RowMapping, how: Display, better: int, *, hidden: bool) -> dict[str, Any]:
    """The result of one course: the grade as text and as a number, with its rank after the ``better`` ones if that is shown."""
    grade = None if hidden else row["finalgrade"]
    if grade is None:
        return {"courseid": row["id"], "grade": display.NO_GRADE, "rawgrade": None}
    rank = {"rank": better + 1} if how.number("report_overview_showrank", "grade_report_overview_showrank") else {}
    return {"courseid": row["id"], "grade": how.text(grade, row), "rawgrade": f"{grade:.5f}", **rank}
