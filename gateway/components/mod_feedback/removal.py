"""Deleting the feedbacks of courses with what people did in them."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from gateway.api import Ids
from gateway.components.mod_feedback.tables import feedback, feedback_completed, feedback_completedtmp

__all__ = ["forget_courses"]


def forget_courses(db: Connection, courseids: Ids) -> None:
    """Delete the feedbacks of courses with what people did in them."""
    gone = select(feedback.c.id).where(feedback.c.course.in_(courseids))
    db.execute(delete(feedback_completed).where(feedback_completed.c.feedback.in_(gone)))
    db.execute(delete(feedback_completedtmp).where(feedback_completedtmp.c.feedback.in_(gone)))
    db.execute(delete(feedback).where(feedback.c.course.in_(courseids)))
