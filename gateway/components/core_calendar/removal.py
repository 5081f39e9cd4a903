"""Deleting the events of courses."""

from __future__ import annotations

from sqlalchemy import Connection, delete

from gateway.api import Ids
from gateway.components.core_calendar.tables import event

__all__ = ["forget_courses"]


def forget_courses(db: Connection, courseids: Ids) -> None:
    """Delete the events of courses."""
    db.execute(delete(event).where(event.c.courseid.in_(courseids)))
