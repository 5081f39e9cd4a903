"""What a made answer may depend on: the function, its arguments, the moment, the address of the site, and the seed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cached_property
from hashlib import blake2b
from typing import Any

__all__ = ["Scene"]

# What stands for another member's name: ``course`` and ``courseid`` mean the same.
_ID = "id"


class Scene:
    """The surroundings of one call. The same scene gives the same numbers, in any process."""

    def __init__(self, function: str, arguments: Mapping[str, Any], *, now: int, wwwroot: str, seed: int = 0) -> None:
        """Keep what the answer may depend on; the arguments are the validated ones."""
        self.function = function
        self.arguments = arguments
        self.now = now
        self.wwwroot = wwwroot
        self.seed = seed

    @cached_property
    def _root(self) -> str:
        said = json.dumps(self.arguments, sort_keys=True, default=str, ensure_ascii=True)
        return f"{self.seed}\n{self.function}\n{said}\n"

    def number(self, path: str) -> int:
        """A number of 32 bits for a place in the answer."""
        return int.from_bytes(blake2b((self._root + path).encode("utf-8", "surrogatepass"), digest_size=4).digest(), "big")

    def given(self, name: str, index: int) -> object:
        """What the arguments say of a member: the value of that name, or the item of a list of such values; None without any.

        ``courseid`` is also what is given as ``course``, and an item of ``courseids``.
        """
        values = self._given.get(name) or self._given.get(f"{name}{_ID}") or self._given.get(name.removesuffix(_ID) or name)
        return values[index % len(values)] if values else None

    @cached_property
    def _given(self) -> dict[str, list[object]]:
        """The scalars of the arguments by name; items of a list by the name of the list without its s."""
        found: dict[str, list[object]] = {}
        for name, value in _scalars(self.arguments):
            if value is not None and value != "":
                found.setdefault(name, []).append(value)
        return found


def _scalars(arguments: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    for name, value in arguments.items():
        if isinstance(value, Mapping):
            yield from _scalars(value)
        elif isinstance(value, list):
            for item in value:
                if isinstance(item, Mapping):
                    yield from _scalars(item)
                elif not isinstance(item, list):
                    yield name.removesuffix("s"), item
        else:
            yield name, value
