"""Deleting favourites together with their users or contexts."""

from __future__ import annotations

from sqlalchemy import Connection, delete

from gateway.api import Ids
from gateway.components.core_favourites.tables import favourite

__all__ = ["forget_contexts", "forget_users"]


def forget_users(db: Connection, userids: Ids) -> None:
    """Delete the favourites of users."""
    db.execute(delete(favourite).where(favourite.c.userid.in_(userids)))


def forget_contexts(db: Connection, contextids: Ids) -> None:
    """Delete the favourites in contexts."""
    db.execute(delete(favourite).where(favourite.c.contextid.in_(contextids)))
