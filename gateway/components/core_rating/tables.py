"""The table of ratings."""

from __future__ import annotations

from sqlalchemy import Index, Table

from gateway.api.schema import key, number, schema, text

__all__ = ["metadata", "rating"]

metadata = schema()

rating = Table(
    "rating",
    metadata,
    key(),
    number("contextid"),
    text("component"),
    text("ratingarea"),
    number("itemid"),
    number("scaleid"),
    number("rating"),
    number("userid"),
    number("timecreated"),
    number("timemodified"),
    Index("rating_contextid", "contextid", "component", "ratingarea", "itemid"),
    Index("rating_userid", "userid"),
)
