"""Deleting what is tagged, with the people or the contexts it is about."""

from __future__ import annotations

from sqlalchemy import Connection, delete

from gateway.api import Ids
from gateway.components.core_tag.tables import tag_instance

__all__ = ["forget_contexts", "forget_users"]


def forget_users(db: Connection, userids: Ids) -> None:
    """Delete the interests of people."""
    db.execute(delete(tag_instance).where(tag_instance.c.itemtype == "user", tag_instance.c.itemid.in_(userids)))


def forget_contexts(db: Connection, contextids: Ids) -> None:
    """Delete the tags of what is in contexts."""
    db.execute(delete(tag_instance).where(tag_instance.c.contextid.in_(contextids)))
