"""Deleting the events and subscriptions of courses."""

from __future__ import annotations

from sqlalchemy import Connection, delete

from gateway.api import Ids
from gateway.components.core_calendar.tables import event, event_subscriptions

__all__ = ["forget_courses"]


def forget_courses(db: Connection, courseids: Ids) -> None:
    """Delete the events and subscriptions of courses."""
    for table in (event, event_subscriptions):
        db.execute(delete(table).where(table.c.courseid.in_(courseids)))
