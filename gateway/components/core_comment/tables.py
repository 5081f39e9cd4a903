"""The table of comments."""

from __future__ import annotations

from sqlalchemy import Index, Table

from gateway.api.schema import key, long, number, schema, text

__all__ = ["metadata", "comments"]

metadata = schema()

comments = Table(
    "comments",
    metadata,
    key(),
    number("contextid"),
    text("component", null=True),
    text("commentarea"),
    number("itemid"),
    long("content"),
    number("format"),
    number("userid"),
    number("timecreated"),
    Index("comments_contextid", "contextid", "commentarea", "itemid"),
    Index("comments_userid", "userid"),
)
