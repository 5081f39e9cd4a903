"""Arguments as a form can carry them: without the empty values that a site takes for granted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from gateway.describe.model import MISSING, Description, List, Struct

__all__ = ["carried"]

_EMPTY: Final[tuple[object, ...]] = (None, [], {})


def carried(arguments: Mapping[str, object], params: Struct) -> dict[str, object]:
    """The arguments that have to be sent: a form has no empty lists, structs and nulls, and where those are meant it leaves them out."""
    members = params.members
    found = {name: _inside(value, members[name]) if name in members else value for name, value in arguments.items()}
    return {name: value for name, value in found.items() if name not in members or not _goes_without_saying(value, members[name])}


def _goes_without_saying(value: object, description: Description) -> bool:
    """Whether leaving a value out means the same."""
    return value in _EMPTY and (description.optional if description.default is MISSING else description.default in _EMPTY)


def _inside(value: object, description: Description) -> object:
    if isinstance(description, Struct) and isinstance(value, dict):
        return carried(value, description)
    if isinstance(description, List) and isinstance(value, list):
        return [_inside(item, description.of) for item in value]
    return value
