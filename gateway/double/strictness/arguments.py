"""What is wrong with the arguments of a call, by the description of its function: each with its path, and with what may be meant.

The validator of a function refuses with the first wrong value; a client's author wants all of them. This walks the same
descriptions, and judges by what was sent: a form carries texts alone, whose spelling matters (``docs/contract/encodings.md 2.9``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Final

import msgspec

from gateway.describe.model import MISSING, Description, List, Struct, Value
from gateway.describe.types import BOOL, FLOAT, INT

__all__ = ["MOST", "Flaw", "flaws", "nearest"]

MOST: Final = 20
"""How many flaws of one call are told."""

_INTEGER: Final = re.compile(r"(?:0|-?[1-9][0-9]*)\Z")
_FLOAT: Final = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\n?\Z")
_BOOLEANS: Final = frozenset({"0", "1"})
_NOTHINGS: Final = frozenset({"null", "None", "undefined", "nil", "NaN"})
_LIKE: Final = 0.6
_SHOWN: Final = 60
_MOST_LISTED: Final = 12


class Flaw(msgspec.Struct, frozen=True):
    """One flaw: the rule of the strictness report that it breaks, its path in the arguments, and a sentence."""

    rule: str
    path: str
    text: str


def flaws(params: Struct, arguments: object, *, nulls: bool = False) -> list[Flaw]:
    """The flaws of arguments, at most ``MOST``; ``nulls`` says that what is left out of a named call is null at a real site."""
    if isinstance(arguments, list):
        arguments = dict(zip(params.members, arguments, strict=False))
    found: list[Flaw] = []
    for flaw in _walk(params, arguments, ""):
        if len(found) == MOST:
            break
        found.append(flaw)
    if nulls and isinstance(arguments, Mapping):
        absent = [name for name, each in params.members.items() if name not in arguments and each.default not in (MISSING, None)]
        if absent:
            found.append(Flaw("soap-left-out", absent[0], f"left out: {_listed(absent)}; a real site passes null, and not the default"))
    return found


def nearest(name: str, known: Sequence[str], *, missing: Sequence[str] = ()) -> str:
    """The name that may be meant in place of an unknown one; empty if none is near, nor the only one that is ``missing``."""
    lower = {each.lower(): each for each in known}
    near = get_close_matches(name[:200].lower(), list(lower), 1, _LIKE)
    if near:
        return lower[near[0]]
    return missing[0] if len(missing) == 1 else ""


def _walk(node: Description, value: object, path: str) -> Iterator[Flaw]:
    if value is None:
        if not node.null and not isinstance(node, Value):  # of values, the validator says whether that is allowed
            yield Flaw(
                "null-for-list", path, f"{path or 'the arguments'} is null, which a real site refuses for a list or struct: leave it out"
            )
    elif isinstance(node, Struct):
        yield from _struct(node, value, path)
    elif isinstance(node, List):
        yield from _list(node, value, path)
    else:
        yield from _value(node, value, path)


def _struct(node: Struct, value: object, path: str) -> Iterator[Flaw]:
    if not isinstance(value, Mapping):
        yield _no_list(value, path, "a struct", f"{path}[{next(iter(node.members), 'name')}]=…")
        return
    given = {str(name): each for name, each in value.items()}
    unsent = [name for name in node.members if name not in given]
    required = [name for name in unsent if _is_required(node.members[name])]
    meant: set[str] = set()
    for name in given:
        if name not in node.members:
            near = nearest(name, unsent, missing=required)
            meant.add(near)
            yield Flaw("unknown-parameter", _below(path, name), _unknown(_below(path, name), near, node))
    for name in required:
        if name not in meant:
            yield Flaw("missing-parameter", _below(path, name), f"{_below(path, name)} is required and was not sent")
    for name, member in node.members.items():
        if name in given:
            yield from _walk(member, given[name], _below(path, name))


def _list(node: List, value: object, path: str) -> Iterator[Flaw]:
    if isinstance(value, Mapping):
        numbers = [name for name in value if isinstance(name, int)]
        if len(numbers) < len(value) or numbers != sorted(numbers):
            yield Flaw("list-order", path, f"the items of {path} are taken in the order in which they were sent; their keys mean nothing")
        items: Sequence[tuple[object, object]] = list(value.items())
    elif isinstance(value, list):
        items = list(enumerate(value))
    else:
        yield _no_list(value, path, "a list", f"{path}[0]=…" if isinstance(node.of, Value) else f"{path}[0][…]=…")
        return
    if _is_torn(node, items):
        yield Flaw("appended-struct", path, f"{path}[] makes a new item each time: number the items, as in {path}[0][…]")
    for key, item in items:
        yield from _walk(node.of, item, f"{path}[{str(key)[:_SHOWN]}]")


def _value(node: Value, value: object, path: str) -> Iterator[Flaw]:
    if isinstance(value, (Mapping, list)):
        yield Flaw("list-for-text", path, f"{path} is one value, and was sent as a list or struct")
        return
    if not isinstance(value, str):
        return
    kind, shown = node.type.canonical, _printable(value)
    if kind is BOOL and value not in _BOOLEANS:
        yield Flaw("boolean-word", path, f"{path} is a boolean, sent as {shown!r}: send 0 or 1")
    elif kind is INT and not _INTEGER.match(value):
        yield Flaw("number-spelling", path, f"{path} is a whole number, sent as {shown!r}")
    elif kind is FLOAT and not _FLOAT.match(value):
        yield Flaw("number-spelling", path, f"{path} is a number, sent as {shown!r}")
    elif kind not in (BOOL, INT, FLOAT) and value in _NOTHINGS:
        yield Flaw("null-word", path, f"{path} is a text, and {shown!r} is taken for one: leave it out if nothing is meant")


def _no_list(value: object, path: str, what: str, how: str) -> Flaw:
    """The flaw of a single value in the place of a list or struct."""
    if value == "":
        return Flaw("empty-list", path, f"{path} is {what}, sent as an empty text: leave it out")
    looks_json = isinstance(value, str) and value.lstrip()[:1] in ("[", "{")
    why = ", sent as JSON in a field" if looks_json else ", sent as a single value"
    return Flaw("text-for-list", path, f"{path} is {what}{why}: send {how}")


def _is_torn(node: List, items: Sequence[tuple[object, object]]) -> bool:
    """Whether structs of a list came member by member: several with one member each, of which no two neighbours have the same."""
    if not isinstance(node.of, Struct) or len(items) < 2:
        return False
    names = [next(iter(item)) if isinstance(item, Mapping) and len(item) == 1 else None for _, item in items]
    return None not in names and len(set(names)) > 1 and len(node.of.members) > 1


def _is_required(node: Description) -> bool:
    return node.default is MISSING and not node.optional


def _unknown(path: str, near: str, node: Struct) -> str:
    if near:
        return f"no parameter {path}; did you mean {near}?"
    return f"no parameter {path}; there are: {_listed(list(node.members))}" if node.members else f"no parameter {path}: there are none"


def _below(path: str, name: str) -> str:
    name = _printable(name)
    return f"{path}[{name}]" if path else name


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:_MOST_LISTED]) + (", …" if len(names) > _MOST_LISTED else "")


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in text[:_SHOWN])
