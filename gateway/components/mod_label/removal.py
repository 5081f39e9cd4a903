"""Deleting the labels of courses."""

from __future__ import annotations

from sqlalchemy import Connection, delete

from gateway.api import Ids
from gateway.components.mod_label.tables import label

__all__ = ["forget_courses"]


def forget_courses(db: Connection, courseids: Ids) -> None:
    """Delete the labels of courses."""
    db.execute(delete(label).where(label.c.course.in_(courseids)))
