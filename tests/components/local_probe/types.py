"""A function for each parameter type in each direction: what a value becomes as a parameter, and as a result."""

from __future__ import annotations

from typing import Any

from gateway.api import BOOL, FLOAT, INT, RAW, READ, TEXT, CallContext, Function, ParamType, Struct, Value, function
from tests.components.local_probe.lib import decoded, seen

SEEN = Struct({"type": Value(RAW, "type of the value"), "json": Value(RAW, "its JSON text")})

# The aliases have no functions of their own.
_TYPES = tuple(kind for kind in ParamType if kind is kind.canonical and kind is not ParamType.CLEAN)


def _echo(kind: ParamType) -> Function:
    @function(
        f"local_probe_echo_{kind.value}",
        READ,
        params={"value": Value(kind, "any value", null_means="null", as_sent=kind is RAW)},
        returns=SEEN,
        ajax=True,
    )
    def echo(ctx: CallContext, value: Any) -> dict[str, str]:
        """Report what a parameter becomes."""
        return seen(value)

    return echo


def _strict(kind: ParamType) -> Function:
    @function(
        f"local_probe_strict_{kind.value}",
        READ,
        params={"value": Value(kind, "any value but null", null=False, as_sent=kind is RAW)},
        returns=SEEN,
        ajax=True,
    )
    def strict(ctx: CallContext, value: Any) -> dict[str, str]:
        """Report what a parameter becomes that may not be null."""
        return seen(value)

    return strict


def _emit(kind: ParamType) -> Function:
    @function(
        f"local_probe_emit_{kind.value}", READ, params={"json": Value(RAW, "a value as JSON")}, returns=Value(kind, "that value"), ajax=True
    )
    def emit(ctx: CallContext, json: str) -> Any:
        """Return a value of one's choice."""
        return decoded(json)

    return emit


# A component takes its functions from the names of its modules.
globals().update({f"echo_{kind.value}": _echo(kind) for kind in _TYPES})
globals().update({f"emit_{kind.value}": _emit(kind) for kind in _TYPES})
globals().update({f"strict_{kind.value}": _strict(kind) for kind in (BOOL, FLOAT, INT, RAW, TEXT)})
