"""A component with as many functions as ``BENCHMARK_FUNCTIONS`` says there shall be in all, described like the recorded ones.

For growth: what a function does is of no matter there, what it is described as is, because descriptions are in
memory from the start and are what a WSDL is made of.
"""

from __future__ import annotations

import json
import os
from types import ModuleType

from gateway.api import RAW, READ, CallContext, Component, Value, function
from gateway.describe import read, read_params
from gateway.registry.component import discover
from gateway.registry.function import Function, Run
from gateway.wire.call import FunctionInfo, FunctionType
from tests.oracle.recordings import HERE

__all__ = ["PING", "build", "component"]

PING = "local_growth_ping"


@function(PING, READ, params={}, returns=Value(RAW, "pong"))
def ping(ctx: CallContext) -> str:
    """Answer whoever is logged in."""
    return "pong"


def _idle(ctx: CallContext, **parameters: object) -> None:
    """Return nothing, which is never asked for."""


def _made(count: int) -> dict[str, Function]:
    """The first ``count`` recorded functions, under names of this component."""
    made = {}
    recorded = json.loads((HERE / "catalogue.json").read_text())
    for name, entry in list(recorded.items())[:count]:
        info = FunctionInfo(
            name=f"local_growth_{name}",
            component="local_growth",
            type=FunctionType(entry["type"]),
            text="Return nothing: what stands for a function that is not built in is never called.",
            params=read_params(entry["params"]),
            returns=None if entry["returns"] is None else read(entry["returns"]),
        )
        made[name] = Function(info, _idle, Run.PLAIN)
    return made


def build(count: int) -> Component:
    """The component that makes it ``count`` functions in all, if that many are not built in."""
    others = sum(len(other.functions) for other in discover())
    module = ModuleType("made")  # a component takes its functions from modules
    vars(module).update(_made(max(0, count - others - 1)), ping=ping)
    return Component("local_growth", module)


component = build(int(os.environ.get("BENCHMARK_FUNCTIONS", "0")))
