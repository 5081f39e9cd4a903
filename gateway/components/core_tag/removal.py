"""Deleting tag assignments together with users or contexts."""

from __future__ import annotations

from sqlalchemy import Connection, delete

from gateway.api import Ids
from gateway.components.core_tag.tables import tag_instance

__all__ = ["forget_contexts", "forget_users"]


def forget_users(db: Connection, userids: Ids) -> None:
    """Delete the interests (tags) of users."""
    db.execute(delete(tag_instance).where(tag_instance.c.itemtype == "user", tag_instance.c.itemid.in_(userids)))


def forget_contexts(db: Connection, contextids: Ids) -> None:
    """Delete the tag assignments in contexts."""
    db.execute(delete(tag_instance).where(tag_instance.c.contextid.in_(contextids)))
