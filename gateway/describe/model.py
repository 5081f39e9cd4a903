"""The description language: three immutable classes.

A function describes what it takes and what it returns with ``Value``, ``Struct`` and ``List``, and
every protocol, the documentation and the checks are derived from that (``reference/encodings.md`` 1).
Each node is *required* (as it stands), has a ``default``, or is ``optional``; ``null`` says whether
None is allowed: by default it is for values, and is not for structs and lists.

Nodes are equal only to themselves, so that a protocol can key what it compiled by the node. To
compare two descriptions, compare their ``export``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final

from gateway.describe.types import ParamType

__all__ = ["MISSING", "Description", "List", "Missing", "Struct", "Value"]


class Missing(Enum):
    """The type of ``MISSING``, which says that a node has no default."""

    MISSING = "missing"


MISSING: Final = Missing.MISSING


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Value:
    """One scalar of a parameter type; None is allowed unless ``null`` is False."""

    type: ParamType
    text: str = ""
    default: object = MISSING
    optional: bool = False
    null: bool = True


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Struct:
    """Named members, in the order in which they are declared."""

    members: Mapping[str, Description]
    text: str = ""
    default: object = MISSING
    optional: bool = False
    null: bool = False

    def __post_init__(self) -> None:
        """Freeze the members."""
        object.__setattr__(self, "members", MappingProxyType(dict(self.members)))


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class List:
    """Any number of items that are all described alike."""

    of: Description
    text: str = ""
    default: object = MISSING
    optional: bool = False
    null: bool = False


Description = Value | Struct | List
