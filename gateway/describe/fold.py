"""Folding a description bottom-up into something else.

Protocols compile their encoders with it, the export and the documentation their texts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from gateway.describe.model import Description, List, Struct, Value

__all__ = ["fold"]

T = TypeVar("T")


def fold(
    description: Description,
    value: Callable[[Value], T],
    struct: Callable[[Struct, Mapping[str, T]], T],
    list_: Callable[[List, T], T],
) -> T:
    """Build a ``T`` from each value, from each struct with the Ts of its members, and from each list with its item's T."""
    if isinstance(description, Value):
        return value(description)
    if isinstance(description, Struct):
        return struct(description, {name: fold(member, value, struct, list_) for name, member in description.members.items()})
    return list_(description, fold(description.of, value, struct, list_))
