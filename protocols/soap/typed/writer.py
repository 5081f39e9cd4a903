"""The writer: cleaned results to elements of the typed contract, by descriptions, each of which is compiled once.

Elements are in the namespace that the answer declares; texts are narrow (``protocols.markup``).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NamedTuple

from gateway.describe.fold import fold
from gateway.describe.memo import Memo
from gateway.describe.model import Description, List, Struct, Value
from gateway.php.values import to_text
from protocols.soap.names import element_name
from protocols.soap.text import escape
from protocols.soap.typed.contract import BOOLEAN, DOUBLE, ITEM, LONG, RETURN, is_repeated, simple_type

__all__ = ["Writer", "double"]

# Writes a value with its elements. The type of the value follows from a description, not from annotations.
Write = Callable[[Any], str]

_NOT_FINITE: Final = {math.inf: "INF", -math.inf: "-INF"}


def double(value: float) -> str:
    """A float as XML Schema writes a double, with all its digits."""
    return repr(value) if math.isfinite(value) else _NOT_FINITE.get(value, "NaN")


class Writer:
    """Writes results; each description is compiled once."""

    def __init__(self) -> None:
        """Start without any compiled description."""
        self._write = Memo(lambda description: fold(description, _value, _struct, _list).member(RETURN))

    def result(self, value: object, returns: Description) -> str:
        """The elements ``return`` of a cleaned result: one, or for a list one for each item."""
        return self._write(returns)(value)


class _Node(NamedTuple):
    """The compiled form of a description: makers of its writers, from the name of the element.

    ``member`` is for a member of a struct, ``item`` for an item of a list.
    """

    member: Callable[[str], Write]
    item: Callable[[str], Write]


def _value(node: Value) -> _Node:
    text = _TEXTS.get(simple_type(node, result=True), _string)

    def named(tag: str) -> Write:
        nil, opening, closing = _nil(tag), f"<{tag}>", f"</{tag}>"
        return lambda value: nil if value is None else f"{opening}{text(value)}{closing}"

    return _Node(named, named)


def _string(value: str | int | float) -> str:
    return escape(to_text(value))


_TEXTS: Final[Mapping[str, Callable[[Any], str]]] = {
    LONG: lambda value: str(int(value)),
    DOUBLE: lambda value: double(float(value)),
    BOOLEAN: lambda value: "true" if value else "false",
}


def _list(node: List, of: _Node) -> _Node:
    def repeated(tag: str) -> Write:
        write_item = of.item(tag)
        return lambda value: "".join(map(write_item, value))

    def held(tag: str) -> Write:
        write_item, nil, opening, closing = of.item(ITEM), _nil(tag), f"<{tag}>", f"</{tag}>"

        def write(value: Iterable[object] | None) -> str:
            return nil if value is None else f"{opening}{''.join(map(write_item, value))}{closing}"

        return write

    return _Node(repeated if is_repeated(node) else held, held)


def _struct(node: Struct, members: Mapping[str, _Node]) -> _Node:
    def named(tag: str) -> Write:
        writers = [(name, member.member(element_name(name))) for name, member in members.items()]
        nil, opening, closing = _nil(tag), f"<{tag}>", f"</{tag}>"

        def write(value: Mapping[str, Any] | None) -> str:
            if value is None:
                return nil
            written = [write_member(value[name]) for name, write_member in writers if name in value]
            return f"{opening}{''.join(written)}{closing}"

        return write

    return _Node(named, named)


def _nil(tag: str) -> str:
    return f'<{tag} xsi:nil="true"/>'
