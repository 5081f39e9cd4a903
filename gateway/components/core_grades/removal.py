"""Deleting the gradebooks of courses."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from gateway.api import Ids
from gateway.components.core_grades.tables import grade_categories, grade_grades, grade_items, grade_settings, scale

__all__ = ["forget_courses"]


def forget_courses(db: Connection, courseids: Ids) -> None:
    """Delete the gradebooks of courses."""
    items = select(grade_items.c.id).where(grade_items.c.courseid.in_(courseids))
    db.execute(delete(grade_grades).where(grade_grades.c.itemid.in_(items)))
    for column in (grade_items.c.courseid, grade_categories.c.courseid, grade_settings.c.courseid, scale.c.courseid):
        db.execute(delete(column.table).where(column.in_(courseids)))
