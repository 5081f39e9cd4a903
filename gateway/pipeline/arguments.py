"""The arguments of a call as a function takes them: by name, and whether they are many."""

from __future__ import annotations

from gateway.errors import InvalidParameter
from gateway.pipeline.once import FIELD
from gateway.registry.function import Function
from gateway.wire.call import Call

__all__ = ["MANY", "is_long", "named"]

# A call with a list of more items than this is worked on in a thread of its own: it must not stop all others.
MANY = 100


def named(function: Function, call: Call) -> dict[str | int, object] | None:
    """Arguments by name: positional ones get the names of the parameters in order. Raises ``InvalidParameter`` for one too many.

    The key of a call that is to be made once, which came in the same query, is no argument.
    """
    arguments = call.arguments
    if not isinstance(arguments, list):
        if call.peer.idempotency and arguments is not None and arguments.get(FIELD) == call.peer.idempotency:
            return {name: value for name, value in arguments.items() if name != FIELD}
        return arguments
    names = function.info.params.members
    if len(arguments) > len(names):
        raise InvalidParameter(f"{function.info.name} takes at most {len(names)} parameters, {len(arguments)} were given")
    return dict(zip(names, arguments, strict=False))


def is_long(argument: object) -> bool:
    """Whether an argument is, or has in it, a list with many items."""
    if isinstance(argument, dict):
        return any(map(is_long, argument.values()))
    return isinstance(argument, list) and (len(argument) > MANY or any(map(is_long, argument)))
