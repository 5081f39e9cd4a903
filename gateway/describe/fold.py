"""The one way to walk a description: each node becomes what its kind makes of its children.

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
    """Build a ``T`` bottom-up: from each value, from a struct and its members' Ts, from a list and its item's T."""
    if isinstance(description, Value):
        return value(description)
    if isinstance(description, Struct):
        return struct(description, {name: fold(member, value, struct, list_) for name, member in description.members.items()})
    return list_(description, fold(description.of, value, struct, list_))
