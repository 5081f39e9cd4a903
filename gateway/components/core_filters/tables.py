"""The table of the states of text filters in contexts."""

from __future__ import annotations

from sqlalchemy import Table, UniqueConstraint

from gateway.api.schema import key, number, schema, text

__all__ = ["metadata", "filter_active"]

metadata = schema()

filter_active = Table(
    "filter_active",
    metadata,
    key(),
    text("filter"),
    number("contextid"),
    number("active"),
    number("sortorder"),
    UniqueConstraint("contextid", "filter"),
)
