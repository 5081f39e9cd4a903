"""The external functions about notifications pushed to devices."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    BOOL,
    INT,
    NOTAGS,
    RAW,
    READ,
    SYSTEM,
    WRITE,
    CallContext,
    List,
    Struct,
    Value,
    function,
    warnings,
)
from gateway.components.message_airnotifier import lib

_MANAGE = "message/airnotifier:managedevice"


@function(
    "message_airnotifier_is_system_configured",
    READ,
    params={},
    returns=Value(INT, "1 if notifications can be pushed, else 0"),
    services=["moodle_mobile_app"],
)
def is_system_configured(ctx: CallContext) -> int:
    """Return whether the site can push notifications."""
    ctx.validate(SYSTEM)
    return int(lib.is_ready(ctx))


@function(
    "message_airnotifier_are_notification_preferences_configured",
    READ,
    params={"userids": List(Value(INT, "id of a user"), "the users")},
    returns=Struct(
        {
            "users": List(
                Struct({"userid": Value(INT, "id of the user"), "configured": Value(INT, "1 if any notification is pushed, else 0")}),
                "the users",
            ),
            "warnings": warnings(),
        }
    ),
    services=["moodle_mobile_app"],
)
def are_notification_preferences_configured(ctx: CallContext, userids: list[int]) -> dict[str, Any]:
    """Return which users want notifications pushed."""
    ctx.validate(SYSTEM)
    found, warned = lib.configured(ctx, userids)
    return {"users": found, "warnings": warned}


@function(
    "message_airnotifier_get_user_devices",
    READ,
    params={
        "appid": Value(NOTAGS, "id of the app"),
        "userid": Value(INT, "id of the user; the caller unless given", default=0),
    },
    returns=Struct(
        {
            "devices": List(
                Struct(
                    {
                        "id": Value(INT, "id"),
                        "appid": Value(NOTAGS, "id of the app"),
                        "name": Value(NOTAGS, "name of the device"),
                        "model": Value(NOTAGS, "model of the device"),
                        "platform": Value(NOTAGS, "its platform"),
                        "version": Value(NOTAGS, "version of the platform"),
                        "pushid": Value(RAW, "id for push notifications"),
                        "uuid": Value(RAW, "unique id of the device"),
                        "enable": Value(INT, "whether notifications are pushed to it"),
                        "timecreated": Value(INT, "when it was registered"),
                        "timemodified": Value(INT, "when it was changed"),
                    }
                ),
                "the devices",
            ),
            "warnings": warnings(),
        }
    ),
    services=["moodle_mobile_app"],
)
def get_user_devices(ctx: CallContext, appid: str, userid: int) -> dict[str, Any]:
    """Return the devices of a user to which notifications may be pushed."""
    ctx.validate(SYSTEM)
    owner = userid or ctx.userid
    if owner != ctx.userid:
        ctx.require("moodle/user:editmessageprofile", SYSTEM)
    if lib.is_ready(ctx):
        return {"devices": lib.devices(ctx, owner, appid), "warnings": []}
    message = "This site cannot push notifications."
    return {"devices": [], "warnings": [{"item": "user", "itemid": owner, "warningcode": "systemnotconfigured", "message": message}]}


@function(
    "message_airnotifier_enable_device",
    WRITE,
    params={
        "deviceid": Value(INT, "id of the device"),
        "enable": Value(BOOL, "whether notifications are to be pushed to it"),
    },
    returns=Struct({"success": Value(BOOL, "whether that was done"), "warnings": warnings()}),
    capabilities=[_MANAGE],
    services=["moodle_mobile_app"],
)
def enable_device(ctx: CallContext, deviceid: int, enable: bool) -> dict[str, Any]:
    """Say whether notifications are pushed to a device of the caller."""
    ctx.validate(SYSTEM)
    ctx.require(_MANAGE, SYSTEM)
    lib.enable(ctx, deviceid, to=enable)
    return {"success": True, "warnings": []}
