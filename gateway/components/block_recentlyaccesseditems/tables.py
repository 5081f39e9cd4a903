"""The table of the activities that people have opened."""

from __future__ import annotations

from sqlalchemy import Index, Table, UniqueConstraint

from gateway.api.schema import key, number, schema

__all__ = ["block_recentlyaccesseditems", "metadata"]

metadata = schema()

block_recentlyaccesseditems = Table(
    "block_recentlyaccesseditems",
    metadata,
    key(),
    number("courseid"),
    number("cmid"),
    number("userid"),
    number("timeaccess"),
    UniqueConstraint("userid", "courseid", "cmid"),
    Index("block_recentlyaccesseditems_courseid", "courseid"),
)
