"""The description language: three immutable classes.

A function describes what it takes and what it returns with ``Value``, ``Struct`` and ``List``, and
every protocol, the documentation and the checks are derived from that (``docs/contract/encodings.md 1``).
Each node is *required* (as it stands), has a ``default``, or is ``optional``; ``null`` says whether
None is allowed: by default for values, but not for structs and lists. The default of a value may also depend on
the moment of the call: ``Now()``, or ``FromSetting(name)``.

Nodes are equal only to themselves, so that a protocol can key what it compiled by the node. To
compare two descriptions, compare their ``export``.

Anything but a description inside of a description raises ``TypeError`` at once: functions are compiled
when they are first called, and authors should learn of errors before.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final

import msgspec

from gateway.describe.types import BOOL, FLOAT, INT, RAW, ParamType

__all__ = [
    "MISSING",
    "MOST_STRUCTS",
    "MOST_VALUES",
    "Description",
    "FromSetting",
    "List",
    "Missing",
    "Now",
    "Struct",
    "Value",
    "constant_default",
]


class Missing(Enum):
    """The type of ``MISSING``, the value of ``default`` in a node without a default."""

    MISSING = "missing"


MISSING: Final = Missing.MISSING

MOST_VALUES: Final = 10_000
"""How many items a list of values in the arguments may have, where its description does not say otherwise."""

MOST_STRUCTS: Final = 1_000
"""How many items a list of structs or lists in the arguments may have, where its description does not say otherwise."""


class Now(msgspec.Struct, frozen=True):
    """The default of a whole number that is the time of the call, in seconds."""

    def __str__(self) -> str:
        """The default in words."""
        return "the time of the call"


class FromSetting(msgspec.Struct, frozen=True):
    """The default of a value that is read from a site setting at the time of the call."""

    name: str

    def __str__(self) -> str:
        """The default in words."""
        return f"the site's setting {self.name}"


class Value(msgspec.Struct, frozen=True, eq=False, weakref=True):
    """One scalar of a parameter type; None is allowed unless ``null`` is False.

    What an allowed None in an argument does is said here too: the function gets it only where it has a meaning, which
    ``null_means`` tells in words ("no limit"), or which the default None has. Anywhere else it counts as left out, so that
    the default is used; a required value may not be left out.

    A function gets a ``raw`` argument as text, whichever scalar the caller has sent, unless it asks for it ``as_sent``.
    A number or a text in the arguments that work grows with has a bound: ``most``, the greatest number or the most characters
    that are accepted.
    """

    type: ParamType
    text: str = ""
    default: object = MISSING
    optional: bool = False
    null: bool = True
    null_means: str = ""
    as_sent: bool = False
    most: int | None = None

    def __post_init__(self) -> None:
        """Raises ``TypeError`` for an unknown type of value."""
        if not isinstance(self.type, ParamType):
            raise TypeError(f"a value is of a parameter type, which {self.type!r} is not")
        if isinstance(self.default, Now) and self.type.canonical is not INT:
            raise TypeError(f"a time is the default of whole numbers, not of the type {self.type}")
        if self.most is not None and self.type.canonical in (BOOL, FLOAT):
            raise TypeError(f"whole numbers and texts have a bound, values of the type {self.type} do not")
        if self.as_sent and self.type.canonical is not RAW:
            raise TypeError(f"values of the type {self.type} are converted to it: only a raw one can stay as it was sent")
        if self.null_means and not self.null:
            raise TypeError("a value that may not be null cannot say what null means")

    @property
    def takes_null(self) -> bool:
        """Whether a function gets the None that a caller sends for this value."""
        return self.null and (self.default is None or bool(self.null_means))


class Struct(msgspec.Struct, frozen=True, eq=False, weakref=True):
    """Named members, in the order in which they are declared."""

    members: Mapping[str, Description]
    text: str = ""
    default: object = MISSING
    optional: bool = False
    null: bool = False

    def __post_init__(self) -> None:
        """Freeze the members. Raises ``TypeError`` for one that is no description."""
        for name, member in self.members.items():
            _require_description(member, f"the member {name!r}")
        _require_constant(self.default)
        msgspec.structs.force_setattr(self, "members", MappingProxyType(dict(self.members)))


class List(msgspec.Struct, frozen=True, eq=False, weakref=True):
    """Items that are all described alike; in the arguments at most ``most`` of them, in a result any number."""

    of: Description
    text: str = ""
    default: object = MISSING
    optional: bool = False
    null: bool = False
    most: int | None = None

    def __post_init__(self) -> None:
        """Raises ``TypeError`` for an item that is no description."""
        _require_description(self.of, "the item of a list")
        _require_constant(self.default)

    @property
    def bound(self) -> int:
        """How many items the list may have as an argument."""
        if self.most is not None:
            return self.most
        return MOST_VALUES if isinstance(self.of, Value) else MOST_STRUCTS


Description = Value | Struct | List


def constant_default(node: Description) -> object:
    """The default of a node if it is the same at every call, else ``MISSING``."""
    return MISSING if isinstance(node.default, (Now, FromSetting)) else node.default


def _require_constant(default: object) -> None:
    if isinstance(default, (Now, FromSetting)):
        raise TypeError(f"a struct or a list has no default of the moment, as {default} is: its values may have one")


def _require_description(node: object, what: str) -> None:
    if not isinstance(node, (Value, Struct, List)):
        raise TypeError(f"{what} is described by a Value, a Struct or a List, which {node!r} is not")
