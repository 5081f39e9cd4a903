"""The table of the devices to which notifications are pushed."""

from __future__ import annotations

from sqlalchemy import Index, Table, UniqueConstraint

from gateway.api.schema import key, number, schema, text

__all__ = ["metadata", "user_devices"]

metadata = schema()

user_devices = Table(
    "user_devices",
    metadata,
    key(),
    number("userid"),
    text("appid"),
    text("name"),
    text("model"),
    text("platform"),
    text("version"),
    text("pushid"),
    text("uuid"),
    text("publickey", null=True),
    number("timecreated"),
    number("timemodified"),
    UniqueConstraint("pushid", "userid"),
    Index("user_devices_uuid", "uuid", "userid"),
    Index("user_devices_userid", "userid"),
)
