"""Deleting the subsections of courses."""

from __future__ import annotations

from sqlalchemy import Connection, delete

from gateway.api import Ids
from gateway.components.mod_subsection.tables import subsection

__all__ = ["forget_courses"]


def forget_courses(db: Connection, courseids: Ids) -> None:
    """Delete the subsections of courses."""
    db.execute(delete(subsection).where(subsection.c.course.in_(courseids)))
