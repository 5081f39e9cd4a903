"""The table of requests about personal data."""

from __future__ import annotations

from sqlalchemy import Index, Table

from gateway.api.schema import key, long, number, schema

__all__ = ["metadata", "tool_dataprivacy_request"]

metadata = schema()

tool_dataprivacy_request = Table(
    "tool_dataprivacy_request",
    metadata,
    key(),
    number("type"),
    long("comments", null=True),
    number("commentsformat"),
    number("userid"),
    number("requestedby"),
    number("status"),
    number("dpo", null=True),
    long("dpocomment", null=True),
    number("dpocommentformat"),
    number("systemapproved"),
    number("usermodified"),
    number("timecreated"),
    number("timemodified"),
    number("creationmethod"),
    Index("tool_dataprivacy_request_userid", "userid"),
    Index("tool_dataprivacy_request_requestedby", "requestedby"),
)
