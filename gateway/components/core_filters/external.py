"""Web service functions for text filters."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    ALPHA,
    INT,
    PLUGIN,
    READ,
    SYSTEM,
    CallContext,
    Context,
    GatewayError,
    List,
    Struct,
    Value,
    contexts,
    function,
    warnings,
)
from gateway.components.core_filters import lib


@function(
    "core_filters_get_all_states",
    READ,
    params={},
    returns=Struct(
        {
            "filters": List(
                Struct(
                    {
                        "contextlevel": Value(ALPHA, "level of the context"),
                        "instanceid": Value(INT, "id of what it is the context of"),
                        "contextid": Value(INT, "id of the context"),
                        "filter": Value(PLUGIN, "name of the filter"),
                        "state": Value(INT, "state: 1 on, -1 off, -9999 disabled"),
                        "sortorder": Value(INT, "place in the order"),
                    }
                ),
                "the filters",
            ),
            "warnings": warnings(),
        }
    ),
    services=["moodle_mobile_app"],
)
def get_all_states(ctx: CallContext) -> dict[str, Any]:
    """Return the state of every text filter wherever it was set."""
    ctx.validate(SYSTEM)
    return {"filters": lib.states(ctx), "warnings": []}


@function(
    "core_filters_get_available_in_context",
    READ,
    params={
        "contexts": List(
            Struct(
                {
                    "contextlevel": Value(ALPHA, "level of the context"),
                    "instanceid": Value(INT, "id of what it is the context of"),
                }
            ),
            "where",
        )
    },
    returns=Struct(
        {
            "filters": List(
                Struct(
                    {
                        "contextlevel": Value(ALPHA, "level of the context"),
                        "instanceid": Value(INT, "id of what it is the context of"),
                        "contextid": Value(INT, "id of the context"),
                        "filter": Value(PLUGIN, "name of the filter"),
                        "localstate": Value(INT, "state that was set there: 1 on, -1 off, 0 none"),
                        "inheritedstate": Value(INT, "state above: 1 on, -1 off"),
                    }
                ),
                "the filters",
            ),
            "warnings": warnings(),
        }
    ),
    services=["moodle_mobile_app"],
)
def get_available_in_context(ctx: CallContext, contexts: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the text filters that can be on in contexts."""
    places: list[tuple[dict[str, Any], Context]] = []
    warned: list[dict[str, Any]] = []
    for asked in contexts:
        try:
            places.append((asked, ctx.validate(_named(ctx, asked))))
        except GatewayError as error:
            warned.append({"item": "context", "itemid": asked["instanceid"], "warningcode": "0", "message": ctx.message(error)})
    found = lib.available(ctx, [place for _, place in places])
    results = [{**asked, "contextid": place.id, **entry} for asked, place in places for entry in found[place.id]]
    return {"filters": results, "warnings": warned}


def _named(ctx: CallContext, asked: dict[str, Any]) -> Context:
    """The context that the parameters name."""
    return contexts.from_parameters(ctx.db, 0, asked["contextlevel"], asked["instanceid"])
