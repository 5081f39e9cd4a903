"""The tables of upstreams: the secrets they are called with, the side that answers for each function, and what comparing has found."""

from __future__ import annotations

from sqlalchemy import Table, UniqueConstraint

from gateway.store.columns import key, long, number, schema, sealed, text

__all__ = ["metadata", "upstream_parity", "upstream_secret", "upstream_switch"]

metadata = schema()

upstream_secret = Table(
    "upstream_secret",
    metadata,
    key(),
    text("upstream"),
    text("service"),
    sealed("sealedvalue"),
    number("timemodified"),
    UniqueConstraint("upstream", "service"),
)

upstream_switch = Table(
    "upstream_switch",
    metadata,
    key(),
    text("function"),
    text("side"),
    number("timemodified"),
    UniqueConstraint("function"),
)

# Numbers since the side of the function was last changed; ``paths`` is JSON: how often values differed, by path.
upstream_parity = Table(
    "upstream_parity",
    metadata,
    key(),
    text("function"),
    number("calls"),
    number("equal"),
    number("different"),
    number("failed"),
    number("dropped"),
    number("equalsince"),
    long("paths", null=True),
    number("noisecalls"),
    long("noise", null=True),
    number("timemodified"),
    UniqueConstraint("function"),
)
