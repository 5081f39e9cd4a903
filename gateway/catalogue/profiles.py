"""The versions of the reference that are known by name: their numbers, and which functions each has.

``profiles.json`` says how each version differs from the recorded one, 4.5: ``without`` are the functions of 4.5 that it lacks,
``with`` those that it has beyond. ``docs/answers.md`` tells where these lists are from, and what they leave open.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

import msgspec

__all__ = ["DEFAULT_PROFILE", "PROFILES", "CatalogueError", "Profile", "profile"]

PROFILES: Final = ("3.9", "4.1", "4.5", "5.0")
"""The names of the profiles, the oldest first."""

DEFAULT_PROFILE: Final = "4.5"
"""The profile whose behaviour is recorded."""


class CatalogueError(Exception):
    """There is no such version, or no such function; the text is one sentence for a person."""


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """A version: its number, what it is called, its branch, and the number that its plugins have.

    ``without`` and ``with_`` are how its functions differ from those of the recorded version.
    """

    version: int
    release: str
    branch: str
    plugins: int
    without: frozenset[str]
    with_: frozenset[str] = msgspec.field(name="with")
    name: str = ""

    @property
    def recorded(self) -> bool:
        """Whether this is the version whose behaviour was recorded; of the others only names and numbers are known."""
        return self.name == DEFAULT_PROFILE


def profile(name: str) -> Profile:
    """The profile of a version, such as ``4.1``. Raises ``CatalogueError``."""
    found = _profiles().get(name)
    if found is None:
        raise CatalogueError(f"There is no profile {name!r}: there are {', '.join(PROFILES)}.")
    return found


@cache
def _profiles() -> Mapping[str, Profile]:
    data = msgspec.json.decode(files("gateway.catalogue").joinpath("profiles.json").read_bytes(), type=dict[str, Profile])
    return MappingProxyType({name: msgspec.structs.replace(each, name=name) for name, each in data.items()})
