"""Deleting the folders of courses."""

from __future__ import annotations

from sqlalchemy import Connection, delete

from gateway.api import Ids
from gateway.components.mod_folder.tables import folder

__all__ = ["forget_courses"]


def forget_courses(db: Connection, courseids: Ids) -> None:
    """Delete the folders of courses."""
    db.execute(delete(folder).where(folder.c.course.in_(courseids)))
