"""Deleting the chats of courses."""

from __future__ import annotations

from sqlalchemy import Connection, delete

from gateway.api import Ids
from gateway.components.mod_chat.tables import chat

__all__ = ["forget_courses"]


def forget_courses(db: Connection, courseids: Ids) -> None:
    """Delete the chats of courses."""
    db.execute(delete(chat).where(chat.c.course.in_(courseids)))
