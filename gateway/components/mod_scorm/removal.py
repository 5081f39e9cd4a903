"""Deleting the SCORM packages of courses."""

from __future__ import annotations

from sqlalchemy import Connection, delete

from gateway.api import Ids
from gateway.components.mod_scorm.tables import scorm

__all__ = ["forget_courses"]


def forget_courses(db: Connection, courseids: Ids) -> None:
    """Delete the SCORM packages of courses."""
    db.execute(delete(scorm).where(scorm.c.course.in_(courseids)))
