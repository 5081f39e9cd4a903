"""What is offered of text filters."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    ALPHA,
    INT,
    PLUGIN,
    READ,
    SYSTEM,
    CallContext,
    List,
    Struct,
    Value,
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
