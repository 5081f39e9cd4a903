"""Chats of a seed."""

from __future__ import annotations

from gateway.api.seeding import ActivitySeed, Event
from gateway.components.mod_chat.tables import chat

__all__ = ["activity"]

activity = ActivitySeed(table=chat, named={"time": "chattime"}, events=(Event("chattime", "chattime", "", action=False),))
