"""The table of mod_chat."""

from __future__ import annotations

from sqlalchemy import Index, Table

from gateway.api.schema import key, long, number, schema, text

__all__ = ["metadata", "chat"]

metadata = schema()

chat = Table(
    "chat",
    metadata,
    key(),
    number("course"),
    text("name"),
    long("intro", null=True),
    number("introformat"),
    number("keepdays"),
    number("studentlogs"),
    number("chattime"),
    number("schedule"),
    number("timemodified"),
    Index("chat_course", "course"),
)
