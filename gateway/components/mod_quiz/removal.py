"""Deleting the quizzes of courses with all attempts at them."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from gateway.api import Ids
from gateway.components.mod_quiz.tables import (
    quiz,
    quiz_attempts,
    quiz_feedback,
    quiz_grade_items,
    quiz_grades,
    quiz_overrides,
    quiz_sections,
    quiz_slots,
)

__all__ = ["forget_courses"]


def forget_courses(db: Connection, courseids: Ids) -> None:
    """Delete the quizzes of courses with all attempts at them."""
    quizzes = select(quiz.c.id).where(quiz.c.course.in_(courseids))
    for column, within in (
        (quiz_sections.c.quizid, quizzes),
        (quiz_feedback.c.quizid, quizzes),
        (quiz_attempts.c.quiz, quizzes),
        (quiz_grades.c.quiz, quizzes),
        (quiz_overrides.c.quiz, quizzes),
        (quiz_grade_items.c.quizid, quizzes),
        (quiz_slots.c.quizid, quizzes),
    ):
        db.execute(delete(column.table).where(column.in_(within)))
    db.execute(delete(quiz).where(quiz.c.course.in_(courseids)))
