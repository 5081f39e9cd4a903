"""Deleting the H5P activities of courses."""

from __future__ import annotations

from sqlalchemy import Connection, delete

from gateway.api import Ids
from gateway.components.mod_h5pactivity.tables import h5pactivity

__all__ = ["forget_courses"]


def forget_courses(db: Connection, courseids: Ids) -> None:
    """Delete the H5P activities of courses."""
    db.execute(delete(h5pactivity).where(h5pactivity.c.course.in_(courseids)))
