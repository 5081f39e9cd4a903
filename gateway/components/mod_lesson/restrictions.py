"""What keeps a participant from starting a lesson: opening hours, a password, another lesson that comes first."""

from __future__ import annotations

import re

from sqlalchemy import RowMapping, select

from gateway.api import CallContext
from gateway.components.mod_lesson.tables import lesson, lesson_grades, lesson_timer

__all__ = ["may_start"]

# A number in ``conditions``, which holds a serialized object of three: ``s:9:"timespent";i:5;``.
_CONDITION = re.compile(r's:\d+:"(\w+)";(?:i:|d:|s:\d+:")(\d+)')


def may_start(ctx: CallContext, row: RowMapping) -> bool:
    """Whether the caller may start a lesson without a password now."""
    is_open = row["available"] <= ctx.now and (not row["deadline"] or ctx.now < row["deadline"])
    return is_open and not row["usepassword"] and (not row["dependency"] or _has_done(ctx, row))


def _has_done(ctx: CallContext, row: RowMapping) -> bool:
    """Whether the caller has done what must come before a lesson: spent minutes in another, finished it, reached a grade in it."""
    other = row["dependency"]
    if ctx.db.execute(select(lesson.c.id).where(lesson.c.id == other)).first() is None:
        return True
    wanted = {name: int(number) for name, number in _CONDITION.findall(row["conditions"])}
    timer, grades = lesson_timer.c, lesson_grades.c
    grade = ctx.db.execute(
        select(grades.grade).where(grades.lessonid == other, grades.userid == ctx.userid).order_by(grades.grade.desc()).limit(1)
    ).scalar()
    if (wanted.get("completed") and grade is None) or (wanted.get("gradebetterthan") and (grade or 0) < wanted["gradebetterthan"]):
        return False
    spent = timer.lessontime - timer.starttime
    long_enough = select(timer.id).where(timer.lessonid == other, timer.userid == ctx.userid, spent > 60 * wanted.get("timespent", 0))
    return not wanted.get("timespent") or ctx.db.execute(long_enough.limit(1)).first() is not None
