"""Deleting the gradebooks of courses."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from gateway.api import Ids
from gateway.components.core_grades.tables import grade_categories, grade_grades, grade_items, grade_settings

__all__ = ["forget_courses"]


def forget_courses(db: Connection, courseids: Ids) -> None:
    """Delete the gradebooks of courses."""
    items = select(grade_items.c.id).where(grade_items.c.courseid.in_(courseids))
    for column, within in ((grade_grades.c.itemid, items),):
        db.execute(delete(column.table).where(column.in_(within)))
    for column in (grade_items.c.courseid, grade_categories.c.courseid, grade_settings.c.courseid):
        db.execute(delete(column.table).where(column.in_(courseids)))
