"""A cache of what is compiled from descriptions, for as long as the description lives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from gateway.describe.model import Description

__all__ = ["Memo"]

T = TypeVar("T")


class Memo(Generic[T]):
    """A function of descriptions that is computed once for each description.

    A result must not refer to its description, or neither is ever freed.
    """

    def __init__(self, compile_: Callable[[Description], T]) -> None:
        """``compile_`` is the function whose results are cached."""
        self._compile = compile_
        self._known: WeakKeyDictionary[Description, T] = WeakKeyDictionary()

    def __call__(self, description: Description) -> T:
        """The result for ``description``."""
        known = self._known.get(description)
        if known is None:
            known = self._known[description] = self._compile(description)
        return known
