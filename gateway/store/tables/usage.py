"""Numbers of calls: by day, protocol and function or program, and by token. The reference has no such tables."""

from __future__ import annotations

from sqlalchemy import Table, UniqueConstraint

from gateway.store.columns import key, metadata, number, text

__all__ = ["usage_agent", "usage_ending", "usage_function", "usage_token"]

# A day is the number of whole days since the first of January 1970, in UTC. ``failures`` counts those of the calls that ended in an error.
usage_function = Table(
    "usage_function",
    metadata,
    key(),
    number("day"),
    text("protocol"),
    text("function"),
    number("calls"),
    number("failures"),
    number("lastcall"),
    UniqueConstraint("day", "protocol", "function"),
)

usage_agent = Table(
    "usage_agent",
    metadata,
    key(),
    number("day"),
    text("protocol"),
    text("agent"),
    number("calls"),
    number("failures"),
    number("lastcall"),
    UniqueConstraint("day", "protocol", "agent"),
)

# Not by day: a site of many tokens would have as many rows each day.
usage_token = Table(
    "usage_token",
    metadata,
    key(),
    number("tokenid"),
    text("protocol"),
    text("agent"),
    number("calls"),
    number("failures"),
    number("firstcall"),
    number("lastcall"),
    UniqueConstraint("tokenid", "protocol", "agent"),
)

# Of tokens by function there are rows only for what will not be there for ever: who has to be told.
usage_ending = Table(
    "usage_ending",
    metadata,
    key(),
    number("tokenid"),
    text("protocol"),
    text("function"),
    number("calls"),
    number("failures"),
    number("firstcall"),
    number("lastcall"),
    UniqueConstraint("tokenid", "protocol", "function"),
)
