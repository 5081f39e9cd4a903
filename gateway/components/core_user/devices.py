"""The devices on which people want to be told of news."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, select, update

from gateway.api.rows import insert_row
from gateway.components.core_user.tables import user_devices

__all__ = ["add", "remove", "set_public_key"]


def add(db: Connection, userid: int, device: Mapping[str, Any], *, now: int) -> bool:
    """Note a device of somebody, or what has changed about it; False where its push id is known already."""
    cols = user_devices.c
    if db.execute(select(cols.id).where(cols.userid == userid, cols.pushid == device["pushid"])).first() is not None:
        return False
    known = cols.userid == userid, cols.uuid == device["uuid"], cols.appid == device["appid"]
    found = db.execute(select(cols.id).where(*known).order_by(cols.id).limit(1)).scalar_one_or_none()
    if found is None:
        insert_row(db, user_devices, {**device, "userid": userid, "timecreated": now, "timemodified": now})
    else:
        # One device has one push id: whatever else was noted of it is out of date.
        db.execute(delete(user_devices).where(*known, cols.id != found))
        db.execute(update(user_devices).where(cols.id == found).values(**device, timemodified=now))
    return True


def remove(db: Connection, userid: int, uuid: str, appid: str) -> bool:
    """Forget a device of somebody, in one app or in all; whether it was known."""
    return bool(db.execute(delete(user_devices).where(*_same(userid, uuid, appid))).rowcount)


def set_public_key(db: Connection, userid: int, uuid: str, appid: str, key: str, *, now: int) -> bool:
    """Note the key with which news for a device are encrypted; whether the device was known."""
    changed = db.execute(update(user_devices).where(*_same(userid, uuid, appid)).values(publickey=key, timemodified=now))
    return bool(changed.rowcount)


def _same(userid: int, uuid: str, appid: str) -> list[ColumnElement[bool]]:
    """What the rows of a device have in common."""
    cols = user_devices.c
    return [cols.userid == userid, cols.uuid == uuid, *([cols.appid == appid] if appid else [])]
