"""The names of an upstream's functions here: the prefix of its component, and what is left of a name that has other signs."""

from __future__ import annotations

import re
from typing import Final

from gateway.settings import Upstream

__all__ = ["component_name", "local_name", "prefix"]

_OTHER: Final = re.compile(r"[^a-z0-9]+")
_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def component_name(name: str, settings: Upstream) -> str:
    """The name of the component that an upstream's functions belong to."""
    return settings.component or f"local_{name}"


def prefix(name: str, settings: Upstream) -> str:
    """What the names of an upstream's functions begin with."""
    return f"{component_name(name, settings)}_"


def local_name(name: str, settings: Upstream, remote: str) -> str:
    """The name here of the function ``remote``: ``inventory.getStock`` of the upstream ``shop`` is ``local_shop_inventory_get_stock``."""
    words = _OTHER.sub("_", _HUMP.sub("_", remote).lower()).strip("_")
    return f"{prefix(name, settings)}{words or 'call'}"
