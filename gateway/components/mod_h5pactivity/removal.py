"""Deleting the H5P activities of courses with what people did in them."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from gateway.api import Ids
from gateway.components.mod_h5pactivity.tables import h5pactivity, h5pactivity_attempts

__all__ = ["forget_courses"]


def forget_courses(db: Connection, courseids: Ids) -> None:
    """Delete the H5P activities of courses with what people did in them."""
    gone = select(h5pactivity.c.id).where(h5pactivity.c.course.in_(courseids))
    db.execute(delete(h5pactivity_attempts).where(h5pactivity_attempts.c.h5pactivityid.in_(gone)))
    db.execute(delete(h5pactivity).where(h5pactivity.c.course.in_(courseids)))
