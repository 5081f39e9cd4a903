"""Descriptions from values that were seen, where a server says little or nothing of its types: what all of them have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from gateway.describe.model import Description, List, Struct, Value
from gateway.describe.types import BOOL, FLOAT, INT, RAW
from gateway.upstream.fitting import ANY_JSON

__all__ = ["Exchange", "Observed", "Seen"]

_MOST_DEPTH: Final = 20
# From so many names on, named members that are mostly absent are taken for a map, whose names are data.
_MOST_NAMES: Final = 20
_FORM_TEXTS: Final = {"dateTime.iso8601": "a time, as in 2026-03-05T10:00:00", "base64": "octets in Base64"}


class Exchange(msgspec.Struct, frozen=True):
    """A recorded request and its answer."""

    request: bytes
    answer: bytes


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """A recorded call: its method, its arguments by name or in their order, and what it returned, if it did.

    ``forms`` are the types that texts stand for (``dateTime.iso8601``), by their paths in the arguments, and ``returned_forms`` by
    their paths in what it returned.
    """

    method: str
    arguments: Mapping[str, object] | Sequence[object]
    returned: bool = False
    value: object = None
    forms: Mapping[str, str] = {}
    returned_forms: Mapping[str, str] = {}


class Observed:
    """What was seen at one place: how often, of which kinds, with which members and items."""

    def __init__(self) -> None:
        """Nothing was seen yet."""
        self.times = 0
        self._structs = 0
        self._kinds: set[str] = set()
        self._members: dict[str, Observed] = {}
        self._items: Observed | None = None
        self._forms: set[str] = set()

    def add(self, value: object, forms: Mapping[str, str] | None = None, path: str = "", depth: int = 0) -> None:
        """See a value; ``forms`` are the types that texts in it stand for, by their paths."""
        self.times += 1
        kind = _kind(value)
        self._kinds.add(kind)
        if depth >= _MOST_DEPTH:
            self._kinds.add("deep")
        elif isinstance(value, Mapping):
            self._structs += 1
            for name, item in value.items():
                self._members.setdefault(str(name), Observed()).add(item, forms, f"{path}.{name}" if path else str(name), depth + 1)
        elif isinstance(value, (list, tuple)):
            self._items = self._items or Observed()
            for item in value:
                self._items.add(item, forms, f"{path}[]", depth + 1)
        elif kind == "text":
            self._forms.add((forms or {}).get(path, ""))

    def description(self, *, required: bool = True, argument: bool = False) -> Description:
        """The description of all that was seen; an argument that is not required may be left out or null."""
        extras: dict[str, Any] = {} if required else {"default": None, "null": True} if argument else {"optional": True}
        kinds = self._kinds - {"null"}
        null = "null" in self._kinds
        if kinds == {"struct"} and self._members and not self._is_map():
            members = {name: member.description(required=member.times >= self._structs) for name, member in self._members.items()}
            return Struct(members, **_with_null(extras, null=null))
        if kinds == {"list"}:
            items = self._items.description() if self._items is not None and self._items.times else Value(RAW, ANY_JSON, null_means="nil")
            return List(items, **_with_null(extras, null=null))
        if null and required:
            extras["null_means"] = "nil"
        elif required:
            extras["null"] = False
        return self._scalar(kinds, extras)

    def _scalar(self, kinds: set[str], extras: dict[str, Any]) -> Value:
        if kinds == {"text"}:
            return Value(RAW, _FORM_TEXTS.get(self.form, ""), **extras)
        known = {frozenset({"bool"}): BOOL, frozenset({"int"}): INT, frozenset({"float"}): FLOAT, frozenset({"int", "float"}): FLOAT}
        found = known.get(frozenset(kinds))
        return Value(found, **extras) if found is not None else Value(RAW, ANY_JSON, **extras)

    def _is_map(self) -> bool:
        """Whether the names of members are data: there are many, and each is seldom there."""
        return len(self._members) > _MOST_NAMES and max(member.times for member in self._members.values()) <= self._structs / 2 + 1

    @property
    def form(self) -> str:
        """The type that all texts that were seen here stand for; empty for texts that are texts."""
        return next(iter(self._forms)) if len(self._forms) == 1 else ""

    def forms(self, path: str) -> dict[str, str]:
        """The types that texts stand for, by their paths below ``path``."""
        found = {path: self.form} if self.form else {}
        for name, member in self._members.items():
            found.update(member.forms(f"{path}.{name}"))
        return {**found, **(self._items.forms(f"{path}[]") if self._items is not None else {})}


def _with_null(extras: dict[str, Any], *, null: bool) -> dict[str, Any]:
    return {**extras, "null": True} if null else extras


def _kind(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int):
        return "int" if -(2**63) <= value < 2**63 else "large"
    if isinstance(value, float):
        return "float"
    return "text" if isinstance(value, str) else "struct" if isinstance(value, Mapping) else "list"
