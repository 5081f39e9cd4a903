"""Web service functions for user preferences."""

from __future__ import annotations

from typing import Any

from gateway.api import INT, RAW, READ, SYSTEM, WRITE, CallContext, GatewayError, List, Struct, Value, function, warnings
from gateway.components.core_user import lib, preferences


@function(
    "core_user_get_user_preferences",
    READ,
    params={
        "name": Value(RAW, "name of one preference; all of them unless given", default=""),
        "userid": Value(INT, "whose preferences; the caller's unless given", default=0),
    },
    returns=Struct(
        {
            "preferences": List(
                Struct({"name": Value(RAW, "name of the preference"), "value": Value(RAW, "value, null where it is not set")}),
                "the preferences",
            ),
            "warnings": warnings(),
        }
    ),
    services=["moodle_mobile_app"],
    ajax=True,
)
def get_user_preferences(ctx: CallContext, name: str, userid: int) -> dict[str, Any]:
    """Return one preference or all preferences of a user; administrators may ask for those of others."""
    ctx.validate(SYSTEM)
    if userid:
        lib.active(ctx.db, ctx.site, userid)
        if userid != ctx.userid:
            ctx.require("moodle/site:config", SYSTEM)
    stored = preferences.stored(ctx, userid or ctx.userid)
    chosen = {name: stored.get(name)} if name not in ("", "0") else stored
    return {"preferences": [{"name": key, "value": value} for key, value in chosen.items()], "warnings": []}


@function(
    "core_user_set_user_preferences",
    WRITE,
    params={
        "preferences": List(
            Struct(
                {
                    "name": Value(RAW, "name of the preference"),
                    "value": Value(RAW, "value", null_means="the preference is taken away"),
                    "userid": Value(INT, "whose preference; the caller's unless given", default=0),
                }
            ),
            "what to set",
        )
    },
    returns=Struct(
        {
            "saved": List(Struct({"name": Value(RAW, "name of the preference"), "userid": Value(INT, "whose it is")}), "what was set"),
            "warnings": warnings(),
        }
    ),
    capabilities=["moodle/site:config"],
    services=["moodle_mobile_app"],
    ajax=True,
    loginrequired=False,
)
def set_user_preferences(ctx: CallContext, preferences: list[dict[str, Any]]) -> dict[str, Any]:
    """Set preferences, each as far as the caller may."""
    ctx.validate(SYSTEM)
    saved: list[dict[str, Any]] = []
    warned: list[dict[str, Any]] = []
    for wanted in preferences:
        userid = wanted["userid"] or ctx.userid
        try:
            lib.active(ctx.db, ctx.site, userid)
        except GatewayError as error:
            warned.append({"item": "user", "itemid": userid, "warningcode": "invaliduser", "message": ctx.message(error)})
            continue
        try:
            if _store(ctx, userid, wanted["name"], wanted["value"]):
                saved.append({"name": wanted["name"], "userid": userid})
            else:
                message = "You may not set this preference."
                warned.append({"item": "user", "itemid": userid, "warningcode": "nopermission", "message": message})
        except GatewayError as error:
            warned.append({"item": "user", "itemid": userid, "warningcode": "errorsavingpreference", "message": ctx.message(error)})
    return {"saved": saved, "warnings": warned}


@function(
    "core_user_update_user_preferences",
    WRITE,
    params={
        "userid": Value(INT, "whose preferences; the caller's unless given", default=0),
        "emailstop": Value(INT, "whether to send no mail at all; left as it is unless given", default=None),
        "preferences": List(
            Struct(
                {
                    "type": Value(RAW, "name of the preference"),
                    "value": Value(RAW, "value; without one the preference is taken away", default=None),
                }
            ),
            "what to set",
            default=[],
        ),
    },
    returns=None,
    capabilities=["moodle/user:editownmessageprofile", "moodle/user:editmessageprofile"],
    services=["moodle_mobile_app"],
    ajax=True,
)
def update_user_preferences(ctx: CallContext, userid: int, emailstop: int | None, preferences: list[dict[str, Any]]) -> None:
    """Set preferences of a user as far as the caller may, and whether the user gets e-mail."""
    ctx.validate(SYSTEM)
    owner = userid or ctx.userid
    for wanted in preferences:
        _store_known(ctx, owner, wanted["type"], wanted["value"])
    if emailstop is not None:
        lib.active(ctx.db, ctx.site, owner)
        _stop_mail(ctx, owner, emailstop)


# Aliases, because parameters of the functions above are called like the module ``preferences``.
_store, _store_known, _stop_mail = preferences.set_one, preferences.put_if_allowed, preferences.set_email_stop
