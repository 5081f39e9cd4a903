"""Deleting what people have opened together with these people and with courses."""

from __future__ import annotations

from sqlalchemy import Connection, delete

from gateway.api import Ids
from gateway.components.block_recentlyaccesseditems.tables import block_recentlyaccesseditems

__all__ = ["forget_courses", "forget_users"]

_COLS = block_recentlyaccesseditems.c


def forget_users(db: Connection, userids: Ids) -> None:
    """Delete what users have opened."""
    db.execute(delete(block_recentlyaccesseditems).where(_COLS.userid.in_(userids)))


def forget_courses(db: Connection, courseids: Ids) -> None:
    """Delete what was opened in courses."""
    db.execute(delete(block_recentlyaccesseditems).where(_COLS.courseid.in_(courseids)))
