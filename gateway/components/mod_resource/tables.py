"""The table of files as activities."""

from __future__ import annotations

from sqlalchemy import Index, Table

from gateway.api.schema import key, long, number, schema, text

__all__ = ["metadata", "resource"]

metadata = schema()

resource = Table(
    "resource",
    metadata,
    key(),
    number("course"),
    text("name"),
    long("intro", null=True),
    number("introformat"),
    number("tobemigrated"),
    number("legacyfiles"),
    number("legacyfileslast", null=True),
    number("display"),
    long("displayoptions", null=True),
    number("filterfiles"),
    number("revision"),
    number("timemodified"),
    Index("resource_course", "course"),
)
