"""Entries of the journal: one for each call, and for each request that never became one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

__all__ = ["CALL", "REFUSED", "REQUEST", "RESULT", "UNREACHED", "Entry", "plain", "shortened"]

CALL, REQUEST = "call", "request"
RESULT, REFUSED, UNREACHED = "result", "refused", "unreached"

# Of arguments that are long as a whole, so much of each text is kept, so many items of each list, and so many levels.
_TEXT, _ITEMS, _LEVELS = 1000, 100, 16
_MORE: Final = "…"


class Entry(msgspec.Struct, kw_only=True):
    """A call, or a request without one (``kind``).

    ``arguments`` are as they were decoded. ``outcome`` is a result, a refusal, or a fault because of which the call did not
    reach the site; of a request without a call it is a refusal if its status says so. ``status`` is that of the answer over HTTP, 0
    where there was none. ``answer`` says where an answer came from that no function has made. ``time`` is by the clock of the world.
    """

    number: int
    time: float
    kind: str
    protocol: str = ""
    function: str = ""
    arguments: dict[str | int, object] | list[object] | None = None
    user: str = ""
    tokenid: int = 0
    method: str = ""
    path: str = ""
    status: int = 0
    outcome: str = RESULT
    errorcode: str = ""
    step: str = ""
    message: str = ""
    debug: str = ""
    milliseconds: float = 0.0
    faults: tuple[str, ...] = ()
    answer: str = ""


def shortened(arguments: object, levels: int = _LEVELS) -> Any:
    """Arguments with what is too long left out, and said so with dots."""
    if isinstance(arguments, str):
        return arguments if len(arguments) <= _TEXT else arguments[:_TEXT] + _MORE
    if isinstance(arguments, Mapping):
        if not levels:
            return {_MORE: _MORE}
        kept = {name: shortened(value, levels - 1) for name, value in list(arguments.items())[:_ITEMS]}
        return kept if len(kept) == len(arguments) else {**kept, _MORE: _MORE}
    if isinstance(arguments, list):
        if not levels:
            return [_MORE]
        kept_items = [shortened(value, levels - 1) for value in arguments[:_ITEMS]]
        return kept_items if len(kept_items) == len(arguments) else [*kept_items, _MORE]
    return arguments


def plain(value: object) -> Any:
    """A value as JSON can carry it: names are texts, and what is not UTF-8 is replaced."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode(errors="replace").decode()
    if isinstance(value, Mapping):
        return {plain(str(name)): plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return str(value)
    return value if value is None or isinstance(value, (bool, int, float)) else str(value)
