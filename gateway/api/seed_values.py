"""Values of a seed: what a file says at one place, read as text, number, time or person, with errors that name the place.

A seed is the file a double is filled from (``gateway.double.seeds``). Its values are read by what they are for: ``1234`` is a number
as a grade, and a text as a password.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Final, TypeVar

__all__ = ["Given", "Lookup", "Node", "SeedError", "did_you_mean", "read_time"]

T = TypeVar("T")

_NOTHING: Final = frozenset({"", "~", "null", "Null", "NULL"})
_YES: Final = frozenset({"true", "yes", "on", "1"})
_NO: Final = frozenset({"false", "no", "off", "0"})
_WHOLE: Final = re.compile(r"[+-]?\d{1,18}")
_PART: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_SPAN: Final = re.compile(r"([+-])(\d{1,9})(s|min|h|d|w)")
_SECONDS: Final = {"s": 1, "min": 60, "h": 3600, "d": 86400, "w": 604800}
# Times and numbers of the database are less than this.
_MOST: Final = 2**63


class SeedError(Exception):
    """A seed is wrong; the text is one line: file, line, path in the file, and what is wrong there."""


@dataclass(slots=True, eq=False)
class Node:
    """A place in the file of a seed: a text, a list, or members by name; None for nothing.

    ``plain`` says that a text was written without quotes, so that it may stand for nothing.
    """

    value: str | list[Node] | dict[str, Node] | None
    file: str
    line: int
    plain: bool = True
    removed: bool = False


@dataclass(slots=True, eq=False)
class Lookup:
    """What a seed is read with: the time from which spans count, and the ids of people by user name."""

    now: int
    people: Mapping[str, int]


class Given:
    """What a seed says at one place, or that it says nothing there; the readers then return their default.

    ``close`` refuses members that were not read, so that no misspelt member is passed over.
    """

    __slots__ = ("_asked", "_lookup", "node", "path")

    def __init__(self, node: Node | None, path: str, lookup: Lookup) -> None:
        """The value of ``node``, which stands at ``path`` in the file."""
        self.node = node
        self.path = path
        self._lookup = lookup
        self._asked: dict[str, Given] = {}

    def __bool__(self) -> bool:
        """Whether the seed says anything here."""
        return self.node is not None and not self._empty(self.node)

    def __getitem__(self, name: str) -> Given:
        """The member of a name."""
        known = self._asked.get(name)
        if known is None:
            node = self.node
            inner = node.value.get(name) if node is not None and isinstance(node.value, dict) else None
            known = self._asked[name] = Given(inner, self._below(name), self._lookup)
            if inner is None and node is not None:
                known.node = None
        return known

    def __contains__(self, name: str) -> bool:
        """Whether there is a member of that name."""
        return self.node is not None and isinstance(self.node.value, dict) and name in self.node.value

    @property
    def now(self) -> int:
        """The time of the seed."""
        return self._lookup.now

    @property
    def is_list(self) -> bool:
        """Whether it is a list."""
        return self.node is not None and isinstance(self.node.value, list)

    @property
    def is_mapping(self) -> bool:
        """Whether it has members."""
        return self.node is not None and isinstance(self.node.value, dict)

    @property
    def names(self) -> list[str]:
        """The names of its members."""
        return list(self.node.value) if self.node is not None and isinstance(self.node.value, dict) else []

    def error(self, words: str) -> SeedError:
        """The error that something is wrong here."""
        where = f"{self.node.file}:{self.node.line}: " if self.node is not None else ""
        return SeedError(f"{where}{self.path}: {words}" if self.path else f"{where}{words}")

    def close(self, *further: str) -> None:
        """Raise ``SeedError`` for a member that was not read and is none of ``further``."""
        node = self.node
        if node is None or node.value is None or self._empty(node):
            return
        if not isinstance(node.value, dict):
            raise self.error("expected members, as in {name: value}")
        for name, inner in node.value.items():
            if name not in self._asked and name not in further:
                raise Given(inner, self._below(name), self._lookup).error(did_you_mean("unknown member", name, {*self._asked, *further}))

    def text(self, default: str = "") -> str:
        """The text."""
        return self._scalar(default, lambda raw: raw, "a text")

    def optional_text(self) -> str | None:
        """The text, None where there is none."""
        return self.text() if self else None

    def flag(self, default: bool = False) -> bool:
        """Whether something is so: yes or no, true or false, on or off, 1 or 0."""

        def read(raw: str) -> bool:
            low = raw.lower()
            if low not in _YES | _NO:
                raise ValueError
            return low in _YES

        return self._scalar(default, read, "yes or no")

    def number(self, default: int = 0) -> int:
        """The whole number."""
        return self._scalar(default, _whole, "a whole number")

    def decimal(self, default: float = 0.0) -> float:
        """The number."""

        def read(raw: str) -> float:
            if not _PART.fullmatch(raw) or abs(number := float(raw)) >= _MOST:
                raise ValueError
            return number

        return self._scalar(default, read, "a number")

    def time(self, default: int = 0) -> int:
        """The time in Unix seconds: a date, as 2026-09-07 or 2026-09-07T08:00:00Z, or a span from the time of the seed, as +7d or -2h."""
        return self._scalar(default, lambda raw: read_time(raw, self.now), "a time, such as 2026-09-07T08:00:00Z, +7d or -2h")

    def choice(self, choices: Mapping[str, T], default: T) -> T:
        """The value of one of several words."""
        if not self:
            return default
        word = self.text()
        if word not in choices:
            raise self.error(did_you_mean("there is no", word, choices))
        return choices[word]

    def each(self) -> list[Given]:
        """The items of a list; what is no list stands for a list of one."""
        node = self.node
        if node is None or self._empty(node):
            return []
        if not isinstance(node.value, list):
            return [self]
        return [Given(inner, f"{self.path}[{number}]", self._lookup) for number, inner in enumerate(node.value)]

    def texts(self) -> list[str]:
        """The texts of a list."""
        return [item.text() for item in self.each()]

    def members(self) -> list[tuple[str, Given]]:
        """The members by name, where each name is one that the author chose."""
        node = self.node
        if node is None or self._empty(node):
            return []
        if not isinstance(node.value, dict):
            raise self.error("expected members, as in {name: value}")
        return [(name, self[name]) for name in node.value]

    def person(self, default: int = 0) -> int:
        """The id of the person with a user name."""
        return self._of_person(self.text(), self) if self else default

    def each_person(self) -> list[int]:
        """The ids of the people of a list of user names."""
        return [item.person() for item in self.each()]

    def by_person(self) -> list[tuple[int, Given]]:
        """The members whose names are user names, by the ids of the people."""
        return [(self._of_person(name, inner), inner) for name, inner in self.members()]

    def one_of(self, what: str, known: Mapping[str, T], name: str | None = None) -> T:
        """What has the name that stands here, or ``name``, among those known. Raises ``SeedError``."""
        name = self.text() if name is None else name
        if name not in known:
            raise self.error(did_you_mean(f"there is no {what}", name, known))
        return known[name]

    def _of_person(self, name: str, at: Given) -> int:
        return at.one_of("person", self._lookup.people, name)

    def _scalar(self, default: T, read: Callable[[str], T], expected: str) -> T:
        node = self.node
        if node is None or self._empty(node):
            return default
        if isinstance(node.value, str):
            try:
                return read(node.value)
            except (ValueError, OverflowError):
                pass
        raise self.error(f"expected {expected}")

    def _below(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name

    @staticmethod
    def _empty(node: Node) -> bool:
        return node.value is None or (node.plain and isinstance(node.value, str) and node.value in _NOTHING)


def _whole(raw: str) -> int:
    """A whole number from its text."""
    if not _WHOLE.fullmatch(raw):
        raise ValueError
    return int(raw)


def read_time(raw: str, now: int) -> int:
    """The time that a text says, in Unix seconds: a date, a number of seconds, or a span from ``now``. Raises ``ValueError``."""
    if span := _SPAN.fullmatch(raw):
        sign, count, unit = span.groups()
        return now + (1 if sign == "+" else -1) * int(count) * _SECONDS[unit]
    if raw == "now":
        return now
    if _WHOLE.fullmatch(raw):
        return int(raw)
    moment = datetime.fromisoformat(raw)
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def did_you_mean(what: str, name: str, known: Iterable[str]) -> str:
    """That a name is not known, with the one that is most like it."""
    names: Sequence[str] = sorted(set(known)) if not isinstance(known, Collection) or len(known) < _COMPARED else ()
    close = get_close_matches(name, names, n=1, cutoff=0.6)
    return f"{what} {name!r}" + (f"; did you mean {close[0]!r}?" if close else "")


# With more names than this none is looked for that is like the wrong one.
_COMPARED: Final = 5000
