"""Deleting the push devices of users together with the users."""

from __future__ import annotations

from sqlalchemy import Connection, delete

from gateway.api import Ids
from gateway.components.core_user.tables import user_devices

__all__ = ["forget_users"]


def forget_users(db: Connection, userids: Ids) -> None:
    """Delete the push devices of users."""
    db.execute(delete(user_devices).where(user_devices.c.userid.in_(userids)))
