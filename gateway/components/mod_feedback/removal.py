"""Deleting the feedbacks of courses with what people did in them."""

from __future__ import annotations

from sqlalchemy import Connection, delete, or_, select

from gateway.api import Ids
from gateway.components.mod_feedback.tables import feedback, feedback_completed, feedback_completedtmp

__all__ = ["forget_courses"]


def forget_courses(db: Connection, courseids: Ids) -> None:
    """Delete the feedbacks of courses with what people did in them."""
    gone = select(feedback.c.id).where(feedback.c.course.in_(courseids))
    for table in (feedback_completed, feedback_completedtmp):  # the course in them is the one from which a feedback of the site was given
        db.execute(delete(table).where(or_(table.c.feedback.in_(gone), table.c.courseid.in_(courseids))))
    db.execute(delete(feedback).where(feedback.c.course.in_(courseids)))
