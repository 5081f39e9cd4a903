"""The table of the devices to which notifications are pushed."""

from __future__ import annotations

from sqlalchemy import Table, UniqueConstraint

from gateway.api.schema import key, number, schema

__all__ = ["message_airnotifier_devices", "metadata"]

metadata = schema()

message_airnotifier_devices = Table(
    "message_airnotifier_devices",
    metadata,
    key(),
    number("userdeviceid"),
    number("enable", default=1),
    UniqueConstraint("userdeviceid"),
)
