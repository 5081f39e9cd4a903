"""Deleting the lessons of courses with all that is in them."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from gateway.api import Ids
from gateway.components.mod_lesson.tables import (
    lesson,
    lesson_answers,
    lesson_attempts,
    lesson_branch,
    lesson_grades,
    lesson_overrides,
    lesson_pages,
    lesson_timer,
)

__all__ = ["forget_courses"]


def forget_courses(db: Connection, courseids: Ids) -> None:
    """Delete the lessons of courses with all that is in them."""
    gone = select(lesson.c.id).where(lesson.c.course.in_(courseids))
    for table in (lesson_timer, lesson_grades, lesson_branch, lesson_attempts, lesson_answers, lesson_pages, lesson_overrides):
        db.execute(delete(table).where(table.c.lessonid.in_(gone)))
    db.execute(delete(lesson).where(lesson.c.course.in_(courseids)))
