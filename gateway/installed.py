"""What is installed for the gateway, as entry points tell: its own parts and those of other packages."""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoint, EntryPoints, entry_points

__all__ = ["installed"]


def installed(group: str) -> list[EntryPoint]:
    """The entry points of a group, by name. What is installed while the process runs is not seen."""
    return sorted(_all().select(group=group), key=lambda point: point.name)


@cache
def _all() -> EntryPoints:
    """All entry points: to find those of one group, the metadata of every installed package is read."""
    return entry_points()
