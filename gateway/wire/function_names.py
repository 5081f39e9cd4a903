"""The error for a function that does not exist, which says so: a caller might else look for a record of its own."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

from gateway.errors import MissingRecord

__all__ = ["unknown_function"]

_TABLE: Final = "external_functions"
_LONGEST: Final = 100
_NEAREST: Final = 3
# From which likeness on a name is near another, out of 1.
_LIKE: Final = 0.7


def unknown_function(name: str, known: Iterable[str] = ()) -> MissingRecord:
    """The error for a call of ``name``, which is no function: it names the function, and the nearest of the ``known`` names."""
    shown = "".join(char if char.isprintable() else "?" for char in name[:_LONGEST])
    text = f"There is no function {shown} here."
    nearest = get_close_matches(name[:_LONGEST].lower(), [*known], _NEAREST, _LIKE) if len(name) <= _LONGEST else []
    return MissingRecord(_TABLE, message=f"{text} The nearest names: {', '.join(nearest)}." if nearest else text)
