"""The tables of blocks, their positions, and users' own pages."""

from __future__ import annotations

from sqlalchemy import Index, Table, UniqueConstraint

from gateway.api.schema import key, long, number, schema, text

__all__ = ["metadata", "block_instances", "block_positions", "my_pages"]

metadata = schema()

block_instances = Table(
    "block_instances",
    metadata,
    key(),
    text("blockname"),
    number("parentcontextid"),
    number("showinsubcontexts"),
    number("requiredbytheme"),
    text("pagetypepattern"),
    text("subpagepattern", null=True),
    text("defaultregion"),
    number("defaultweight"),
    long("configdata", null=True),
    number("timecreated"),
    number("timemodified"),
    Index("block_instances_parentcontextid", "parentcontextid"),
)

block_positions = Table(
    "block_positions",
    metadata,
    key(),
    number("blockinstanceid"),
    number("contextid"),
    text("pagetype"),
    text("subpage"),
    number("visible"),
    text("region"),
    number("weight"),
    UniqueConstraint("blockinstanceid", "contextid", "pagetype", "subpage"),
)

my_pages = Table(
    "my_pages",
    metadata,
    key(),
    number("userid", null=True),
    text("name"),
    number("private", default=1),
    number("sortorder"),
    Index("my_pages_userid", "userid", "private"),
)
