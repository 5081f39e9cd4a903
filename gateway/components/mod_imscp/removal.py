"""Deleting the IMS packages of courses."""

from __future__ import annotations

from sqlalchemy import Connection, delete

from gateway.api import Ids
from gateway.components.mod_imscp.tables import imscp

__all__ = ["forget_courses"]


def forget_courses(db: Connection, courseids: Ids) -> None:
    """Delete the IMS packages of courses."""
    db.execute(delete(imscp).where(imscp.c.course.in_(courseids)))
