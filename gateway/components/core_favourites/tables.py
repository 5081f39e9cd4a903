"""The table of favourites."""

from __future__ import annotations

from sqlalchemy import Index, Table

from gateway.api.schema import key, number, schema, text

__all__ = ["metadata", "favourite"]

metadata = schema()

favourite = Table(
    "favourite",
    metadata,
    key(),
    text("component"),
    text("itemtype"),
    number("itemid"),
    number("contextid"),
    number("userid"),
    number("ordering", null=True),
    number("timecreated"),
    number("timemodified"),
    Index("favourite_itemid", "itemid"),
    Index("favourite_contextid", "contextid"),
    Index("favourite_userid", "userid"),
)
