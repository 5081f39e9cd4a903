"""The external functions about the policy of artificial intelligence."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    BOOL,
    INT,
    READ,
    SYSTEM,
    WRITE,
    CallContext,
    Level,
    MissingCapability,
    MissingRecord,
    Struct,
    Value,
    contexts,
    function,
)
from gateway.components.core_ai import lib
from gateway.components.core_user import lib as users


@function(
    "core_ai_get_policy_status",
    READ,
    params={"userid": Value(INT, "id of the user")},
    returns=Struct({"status": Value(BOOL, "whether the user has agreed")}),
    services=["moodle_mobile_app"],
    ajax=True,
)
def get_policy_status(ctx: CallContext, userid: int) -> dict[str, Any]:
    """Return whether a user has agreed to the policy of artificial intelligence."""
    ctx.validate(SYSTEM)
    if not users.by_field(ctx.db, "id", [userid]):
        raise MissingRecord("user", errorcode="invaliduser")
    place = contexts.by_instance(ctx.db, Level.USER, userid)
    own = userid == ctx.userid and ctx.has("moodle/ai:fetchpolicy", place)
    if not (own or ctx.has("moodle/ai:fetchanyuserpolicystatus", place) or ctx.has("moodle/ai:fetchpolicy", SYSTEM)):
        raise MissingCapability("moodle/ai:fetchanyuserpolicystatus")
    return {"status": lib.has_agreed(ctx, userid)}


@function(
    "core_ai_set_policy_status",
    WRITE,
    params={"contextid": Value(INT, "id of the context in which it is used")},
    returns=Struct({"success": Value(BOOL, "whether that was stored")}),
    services=["moodle_mobile_app"],
    ajax=True,
)
def set_policy_status(ctx: CallContext, contextid: int) -> dict[str, Any]:
    """Agree to the policy of artificial intelligence."""
    place = lib.entered(ctx, contextid)
    ctx.require("moodle/ai:acceptpolicy", SYSTEM)
    lib.agree(ctx, place)
    return {"success": True}
