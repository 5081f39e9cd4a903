"""Deleting what is known of devices together with the people whose they are."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from gateway.api import Ids
from gateway.components.core_user.tables import user_devices
from gateway.components.message_airnotifier.tables import message_airnotifier_devices

__all__ = ["forget_users"]


def forget_users(db: Connection, userids: Ids) -> None:
    """Delete whether notifications are pushed to the devices of users."""
    mine = select(user_devices.c.id).where(user_devices.c.userid.in_(userids))
    db.execute(delete(message_airnotifier_devices).where(message_airnotifier_devices.c.userdeviceid.in_(mine)))
