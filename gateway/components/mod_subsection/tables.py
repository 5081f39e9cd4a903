"""The table of subsections."""

from __future__ import annotations

from sqlalchemy import Index, Table

from gateway.api.schema import key, number, schema, text

__all__ = ["metadata", "subsection"]

metadata = schema()

subsection = Table(
    "subsection",
    metadata,
    key(),
    number("course"),
    text("name"),
    number("timemodified"),
    Index("subsection_course", "course"),
)
