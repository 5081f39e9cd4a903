"""The table of mod_imscp."""

from __future__ import annotations

from sqlalchemy import Index, Table

from gateway.api.schema import key, long, number, schema, text

__all__ = ["metadata", "imscp"]

metadata = schema()

imscp = Table(
    "imscp",
    metadata,
    key(),
    number("course"),
    text("name"),
    long("intro", null=True),
    number("introformat"),
    number("revision"),
    number("keepold"),
    long("structure", null=True),
    number("timemodified"),
    Index("imscp_course", "course"),
)
