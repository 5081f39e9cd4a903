"""The table of labels."""

from __future__ import annotations

from sqlalchemy import Index, Table

from gateway.api.schema import key, long, number, schema, text

__all__ = ["metadata", "label"]

metadata = schema()

label = Table(
    "label",
    metadata,
    key(),
    number("course"),
    text("name"),
    long("intro", null=True),
    number("introformat"),
    number("timemodified"),
    Index("label_course", "course"),
)
