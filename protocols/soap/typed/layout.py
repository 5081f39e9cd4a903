"""The layout of the typed contract: the named types for all structures of a service (``protocols.soap.typed.contract``).

The name of a type is the name of its function and the path to the structure, as in ``core_user_get_users_criteria``; names
of types in results begin with ``…_result``. Generators make names of classes from these, and ignore case and punctuation:
names that would then be equal are numbered.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from gateway.describe.model import MISSING, Description, FromSetting, List, Now, Struct, Value
from gateway.wire.call import FunctionInfo
from protocols.soap.names import element_name
from protocols.soap.typed.contract import (
    CREDENTIALS,
    FAILURE,
    ITEM,
    RESPONSE,
    RETURN,
    STRING,
    TOKEN,
    given_always,
    is_repeated,
    may_be_left_out,
    simple_type,
)

__all__ = ["Complex", "Element", "Operation", "credentials", "failure", "operations"]

_PUNCTUATION: Final = re.compile(r"[^a-z0-9]")
_RESULT: Final = "result"


class Element(NamedTuple):
    """An element: its name, its simple or complex type, and whether it may be left out, repeated or null."""

    name: str
    type: str | Complex
    optional: bool = False
    many: bool = False
    null: bool = False
    text: str = ""


class Complex(NamedTuple):
    """A named complex type: its elements, in their order.

    The type of a repeated element that holds nothing but one repeated element is ``marked``: it has an attribute, which is
    never sent. Without it, .NET takes such a pair for an array of arrays, and makes a proxy that does not run.
    """

    name: str
    members: tuple[Element, ...]
    text: str = ""
    marked: bool = False


class Operation(NamedTuple):
    """A function: the elements of its call, and the element of its answer."""

    name: str
    takes: tuple[Element, ...]
    gives: Element | None
    text: str


def credentials() -> Complex:
    """The type of the header block with the token of the caller."""
    return Complex(CREDENTIALS, (Element(TOKEN, STRING),), "Who is calling, where neither HTTP nor the address says it.")


def failure() -> Complex:
    """The type of the detail of every fault."""
    members = (
        Element("errorcode", STRING, text="stable name of what went wrong"),
        Element("message", STRING, text="the same for people"),
        Element("exception", STRING, text="class of the error"),
        Element("debuginfo", STRING, optional=True, text="what the holder of a developer's token is told on top"),
    )
    return Complex(FAILURE, members, "Why a call has no result.")


def operations(functions: Iterable[FunctionInfo]) -> list[Operation]:
    """The operations of a service that has these functions."""
    functions = list(functions)
    names = _Names([CREDENTIALS, FAILURE, *[name for each in functions for name in (each.name, each.name + RESPONSE)]])
    return [_operation(function, names) for function in functions]


class _Names:
    """The names of types that are in use."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = {_plain(name) for name in taken}

    def take(self, name: str) -> str:
        """The name, with a number if it is in use already; the result is then in use."""
        chosen, number = name, 1
        while _plain(chosen) in self._taken:
            number += 1
            chosen = f"{name}_{number}"
        self._taken.add(_plain(chosen))
        return chosen


def _plain(name: str) -> str:
    return _PUNCTUATION.sub("", name.lower())


def _operation(function: FunctionInfo, names: _Names) -> Operation:
    takes = _Builder(names, result=False).members(function.name, function.params.members)
    gives = None
    if function.returns is not None:
        gives = _Builder(names, result=True).element(f"{function.name}_{_RESULT}", RETURN, function.returns)
    return Operation(function.name, takes, gives, function.text)


class _Builder:
    """Builds the elements of the parameters of a function, or of its result."""

    def __init__(self, names: _Names, *, result: bool) -> None:
        self._names = names
        self._result = result

    def members(self, path: str, described: Mapping[str, Description]) -> tuple[Element, ...]:
        """The elements for the members of a struct; ``path`` is the path to the struct."""
        return tuple(self.element(f"{path}_{element_name(name)}", element_name(name), node) for name, node in described.items())

    def element(self, path: str, name: str, node: Description) -> Element:
        optional = not given_always(node) if self._result else may_be_left_out(node)
        text = node.text if self._result else _with_default(node)
        if isinstance(node, List) and is_repeated(node):
            return Element(name, _marked(self._type(path, node.of)), optional=True, many=True, null=node.of.null, text=text)
        return Element(name, self._type(path, node), optional=optional, null=node.null, text=text)

    def _type(self, path: str, node: Description) -> str | Complex:
        """The type of an element; for a list, a complex type of repeated ``item`` elements."""
        if isinstance(node, Value):
            return simple_type(node, result=self._result)
        name = self._names.take(path)
        if isinstance(node, Struct):
            return Complex(name, self.members(path, node.members), node.text)
        of = _marked(self._type(f"{path}_{ITEM}", node.of))
        item = Element(ITEM, of, optional=True, many=True, null=node.of.null, text=node.of.text)
        return Complex(name, (item,), node.text)


def _marked(kind: str | Complex) -> str | Complex:
    """The type of a repeated element, marked if it holds nothing but one repeated element."""
    if isinstance(kind, Complex) and len(kind.members) == 1 and kind.members[0].many:
        return kind._replace(marked=True)
    return kind


def _with_default(node: Description) -> str:
    """The text of a parameter with its default; a default of XML Schema would also apply to an empty element."""
    if node.default is MISSING or not isinstance(node, Value):
        return node.text
    left_out = str(node.default) if isinstance(node.default, (Now, FromSetting)) else json.dumps(node.default, ensure_ascii=False)
    return f"{node.text} (left out: {left_out})".lstrip()
