"""The table of states in which people have left contents."""

from __future__ import annotations

from sqlalchemy import Index, Table

from gateway.api.schema import key, long, number, schema, text

__all__ = ["metadata", "xapi_states"]

metadata = schema()

xapi_states = Table(
    "xapi_states",
    metadata,
    key(),
    text("component"),
    number("userid", null=True),
    number("itemid"),
    text("stateid"),
    long("statedata", null=True),
    text("registration", null=True),
    number("timecreated"),
    number("timemodified", null=True),
    Index("xapi_states_component", "component", "itemid"),
    Index("xapi_states_userid", "userid"),
)
