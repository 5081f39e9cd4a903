"""The devices of people to which notifications are pushed, and whether they are."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import func, select

from gateway.api import SYSTEM, CallContext, CodedError, Level, contexts
from gateway.api.rows import upsert
from gateway.api.tables import user
from gateway.components.core_user import lib as users
from gateway.components.core_user.tables import user_devices
from gateway.components.message_airnotifier.tables import message_airnotifier_devices

__all__ = ["configured", "devices", "enable", "is_ready"]

_NEEDED = ("airnotifierurl", "airnotifierport", "airnotifieraccesskey", "airnotifierappname", "airnotifiermobileappname")
_OWN, _OTHERS = "moodle/user:editownmessageprofile", "moodle/user:editmessageprofile"
_PROCESSOR, _PREFIX, _SUFFIX = "airnotifier", "message_provider_", "_enabled"
_COLUMNS = ("id", "appid", "name", "model", "platform", "version", "pushid", "uuid", "timecreated", "timemodified")


def is_ready(ctx: CallContext) -> bool:
    """Whether the site has what it takes to push notifications."""
    return all(ctx.site.config[name] not in ("", "0") for name in _NEEDED)


def devices(ctx: CallContext, userid: int, appid: str) -> list[dict[str, Any]]:
    """The devices of a user with an app, each with whether notifications are pushed to it: they are until the user says no."""
    cols, pushed = user_devices.c, message_airnotifier_devices.c
    joined = user_devices.outerjoin(message_airnotifier_devices, pushed.userdeviceid == cols.id)
    query = select(*(cols[name] for name in _COLUMNS), func.coalesce(pushed.enable, 1).label("enable")).select_from(joined)
    rows = ctx.db.execute(query.where(cols.userid == userid, cols.appid == appid).order_by(cols.id)).mappings()
    return [dict(row) for row in rows]


def enable(ctx: CallContext, deviceid: int, *, to: bool) -> None:
    """Say whether notifications are pushed to a device of the caller. Raises ``unknowndevice``."""
    mine = select(user_devices.c.id).where(user_devices.c.id == deviceid, user_devices.c.userid == ctx.userid)
    if ctx.db.execute(mine).first() is None:
        raise CodedError("unknowndevice", "message_airnotifier")
    upsert(ctx.db, message_airnotifier_devices, {"userdeviceid": deviceid}, {"enable": int(to)})


def configured(ctx: CallContext, userids: Collection[int]) -> tuple[list[dict[str, int]], list[dict[str, Any]]]:
    """Whether each user wants any notification pushed, and a warning for each whose preferences are not the caller's to know.

    Accounts that do not exist are left out.
    """
    rows = ctx.db.execute(select(user.c.id, user.c.deleted).where(user.c.id.in_(set(userids))).order_by(user.c.id)).all()
    places = contexts.by_instances(ctx.db, Level.USER, [row.id for row in rows])
    found, warned = [], []
    for row in rows:
        place = places.get(row.id)
        if row.deleted:
            warned.append(_warning(row.id, "1", "This account is deleted."))
        elif (row.id == ctx.userid and ctx.has(_OWN, SYSTEM)) or (place is not None and ctx.has(_OTHERS, place)):
            found.append({"userid": row.id, "configured": int(_wants(ctx, row.id))})
        else:
            warned.append(_warning(row.id, "2", "You may not know the preferences of this person."))
    return found, warned


def _wants(ctx: CallContext, userid: int) -> bool:
    """Whether a user wants any notification pushed: by a preference or, where there is none, as the site says."""
    stored = users.preferences(ctx.db, userid)
    chosen = {name: value for name, value in stored.items() if name.startswith(_PREFIX) and name.endswith(_SUFFIX)}
    site = {
        name.removeprefix("message/"): value
        for name, value in ctx.site.config.items()
        if name.startswith(f"message/{_PREFIX}") and name.endswith(_SUFFIX)
    }
    return any(_PROCESSOR in value.split(",") for value in {**site, **chosen}.values())


def _warning(userid: int, code: str, message: str) -> dict[str, Any]:
    """A warning about a user."""
    return {"item": "user", "itemid": userid, "warningcode": code, "message": message}
