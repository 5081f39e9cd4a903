"""Deleting the pages of courses."""

from __future__ import annotations

from sqlalchemy import Connection, delete

from gateway.api import Ids
from gateway.components.mod_page.tables import page

__all__ = ["forget_courses"]


def forget_courses(db: Connection, courseids: Ids) -> None:
    """Delete the pages of courses."""
    db.execute(delete(page).where(page.c.course.in_(courseids)))
