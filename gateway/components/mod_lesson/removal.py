"""Deleting the lessons of courses."""

from __future__ import annotations

from sqlalchemy import Connection, delete

from gateway.api import Ids
from gateway.components.mod_lesson.tables import lesson

__all__ = ["forget_courses"]


def forget_courses(db: Connection, courseids: Ids) -> None:
    """Delete the lessons of courses."""
    db.execute(delete(lesson).where(lesson.c.course.in_(courseids)))
