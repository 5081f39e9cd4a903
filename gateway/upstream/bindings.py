"""The bindings in import files as typed objects: read once for each function, and checked when the gateway starts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

import msgspec

from gateway.upstream.imported import Imported
from gateway.upstream.kind import KindError, Line

__all__ = ["Bindings"]

T = TypeVar("T")


class Bindings(Generic[T]):
    """What a kind needs to call functions, by upstream and function."""

    def __init__(self, read: Callable[[Mapping[str, Any]], T]) -> None:
        """``read`` makes a binding of the data in the import file, or raises ``msgspec.ValidationError``."""
        self._read = read
        self._known: dict[tuple[str, str], tuple[Mapping[str, Any], T]] = {}

    def of(self, line: Line, function: Imported) -> T:
        """The binding of a function of the upstream at the other end of a line. Raises ``KindError``, which names the place."""
        known = self._known.get((line.name, function.name))
        if known is not None and known[0] is function.binding:
            return known[1]
        try:
            binding = self._read(function.binding)
        except msgspec.ValidationError as error:
            raise KindError(f"upstreams.{line.name}.functions: functions.{function.name}.binding: {error}") from error
        self._known[line.name, function.name] = function.binding, binding
        return binding
