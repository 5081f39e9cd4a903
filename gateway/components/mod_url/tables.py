"""The table of links."""

from __future__ import annotations

from sqlalchemy import Index, Table

from gateway.api.schema import key, long, number, schema, text

__all__ = ["metadata", "url"]

metadata = schema()

url = Table(
    "url",
    metadata,
    key(),
    number("course"),
    text("name"),
    long("intro", null=True),
    number("introformat"),
    long("externalurl", null=True),
    number("display"),
    long("displayoptions", null=True),
    long("parameters", null=True),
    number("timemodified"),
    Index("url_course", "course"),
)
