"""The table of message_popup."""

from __future__ import annotations

from sqlalchemy import Index, Table

from gateway.api.schema import key, number, schema

__all__ = ["metadata", "message_popup_notifications"]

metadata = schema()

message_popup_notifications = Table(
    "message_popup_notifications",
    metadata,
    key(),
    number("notificationid"),
    Index("message_popup_notifications_notificationid", "notificationid"),
)
