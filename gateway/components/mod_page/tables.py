"""The table of pages."""

from __future__ import annotations

from sqlalchemy import Index, Table

from gateway.api.schema import key, long, number, schema, text

__all__ = ["metadata", "page"]

metadata = schema()

page = Table(
    "page",
    metadata,
    key(),
    number("course"),
    text("name"),
    long("intro", null=True),
    number("introformat"),
    long("content", null=True),
    number("contentformat"),
    number("legacyfiles"),
    number("legacyfileslast", null=True),
    number("display"),
    long("displayoptions", null=True),
    number("revision"),
    number("timemodified"),
    Index("page_course", "course"),
)
