"""Lists and structs, which are one array type in the reference (``docs/contract/encodings.md 0.1``)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from gateway.describe._refused import Refused

__all__ = ["as_list", "as_map", "as_object"]


def as_list(value: object) -> Collection[object]:
    """The items of a list, or the values of a map in its order. Raises ``Refused`` for other values."""
    if isinstance(value, (list, tuple)):
        return value
    if isinstance(value, (dict, Mapping)):  # asking for the class first costs a tenth of asking what it counts as
        return value.values()
    raise Refused("a list is expected")


def as_map(value: object) -> Mapping[Any, object]:
    """A map, or a list as a map by indexes. Raises ``Refused`` for other values."""
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, (list, tuple)):
        return dict(enumerate(value))
    raise Refused("named members are expected")


def as_object(value: object) -> Mapping[Any, object]:
    """``as_map``, but named tuples, database rows and objects are accepted, too, with their attributes."""
    as_dict = getattr(value, "_asdict", None)
    if callable(as_dict) and not isinstance(value, type):
        return as_map(as_dict())
    if isinstance(value, (Mapping, list, tuple)):
        return as_map(value)
    if value is None or isinstance(value, (str, bytes, int, float, type)):
        raise Refused("named members are expected")
    return {name: getattr(value, name) for name in _attributes(value) if hasattr(value, name)}


def _attributes(value: object) -> list[str]:
    """The names of an object's attributes, in ``__dict__`` or in slots."""
    slots = [getattr(cls, "__slots__", ()) for cls in type(value).__mro__]
    named = [name for names in slots for name in ([names] if isinstance(names, str) else names)]
    return [*getattr(value, "__dict__", ()), *named]
