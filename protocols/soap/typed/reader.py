"""The reader: elements of the typed contract to plain values, by descriptions, each of which is compiled once.

Elements are compared by their local names only; members of a struct may come in any order. Types declared by
elements are ignored: the description has the type. Values without a description, and texts that do not fit their type, are
read too, and validation refuses them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from lxml.etree import _Element

from gateway.describe.fold import fold
from gateway.describe.memo import Memo
from gateway.describe.model import Description, List, Struct, Value
from gateway.errors import DecodeError, HostileInput
from gateway.native import Node, tree_of
from protocols.soap.names import XSI, element_name, member_name
from protocols.soap.typed.contract import is_repeated

__all__ = ["Read", "Reader"]

Read = Callable[[Node], object]
ReadScalar = Callable[[str], object]

_BLANK: Final = " \t\r\n"
_NIL: Final = f"{{{XSI}}}nil"
_TRUE: Final = ("true", "1")
# How deep elements without a description may nest; described ones nest as deep as their description.
_MOST_LEVELS: Final = 64


class _Member(NamedTuple):
    """A member of a struct: its name, its reader, and the rules for an element that is repeated, absent or nil."""

    name: str
    read: Read
    repeated: bool
    required: bool
    skips_nil: bool


class Reader:
    """Reads values. Readers of parameters and of results differ in how they read texts, and in which members may be left out."""

    def __init__(self, scalar: Callable[[Value], ReadScalar], left_out: Callable[[Description], bool]) -> None:
        """``scalar`` returns the reader of the text of a value, ``left_out`` says whether a member may be left out.

        Neither may hold on to the description it is given, as ``Memo`` demands.
        """
        self._scalar = scalar
        self._left_out = left_out
        self._read = Memo(self._compile)

    def members(self, element: _Element, struct: Struct) -> dict[str | int, object]:
        """The members of a struct, by their names.

        Raises ``DecodeError`` for text in place of members, and for a repeated member that is no list; ``HostileInput`` for
        elements without a description that nest too deep.
        """
        value = self._read(struct)(tree_of(element))
        if not isinstance(value, dict):
            raise DecodeError("The message holds text where elements are expected.")
        return value

    def _compile(self, description: Description) -> Read:
        return fold(description, self._value, self._struct, self._list)

    def _value(self, node: Value) -> Read:
        scalar = self._scalar(node)

        def read(node: Node) -> object:
            _name, attributes, text, children, _tail = node
            if attributes or children:
                return None if _is_nil(attributes) else _undescribed(node, _MOST_LEVELS) if children else scalar(text)
            return scalar(text)

        return read

    def _list(self, node: List, read_item: Read) -> Read:
        """The reader of one of the repeated elements of a list; or of the one element that holds the items, whatever their names."""
        if isinstance(node.of, List) and is_repeated(node.of):
            read_item = _items_of(read_item)
        return read_item if is_repeated(node) else _items_of(read_item)

    def _struct(self, node: Struct, reads: Mapping[str, Read]) -> Read:
        members: dict[str, _Member] = {}
        for name, member in node.members.items():
            left_out, read = self._left_out(member), reads[name]
            skips_nil = left_out and not member.null
            members[element_name(name)] = _Member(name, read, is_repeated(member), not left_out, skips_nil)
        # A name may also be escaped where it need not be.
        by_name = {member.name: member for member in members.values()}
        required = [member.name for member in members.values() if member.repeated and member.required]

        def read_struct(node: Node) -> object:
            _name, attributes, text, children, _tail = node
            if attributes and _is_nil(attributes):
                return None
            if not children and (text := text.strip(_BLANK)):
                return text
            given: dict[str | int, Any] = {}
            for child in children:
                tag = child[0]
                member = members.get(tag) or by_name.get(member_name(tag))
                if member is None:
                    given[member_name(tag)] = _undescribed(child, _MOST_LEVELS)
                elif member.repeated:
                    given.setdefault(member.name, []).append(member.read(child))
                elif member.name in given:
                    raise DecodeError("An element is there twice that may be there once.")
                else:
                    value = member.read(child)
                    if value is not None or not member.skips_nil:
                        given[member.name] = value
            for name in required:
                given.setdefault(name, [])
            return given

        return read_struct


def _items_of(read_item: Read) -> Read:
    def read(node: Node) -> object:
        _name, attributes, text, children, _tail = node
        if attributes and _is_nil(attributes):
            return None
        if not children and (text := text.strip(_BLANK)):
            return text
        return [read_item(child) for child in children]

    return read


def read_undescribed(element: _Element, levels: int = _MOST_LEVELS) -> object:
    """The value of an element without a description: a text or a struct. Raises ``HostileInput`` for too many levels."""
    return _undescribed(tree_of(element), levels)


def _undescribed(node: Node, levels: int) -> object:
    _name, attributes, text, children, _tail = node
    if levels < 0:
        raise HostileInput("The values of the message nest too deep.")
    if _is_nil(attributes):
        return None
    if not children:
        return text
    return {member_name(child[0]): _undescribed(child, levels - 1) for child in children}


def _is_nil(attributes: Sequence[tuple[str, str]]) -> bool:
    """Whether the attributes of an element say, by ``xsi:nil``, that it is null."""
    return any(name == _NIL and text.strip(_BLANK) in _TRUE for name, text in attributes)
