"""What will not be there for ever: which calls are told so, in the headers of RFC 9745 and RFC 8594."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from email.utils import formatdate
from fnmatch import fnmatchcase
from typing import Final, NamedTuple

from gateway.settings import SettingsError, Sunset

__all__ = ["Ending", "Endings"]

_MOST_KNOWN: Final = 10_000


class Ending(NamedTuple):
    """Since when something is deprecated, and from when on it may be gone, in Unix seconds (0: not said); and where that is told."""

    deprecated: int = 0
    sunset: int = 0
    link: str = ""

    def headers(self) -> dict[bytes, bytes]:
        """The headers that tell callers."""
        found: dict[bytes, bytes] = {}
        if self.deprecated:
            found[b"deprecation"] = b"@%d" % self.deprecated
        if self.sunset:
            found[b"sunset"] = formatdate(self.sunset, usegmt=True).encode()
        if self.link:
            relation = "sunset" if self.sunset else "deprecation"
            found[b"link"] = f'<{self.link}>; rel="{relation}"'.encode("ascii", "ignore")
        return found


class Endings:
    """What the settings say will end, asked for by protocol and function."""

    def __init__(self, chosen: Mapping[str, Sunset], offered: Callable[[str], Collection[str]]) -> None:
        """``offered`` gives the names of an upstream's functions. Raises ``SettingsError`` for a section that says too little."""
        self._rules = [(rule, _ending(name, rule)) for name, rule in chosen.items()]
        self._offered = offered
        self._known: dict[tuple[str, str], Ending | None] = {}

    def __bool__(self) -> bool:
        """Whether anything ends."""
        return bool(self._rules)

    def of(self, protocol: str, function: str) -> Ending | None:
        """What callers of a function by a protocol are told; None if neither ends. Of several dates the earliest counts."""
        if not self._rules:
            return None
        asked = protocol, function
        if asked not in self._known:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[asked] = self._found(protocol, function)
        return self._known[asked]

    def _found(self, protocol: str, function: str) -> Ending | None:
        found = [ending for rule, ending in self._rules if self._concerns(rule, protocol, function)]
        if not found:
            return None
        return Ending(
            min((ending.deprecated for ending in found if ending.deprecated), default=0),
            min((ending.sunset for ending in found if ending.sunset), default=0),
            next((ending.link for ending in found if ending.link), ""),
        )

    def _concerns(self, rule: Sunset, protocol: str, function: str) -> bool:
        """Whether a call is one of those that a section is about: by all that the section names."""
        if rule.protocol and rule.protocol != protocol:
            return False
        if rule.upstream and function not in self._offered(rule.upstream):
            return False
        return not rule.functions or any(fnmatchcase(function, pattern) for pattern in rule.functions)


def _ending(name: str, rule: Sunset) -> Ending:
    """The dates of a section. Raises ``SettingsError``."""
    if not (rule.protocol or rule.functions or rule.upstream):
        raise SettingsError(f"sunsets.{name}: a protocol, functions or an upstream is expected: what is it that ends?")
    if not (rule.deprecated or rule.sunset):
        raise SettingsError(f"sunsets.{name}: a day is expected, deprecated or sunset")
    return Ending(_seconds(name, "deprecated", rule.deprecated), _seconds(name, "sunset", rule.sunset), rule.link)


def _seconds(name: str, key: str, day: str) -> int:
    """The begin of a day, in UTC. Raises ``SettingsError`` for one that is in no calendar."""
    try:
        return int(datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=UTC).timestamp()) if day else 0
    except ValueError as error:
        raise SettingsError(f"sunsets.{name}.{key}: expected a day, as in 2027-06-30") from error
