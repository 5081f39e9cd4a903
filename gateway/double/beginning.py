"""What the site of a double begins with: the state of its seed, and the time of its clock."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from gateway.admin import state as states
from gateway.admin.state import State
from gateway.double.clocks import DEFAULT_MOMENT
from gateway.double.seeds import seed as seeds
from gateway.double.seeds.seed import Seed
from gateway.double.seeds.state import state as state_of
from gateway.registry.registry import Registry

__all__ = ["Beginning", "Given", "beginning"]

Given = Path | str | Mapping[str, Any] | None
"""A seed as it is given: its file, its text, the tables of a state, or nothing."""

# What a site is without a seed, and what a seed is laid over that names no base.
_ALONE: Final = "school"
_BENEATH: Final = "empty"


class Beginning(msgspec.Struct, frozen=True):
    """A state, and the time of the clock; None for that of the machine."""

    state: State
    moment: float | None


def beginning(given: Given, base: str, registry: Registry) -> Beginning:
    """What a seed says, over ``base`` unless it names one. Raises ``SeedError`` or ``StateError`` for one that cannot be."""
    if isinstance(given, Mapping):
        states.check(given)
        return Beginning(given, DEFAULT_MOMENT)
    seed = _seed(given, base)
    state = state_of(seed, registry)
    states.check(state)
    return Beginning(state, seed.moment)


def _seed(given: Path | str | None, base: str) -> Seed:
    """The seed, read. Raises ``SeedError``."""
    if given is None:
        return seeds.base(base or _ALONE)
    now = int(time.time())
    if isinstance(given, Path):
        return seeds.read(given, over=base or _BENEATH, real_now=now)
    return seeds.read_text(given, over=base or _BENEATH, real_now=now)
