"""Entry points of installed packages: parts of the gateway and extensions by other packages."""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Final

__all__ = ["installed"]

# Reads all groups at once, because each look-up reads the metadata of every installed package.
_all: Final = cache(entry_points)


def installed(group: str) -> list[EntryPoint]:
    """The entry points of a group, by name. Packages installed while the process runs are not seen."""
    return sorted(_all().select(group=group), key=lambda point: point.name)
