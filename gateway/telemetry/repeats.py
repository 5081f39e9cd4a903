"""Summing up events that repeat: somebody who is refused thousands of times a second fills neither log nor audit."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Hashable
from typing import Final, Generic, TypeVar

__all__ = ["Repeats"]

# Seconds for which repetitions are counted together, how many of them are told one by one, and the number of kinds that are counted.
_WINDOW: Final = 60.0
_TOLD: Final = 10
_KINDS: Final = 10_000

Event = TypeVar("Event")


class Repeats(Generic[Event]):
    """Counts events of a kind within a minute: the first ones are told one by one, of the others the last, with their number."""

    def __init__(self) -> None:
        """Nothing is counted yet."""
        # By kind, those that began first first: when counting began, how many came, and the last that was not told.
        self._kinds: OrderedDict[Hashable, tuple[float, int, Event | None]] = OrderedDict()

    def is_told(self, kind: Hashable, event: Event) -> bool:
        """Whether this event is told by itself; else it is counted."""
        began, count, _ = self._kinds.get(kind) or (time.monotonic(), 0, None)
        told = count < _TOLD
        self._kinds[kind] = (began, count + 1, None if told else event)
        return told

    def ended(self, *, all_: bool = False) -> list[tuple[Event, int]]:
        """The last event of each kind whose minute is over, or that there is no room for, with how many were not told."""
        before = time.monotonic() - _WINDOW
        found: list[tuple[Event, int]] = []
        while self._kinds:
            kind, (began, count, last) = next(iter(self._kinds.items()))
            if began > before and len(self._kinds) <= _KINDS and not all_:
                break
            del self._kinds[kind]
            if last is not None:
                found.append((last, count - _TOLD))
        return found
