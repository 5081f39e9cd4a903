"""The file areas of the gradebook and their rules: feedback to grades, and descriptions of scales."""

from __future__ import annotations

from sqlalchemy import select

from gateway.api import SYSTEM, CallContext, Level, contexts
from gateway.api.areas import FileArea, StoredFile
from gateway.api.tables import course_modules
from gateway.components.core_grades.tables import grade_grades, grade_items, scale

__all__ = ["AREAS"]


def of_shown_grade(ctx: CallContext, file: StoredFile) -> bool:
    """Whether the caller may see the grade that a file belongs to: their own unless it is hidden, or all grades of the course."""
    context = contexts.by_id(ctx.db, file.contextid)
    if context is None or context.level != Level.MODULE:
        return False
    cols = grade_grades.c
    query = (
        select(cols.userid, cols.hidden, grade_items.c.courseid, grade_items.c.hidden.label("item_hidden"))
        .join(grade_items, grade_items.c.id == cols.itemid)
        .join(course_modules, course_modules.c.course == grade_items.c.courseid)
        .where(cols.id == file.itemid, course_modules.c.id == context.instance)
    )
    row = ctx.db.execute(query).mappings().first()
    if row is None:
        return False
    if ctx.has("moodle/grade:viewall", contexts.by_instance(ctx.db, Level.COURSE, row["courseid"])):
        return True
    return bool(row["userid"] == ctx.userid) and not any(_is_hidden(row[name], ctx.now) for name in ("hidden", "item_hidden"))


def of_scale(ctx: CallContext, file: StoredFile) -> bool:
    """Whether there is the scale that a file belongs to; what describes scales is for everybody."""
    return file.contextid == SYSTEM.id and ctx.db.execute(select(scale.c.id).where(scale.c.id == file.itemid)).first() is not None


def _is_hidden(value: int, now: int) -> bool:
    """Whether a grade or an item is hidden: for good (1), or until a time."""
    return value == 1 or value > now


AREAS = {
    "grade/feedback": FileArea(may_read=of_shown_grade, download=False),
    "grade/scale": FileArea(may_read=of_scale, lifetime=3600, open=True),
}
"""The file areas of the gradebook, each with the rule of who may read it."""
