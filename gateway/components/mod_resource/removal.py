"""Deleting the files of courses."""

from __future__ import annotations

from sqlalchemy import Connection, delete

from gateway.api import Ids
from gateway.components.mod_resource.tables import resource

__all__ = ["forget_courses"]


def forget_courses(db: Connection, courseids: Ids) -> None:
    """Delete the files of courses."""
    db.execute(delete(resource).where(resource.c.course.in_(courseids)))
