"""Deleting the completion and view records of courses."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from gateway.api import Ids
from gateway.api.tables import course_modules
from gateway.components.core_completion.tables import (
    course_completion_aggr_methd,
    course_completion_crit_compl,
    course_completion_criteria,
    course_completions,
    course_modules_completion,
    course_modules_viewed,
)

__all__ = ["forget_courses"]


def forget_courses(db: Connection, courseids: Ids) -> None:
    """Delete the completion and view records of courses."""
    activities = select(course_modules.c.id).where(course_modules.c.course.in_(courseids))
    for column, within in (
        (course_modules_completion.c.coursemoduleid, activities),
        (course_modules_viewed.c.coursemoduleid, activities),
    ):
        db.execute(delete(column.table).where(column.in_(within)))
    for table in (course_completions, course_completion_crit_compl, course_completion_criteria, course_completion_aggr_methd):
        db.execute(delete(table).where(table.c.course.in_(courseids)))
