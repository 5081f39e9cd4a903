"""Deleting the feedbacks of courses."""

from __future__ import annotations

from sqlalchemy import Connection, delete

from gateway.api import Ids
from gateway.components.mod_feedback.tables import feedback

__all__ = ["forget_courses"]


def forget_courses(db: Connection, courseids: Ids) -> None:
    """Delete the feedbacks of courses."""
    db.execute(delete(feedback).where(feedback.c.course.in_(courseids)))
