"""Deleting the links of courses."""

from __future__ import annotations

from sqlalchemy import Connection, delete

from gateway.api import Ids
from gateway.components.mod_url.tables import url

__all__ = ["forget_courses"]


def forget_courses(db: Connection, courseids: Ids) -> None:
    """Delete the links of courses."""
    db.execute(delete(url).where(url.c.course.in_(courseids)))
