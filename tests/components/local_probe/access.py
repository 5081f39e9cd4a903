"""Functions that enter contexts and check capabilities."""

from __future__ import annotations

from typing import Any

from gateway.api import ALPHA, BOOL, CAPABILITY, INT, READ, CallContext, Struct, Value, contexts, function


@function(
    "local_probe_context",
    READ,
    params={
        "contextlevel": Value(ALPHA, "level by its short name"),
        "instanceid": Value(INT, "what it is the context of"),
        "capability": Value(CAPABILITY, "capability to check", default=""),
        "require": Value(BOOL, "whether to require it", default=False),
    },
    returns=Struct({"contextlevel": Value(INT), "instanceid": Value(INT), "userid": Value(INT), "has": Value(BOOL)}),
    ajax=True,
)
def context(ctx: CallContext, contextlevel: str, instanceid: int, capability: str, require: bool) -> dict[str, Any]:
    """Enter a context, and check a capability in it."""
    place = ctx.validate(contexts.from_parameters(ctx.db, 0, contextlevel, instanceid))
    if require and capability:
        ctx.require(capability, place)
    return {
        "contextlevel": place.level,
        "instanceid": place.instance,
        "userid": ctx.userid,
        "has": not capability or ctx.has(capability, place),
    }


@function(
    "local_probe_has_capability",
    READ,
    params={
        "contextlevel": Value(ALPHA, "level by its short name"),
        "instanceid": Value(INT, "what it is the context of"),
        "capability": Value(CAPABILITY, "capability to check"),
        "userid": Value(INT, "whose; the caller's unless given", default=0),
    },
    returns=Value(BOOL),
    ajax=True,
)
def has_capability(ctx: CallContext, contextlevel: str, instanceid: int, capability: str, userid: int) -> bool:
    """Check a capability."""
    place = contexts.from_parameters(ctx.db, 0, contextlevel, instanceid)
    return ctx.has(capability, place, userid or None)
