"""What will not be there for ever: protocols, services, functions and components with their dates, as a site setting has them.

An administrator dates them in ``triglot/deprecated``: items with commas between them, each a name, the day from which it is
deprecated (RFC 9745), and, where that is known, the day on which it ends (RFC 8594). A name is that of a protocol,
``service/SHORTNAME``, ``function/NAME``, which may be a pattern (``function/core_user_*``), or ``component/NAME``, which the
functions of an upstream have, too.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime
from email.utils import formatdate
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Final, NamedTuple

__all__ = ["DEPRECATED", "Called", "Ending", "Endings", "endings_in"]

DEPRECATED: Final = "triglot/deprecated"
_MOST_KNOWN: Final = 10_000


class Called(NamedTuple):
    """What is asked about: a protocol, and a function with its component, in a service, where there is one."""

    protocol: str
    function: str = ""
    component: str = ""
    service: str = ""


class Ending(NamedTuple):
    """From when on something is deprecated, and from when on it may be gone, in Unix seconds (0: not said)."""

    deprecated: int = 0
    sunset: int = 0

    def headers(self) -> dict[bytes, bytes]:
        """The headers that tell callers."""
        found = {b"deprecation": b"@%d" % self.deprecated}
        return {**found, b"sunset": formatdate(self.sunset, usegmt=True).encode()} if self.sunset else found


class Endings:
    """What a setting says will end."""

    def __init__(self, text: str) -> None:
        """Read a setting; items that are none are left out."""
        self._items = list(_items(text))
        self._known: dict[Called, Ending | None] = {}

    def __bool__(self) -> bool:
        """Whether anything ends."""
        return bool(self._items)

    def of(self, called: Called) -> Ending | None:
        """What callers are told; None if nothing of it ends. Of several dates the earliest counts."""
        if not self._items:
            return None
        if called not in self._known:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[called] = _earliest(ending for kind, name, ending in self._items if _is(kind, name, called))
        return self._known[called]

    def any_of(self, protocol: str, function: str, component: str, services: Callable[[], Collection[str]]) -> bool:
        """Whether anything ends of calls of a function by a protocol, in any of the services that have it."""
        if self.of(Called(protocol, function, component)) is not None:
            return True
        ending = {name for kind, name, _ in self._items if kind == "service"}
        return bool(ending) and not ending.isdisjoint(services())


@lru_cache(maxsize=16)
def endings_in(text: str) -> Endings:
    """What the text of the setting says will end."""
    return Endings(text)


def _items(text: str) -> Iterable[tuple[str, str, Ending]]:
    """The kind and the name of what ends, and its dates."""
    for item in text.split(","):
        name, *days = item.split()[:3] or [""]
        try:
            moments = [int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp()) for day in days]
        except ValueError:
            continue
        if moments:
            kind, _, inner = name.rpartition("/")
            yield kind or "protocol", inner, Ending(*moments)


def _is(kind: str, name: str, called: Called) -> bool:
    if kind == "function":
        return bool(called.function) and fnmatchcase(called.function, name)
    told = {"protocol": called.protocol, "component": called.component, "service": called.service}
    return bool(name) and told.get(kind) == name


def _earliest(found: Iterable[Ending]) -> Ending | None:
    endings = list(found)
    if not endings:
        return None
    return Ending(min(ending.deprecated for ending in endings), min((ending.sunset for ending in endings if ending.sunset), default=0))
