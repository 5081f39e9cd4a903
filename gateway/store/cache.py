"""A bounded cache that drops the least recently used entry first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

__all__ = ["Cache"]

K = TypeVar("K")
V = TypeVar("V")


class Cache(Generic[K, V]):
    """At most ``size`` entries; a new one replaces the least recently used.

    Entries may be dropped from any thread: the thread of a blocking function does so when it commits.
    """

    __slots__ = ("_entries", "_size")

    def __init__(self, size: int) -> None:
        """An empty cache of at most ``size`` entries."""
        self._size = size
        self._entries: OrderedDict[K, V] = OrderedDict()

    def get(self, key: K) -> V | None:
        """The entry, or None; marks it as used."""
        try:
            self._entries.move_to_end(key)
            return self._entries[key]
        except KeyError:
            return None

    def put(self, key: K, value: V) -> None:
        """Keep an entry."""
        self._entries[key] = value
        self._entries.move_to_end(key)
        if len(self._entries) > self._size:
            self._entries.popitem(last=False)

    def drop(self, key: K) -> None:
        """Forget one entry, if it is here."""
        self._entries.pop(key, None)

    def drop_where(self, test: Callable[[V], bool]) -> None:
        """Forget every entry whose value satisfies ``test``."""
        for key, value in list(self._entries.items()):
            if test(value):
                self._entries.pop(key, None)

    def clear(self) -> None:
        """Forget everything."""
        self._entries.clear()

    def __len__(self) -> int:
        """The number of entries."""
        return len(self._entries)
