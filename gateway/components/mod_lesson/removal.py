"""Deleting the lessons of courses with all that is in them."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from gateway.api import Ids
from gateway.components.mod_lesson.tables import lesson, lesson_grades, lesson_timer

__all__ = ["forget_courses"]


def forget_courses(db: Connection, courseids: Ids) -> None:
    """Delete the lessons of courses with all that is in them."""
    gone = select(lesson.c.id).where(lesson.c.course.in_(courseids))
    db.execute(delete(lesson_timer).where(lesson_timer.c.lessonid.in_(gone)))
    db.execute(delete(lesson_grades).where(lesson_grades.c.lessonid.in_(gone)))
    db.execute(delete(lesson).where(lesson.c.course.in_(courseids)))
