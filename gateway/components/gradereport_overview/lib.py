"""The grades of courses as a whole."""

from __future__ import annotations

from typing import Any

from sqlalchemy import RowMapping, select

from gateway.api import SYSTEM, CallContext, Level, contexts
from gateway.components.core_user import lib as users
from gateway.store.tables.courses import course
from gateway.store.tables.enrolments import enrol, user_enrolments
from gateway.store.tables.grades import grade_grades, grade_items

__all__ = ["grades", "owner"]

_ACTIVE, _SHOWN = 0, 1
# What stands where there is no grade.
_NO_GRADE = "-"


def owner(ctx: CallContext, userid: int) -> int:
    """Whose grades are asked for, the caller's for 0. Raises ``MissingCapability`` where they are not for the caller to see."""
    ctx.validate(SYSTEM)
    found = int(users.active(ctx.db, ctx.site, userid or ctx.userid)["id"])
    if found != ctx.userid:
        ctx.require("moodle/grade:viewall", SYSTEM)
    return found


def grades(ctx: CallContext, userid: int) -> list[dict[str, Any]]:
    """The grade of somebody in each course that shows grades, in the site's order; hidden grades are as if there were none."""
    enrolled = (
        select(enrol.c.courseid)
        .select_from(user_enrolments.join(enrol, enrol.c.id == user_enrolments.c.enrolid))
        .where(user_enrolments.c.userid == userid, user_enrolments.c.status == _ACTIVE, enrol.c.status == _ACTIVE)
    )
    item = grade_items.c
    query = (
        select(course.c.id, course.c.visible, item.hidden, item.decimals, item.gradetype, grade_grades.c.finalgrade)
        .add_columns(grade_grades.c.hidden.label("own_hidden"))
        .select_from(
            course.outerjoin(grade_items, (item.courseid == course.c.id) & (item.itemtype == "course")).outerjoin(
                grade_grades, (grade_grades.c.itemid == item.id) & (grade_grades.c.userid == userid)
            )
        )
        .where(course.c.id.in_(enrolled), course.c.showgrades == _SHOWN)
        .order_by(course.c.visible.desc(), course.c.sortorder)
    )
    places = contexts.by_instances(ctx.db, Level.COURSE, ctx.db.execute(enrolled).scalars().all())
    return [
        _told(ctx, row, hidden=_is_hidden(ctx, row) and not ctx.has("moodle/grade:viewhidden", places[row["id"]]))
        for row in ctx.db.execute(query).mappings()
        if row["visible"] or ctx.has("moodle/course:viewhiddencourses", places[row["id"]])
    ]


def _is_hidden(ctx: CallContext, row: RowMapping) -> bool:
    """Whether a grade is hidden: for ever (1), or until a moment."""
    return any(until == 1 or (until or 0) > ctx.now for until in (row["hidden"], row["own_hidden"]))


def _told(ctx: CallContext, row: RowMapping, *, hidden: bool) -> dict[str, Any]:
    """A grade as it is shown, and as it is stored."""
    grade = None if hidden else row["finalgrade"]
    if grade is None:
        return {"courseid": row["id"], "grade": _NO_GRADE, "rawgrade": None}
    places = row["decimals"] if row["decimals"] is not None else ctx.site.config.number("grade_decimalpoints")
    return {"courseid": row["id"], "grade": f"{grade:.{places}f}", "rawgrade": f"{grade:.5f}"}
