"""What is installed for the gateway, as entry points tell: its own parts and those of other packages."""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Final

__all__ = ["installed"]

# To find the entry points of one group, the metadata of every installed package is read: so all are found at once.
_all: Final = cache(entry_points)


def installed(group: str) -> list[EntryPoint]:
    """The entry points of a group, by name. What is installed while the process runs is not seen."""
    return sorted(_all().select(group=group), key=lambda point: point.name)
