"""Deleting the surveys of courses."""

from __future__ import annotations

from sqlalchemy import Connection, delete

from gateway.api import Ids
from gateway.components.mod_survey.tables import survey

__all__ = ["forget_courses"]


def forget_courses(db: Connection, courseids: Ids) -> None:
    """Delete the surveys of courses."""
    db.execute(delete(survey).where(survey.c.course.in_(courseids)))
