"""The external functions about the states in which people have left contents."""

from __future__ import annotations

from gateway.api import ALPHAEXT, ALPHANUMEXT, BOOL, COMPONENT, RAW, READ, TEXT, URL, WRITE, CallContext, List, Value, function
from gateway.components.core_xapi import lib

_MOBILE = ["moodle_mobile_app"]
_WHERE = {
    "component": Value(COMPONENT, "component of the activity"),
    "activityId": Value(URL, "address of the activity"),
    "agent": Value(RAW, "the caller as an agent of xAPI, in JSON"),
}
_STATE = {"stateId": Value(ALPHAEXT, "name of the state")}
_REGISTRATION = {"registration": Value(ALPHANUMEXT, "id of the registration", default=None)}


@function(
    "core_xapi_post_state",
    WRITE,
    params={**_WHERE, **_STATE, "stateData": Value(RAW, "the state, in JSON"), **_REGISTRATION},
    returns=Value(BOOL, "whether it was kept"),
    services=_MOBILE,
    ajax=True,
)
def post_state(
    ctx: CallContext, component: str, activityId: str, agent: str, stateId: str, stateData: str, registration: str | None
) -> bool:
    """Keep the state in which the caller leaves a content."""
    lib.keep(ctx, lib.place(ctx, component, activityId, agent, registration), stateId, stateData)
    return True


@function(
    "core_xapi_get_state",
    READ,
    params={**_WHERE, **_STATE, **_REGISTRATION},
    returns=Value(RAW, "the state, in JSON"),
    services=_MOBILE,
    ajax=True,
)
def get_state(ctx: CallContext, component: str, activityId: str, agent: str, stateId: str, registration: str | None) -> str:
    """Return the state in which the caller has left a content."""
    return lib.state(ctx, lib.place(ctx, component, activityId, agent, registration), stateId)


@function(
    "core_xapi_get_states",
    READ,
    params={**_WHERE, **_REGISTRATION, "since": Value(TEXT, "moment after which they have changed, by ISO 8601", default=None)},
    returns=List(Value(RAW, "name of a state"), "names of the states"),
    services=_MOBILE,
    ajax=True,
)
def get_states(ctx: CallContext, component: str, activityId: str, agent: str, registration: str | None, since: str | None) -> list[str]:
    """Return the names of the states in which the caller has left a content."""
    return lib.names(ctx, lib.place(ctx, component, activityId, agent, registration), since)


@function(
    "core_xapi_delete_state",
    WRITE,
    params={**_WHERE, **_STATE, **_REGISTRATION},
    returns=Value(BOOL, "whether it is gone"),
    services=_MOBILE,
    ajax=True,
)
def delete_state(ctx: CallContext, component: str, activityId: str, agent: str, stateId: str, registration: str | None) -> bool:
    """Delete the state in which the caller has left a content."""
    lib.forget(ctx, lib.place(ctx, component, activityId, agent, registration), stateId)
    return True


@function(
    "core_xapi_delete_states",
    WRITE,
    params={**_WHERE, **_REGISTRATION},
    returns=None,
    services=_MOBILE,
    ajax=True,
)
def delete_states(ctx: CallContext, component: str, activityId: str, agent: str, registration: str | None) -> None:
    """Delete all states in which the caller has left a content."""
    lib.forget(ctx, lib.place(ctx, component, activityId, agent, registration))
