"""Results for texts, remembered within a number of characters."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from hashlib import sha256
from threading import Lock
from typing import Final

__all__ = ["Remembered"]

# The characters that a result counts for, besides its own.
_OVERHEAD: Final = 200


class Remembered:
    """The results of a function of texts; of those not asked for the longest, as many are dropped as have too many characters.

    It may be used by several threads at once.
    """

    def __init__(self, make: Callable[[str], str], most: int) -> None:
        """``make`` gives the result for a text; the results that are kept have at most ``most`` characters together."""
        self._make = make
        self._most = most
        self._size = 0
        # By digests, because texts may be long; None is for a text that is its own result.
        self._results: OrderedDict[bytes, str | None] = OrderedDict()
        self._lock = Lock()

    def __call__(self, text: str) -> str:
        """The result for a text."""
        key = sha256(text.encode("utf-8", "surrogatepass"), usedforsecurity=False).digest()
        with self._lock:
            if key in self._results:
                self._results.move_to_end(key)
                result = self._results[key]
                return text if result is None else result
        result = self._make(text)
        with self._lock:
            if key not in self._results:
                self._put(key, None if result == text else result)
        return result

    def _put(self, key: bytes, result: str | None) -> None:
        self._results[key] = result
        self._size += _size(result)
        while self._size > self._most:
            self._size -= _size(self._results.popitem(last=False)[1])


def _size(result: str | None) -> int:
    return _OVERHEAD + (len(result) if result is not None else 0)
