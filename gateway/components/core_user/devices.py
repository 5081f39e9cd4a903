"""The devices to which users want notifications pushed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, select, update

from gateway.api.rows import insert_row
from gateway.components.core_user.tables import user_devices

__all__ = ["add", "remove", "set_public_key"]


def add(db: Connection, userid: int, device: Mapping[str, Any], *, now: int) -> bool:
    """Store a user's device or update it, and return False if its push id is known already."""
    cols = user_devices.c
    if db.execute(select(cols.id).where(cols.userid == userid, cols.pushid == device["pushid"])).first() is not None:
        return False
    known = cols.userid == userid, cols.uuid == device["uuid"], cols.appid == device["appid"]
    found = db.execute(select(cols.id).where(*known).order_by(cols.id).limit(1)).scalar_one_or_none()
    if found is None:
        insert_row(db, user_devices, {**device, "userid": userid, "timecreated": now, "timemodified": now})
    else:
        # A device has one push id: other rows of it are out of date.
        db.execute(delete(user_devices).where(*known, cols.id != found))
        db.execute(update(user_devices).where(cols.id == found).values(**device, timemodified=now))
    return True


def remove(db: Connection, userid: int, uuid: str, appid: str) -> bool:
    """Delete a user's device (of one app, or of all apps), and return whether it was known."""
    return bool(db.execute(delete(user_devices).where(*_same(userid, uuid, appid))).rowcount)


def set_public_key(db: Connection, userid: int, uuid: str, appid: str, key: str, *, now: int) -> bool:
    """Store the public key for encrypting a device's notifications, and return whether the device was known."""
    changed = db.execute(update(user_devices).where(*_same(userid, uuid, appid)).values(publickey=key, timemodified=now))
    return bool(changed.rowcount)


def _same(userid: int, uuid: str, appid: str) -> list[ColumnElement[bool]]:
    """The conditions that a row is of this device."""
    cols = user_devices.c
    return [cols.userid == userid, cols.uuid == uuid, *([cols.appid == appid] if appid else [])]
