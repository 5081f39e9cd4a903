"""Deleting the external tools of courses."""

from __future__ import annotations

from sqlalchemy import Connection, delete

from gateway.api import Ids
from gateway.components.mod_lti.tables import lti

__all__ = ["forget_courses"]


def forget_courses(db: Connection, courseids: Ids) -> None:
    """Delete the external tools of courses."""
    db.execute(delete(lti).where(lti.c.course.in_(courseids)))
