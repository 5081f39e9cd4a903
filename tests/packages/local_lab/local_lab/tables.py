"""The table of rooms."""

from sqlalchemy import Index, Table, UniqueConstraint

from gateway.api.schema import key, number, schema, text

__all__ = ["local_lab_room", "metadata"]

metadata = schema()

local_lab_room = Table(
    "local_lab_room",
    metadata,
    key(),
    number("contextid"),
    number("userid"),
    text("name"),
    number("seats", default=1),
    number("timecreated"),
    Index("local_lab_room_userid", "userid"),
    UniqueConstraint("contextid", "name"),
)
