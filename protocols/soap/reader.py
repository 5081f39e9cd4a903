"""The reader: the elements of a message to plain values, by their description (``docs/contract/encodings.md 5.3``).

The attributes of an element come first: nil, a reference to another element, a type. An element without them is read by
its description: a list may be an array of items of any name, a repeated element, or, for a list of one
struct, the members of that struct; clients write lists in all these ways, node's strong-soap in the last.
Types and elements are compared by their local names only, as in the reference. Values without a description are read too,
and validation refuses them.

An element may be referred to more than once, so that a small message can stand for a huge value: the limit counts values
each time they are read. References in circles are refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from lxml.etree import _Element

from gateway.describe.model import MISSING, Description, List, Struct
from gateway.errors import DecodeError, HostileInput
from gateway.native import encoded_values
from gateway.wire.exchange import Limits
from protocols.soap.envelope import local_name
from protocols.soap.names import XSI, member_name
from protocols.soap.simple import SIMPLE_TYPES, read_described

__all__ = ["Reader"]

_BLANK: Final = " \t\r\n"
_TRUE: Final = ("true", "1")
_XSI: Final = f"{{{XSI}}}"
_XSI_TYPE: Final = f"{_XSI}type"
_ARRAY: Final = "Array"
_MAP: Final = "Map"
_ARRAY_TYPE: Final = re.compile(r"([^\[\]]*)((?:\[[^\[\]]*\])*)\[([^\[\]]*)\]")
_SIZE: Final = re.compile(r"[0-9]{1,9}|\*|")
_MOST_DIMENSIONS: Final = 8
# Parsed attributes are cached for elements with at most so many attributes of at most so many characters.
_MOST_CACHED, _LONGEST_CACHED = 4, 150
# A form has fields for scalars only; here arrays, structs and targets of references count as well.
_VALUES_PER_FIELD: Final = 4
# How many characters may be read through references, and how often all texts of a long message: each reading makes a copy.
_ROOM, _COPIES = 100_000, 4

_KEY_AND_VALUE, _VALUE_AND_KEY = ["key", "value"], ["value", "key"]
_NOTHING_DESCRIBED: Final[Mapping[str, Description]] = {}


class _Marks(NamedTuple):
    """The attributes of an element that concern its value: its type, nil, a reference, the type and sizes of an array."""

    type: str
    nil: bool = False
    reference: str | None = None
    array: bool = False
    item_type: str = ""
    sizes: Sequence[int | None] = ()


class Reader:
    """Reads the values of one message, within limits on their number and depth."""

    def __init__(self, body: _Element, limits: Limits) -> None:
        """``body`` holds the targets of references."""
        self._body = body
        self._levels = limits.depth
        self._left = limits.form_fields * _VALUES_PER_FIELD
        self._targets: Mapping[str, _Element] | None = None
        self._open: set[str] = set()
        # For each target that was read, how many characters it holds; and how many may still be read through references.
        self._lengths: dict[str, int] = {}
        self._room = 0
        # How many lists and maps the value being read is in: structs in these are sent without a type.
        self._untyped = 0

    def arguments(self, call: _Element, params: Struct) -> dict[str | int, object]:
        """The arguments in a call, by the names of the parameters.

        Arguments are named if any of them has the name of a parameter, and else are in the order of the parameters. Beside
        named arguments, and beside the members of a struct that is a parameter or a member of one, others are ignored. Raises
        ``DecodeError`` for more positional arguments than parameters, and for a value that is not of its declared type;
        ``HostileInput`` for values that nest too deep, refer to each other in circles, or are too many.
        """
        plain = encoded_values(call, self._levels, self._left)
        if plain is not None:
            named: dict[str | int, object] = {name: value for name, value in plain.items() if name in params.members}
            if named:
                return named
            if len(plain) <= len(params.members):
                return dict(zip(params.members, plain.values(), strict=False))
        children = list(call)
        if any(member_name(local_name(child)) in params.members for child in children):
            return self._members(children, params.members, self._levels, described_only=True)
        if len(children) > len(params.members):
            raise DecodeError("The call holds more arguments than the function has parameters.")
        given: dict[str | int, object] = {}
        for (name, param), child in zip(params.members.items(), children, strict=False):
            self._put(given, name, self._value(child, param, self._levels), param)
        return given

    def positional(self, call: _Element) -> list[object]:
        """The arguments in a call of an unknown function, in their order. Raises the errors of ``arguments``."""
        return [self.value(child) for child in call]

    def value(self, element: _Element, description: Description | None = None) -> object:
        """The value of an element, of which nothing is ignored. Raises the errors of ``arguments``."""
        self._untyped = 1
        return self._value(element, description, self._levels)

    def _value(self, element: _Element, description: Description | None, levels: int, assumed: str = "") -> object:
        """The value of an element, of at most so many levels; ``assumed`` is the item type of the array that holds the element."""
        self._left -= 1
        if levels < 0 or self._left < 0:
            raise HostileInput("The values of the message nest too deep, or are too many.")
        kind, marks = assumed, None
        attributes = element.items()
        if len(attributes) == 1 and attributes[0][0] == _XSI_TYPE:  # by far the most common
            text = attributes[0][1]
            kind = _cached_type(text) if len(text) <= _LONGEST_CACHED else _local_type(text)
        elif attributes:
            marks = _cached_marks(assumed, *attributes) if _are_short(attributes) else _read_marks(attributes, assumed)
            if marks.nil:
                return None
            if marks.reference is not None:
                return self._referred(marks.reference, description, levels - 1, assumed)
            kind = marks.type
        read = SIMPLE_TYPES.get(kind)
        if read is not None:
            if len(element):
                raise DecodeError("A simple value holds elements.")
            return read(element.text or "")
        if kind == _MAP:
            return self._map(element, description, levels - 1)
        if kind == _ARRAY or (marks is not None and marks.array):
            return self._array(element, description, levels - 1, marks)
        children = list(element)
        if not children:
            return self._text(element.text or "", description)
        if isinstance(description, List):
            return self._list(children, description, levels - 1)
        if isinstance(description, Struct):
            return self._members(children, description.members, levels - 1, described_only=not self._untyped)
        return self._members(children, _NOTHING_DESCRIBED, levels - 1)

    def _text(self, text: str, description: Description | None) -> object:
        """The value of an element without children; a text in place of a list is the only item of the list."""
        if isinstance(description, List):
            return [self._text(text, description.of)] if text.strip(_BLANK) else []
        if isinstance(description, Struct):
            return text if text.strip(_BLANK) else {}
        return read_described(text, description)

    def _list(self, children: list[_Element], description: List, levels: int) -> list[object]:
        item = description.of
        if isinstance(item, Struct) and _is_flattened(children, item):
            return [self._members(children, item.members, levels)]
        self._untyped += 1
        items = [self._value(child, item, levels) for child in children]
        self._untyped -= 1
        return items

    def _array(self, element: _Element, description: Description | None, levels: int, marks: _Marks | None) -> list[object]:
        """The items of an array, whatever their names; nested lists for an array of several dimensions.

        Offsets and positions are ignored: they place the items in a larger array, but the function is given only
        the items that were sent, in their order.
        """
        text = element.text
        if text and text.strip(_BLANK):
            raise DecodeError("An array holds text.")
        item_type, sizes = (marks.item_type, marks.sizes) if marks is not None else ("", ())
        of = description
        for _ in sizes or (None,):
            of = of.of if isinstance(of, List) else None
        self._untyped += 1
        items: list[object] = [self._value(child, of, levels, item_type) for child in element]
        self._untyped -= 1
        return _fold(items, sizes) if len(sizes) > 1 and items else items

    def _map(self, element: _Element, description: Description | None, levels: int) -> dict[str | int, object]:
        """The members of an Apache map, whose items each have a key and a value; the text of the key is the name."""
        members = description.members if isinstance(description, Struct) else _NOTHING_DESCRIBED
        of = description.of if isinstance(description, List) else None
        given: dict[str | int, object] = {}
        self._untyped += 1
        for item in element:
            parts = list(item)
            names = [part.tag for part in parts]
            if names != _KEY_AND_VALUE:
                names = [local_name(part) for part in parts]
                if names == _VALUE_AND_KEY:
                    parts.reverse()
                elif names != _KEY_AND_VALUE:
                    raise DecodeError("An item of a map holds something else than a key and a value.")
            name = parts[0].text or ""
            member = members.get(name, of)
            self._put(given, name, self._value(parts[1], member, levels), member)
        self._untyped -= 1
        return given

    def _members(
        self, children: list[_Element], described: Mapping[str, Description], levels: int, *, described_only: bool = False
    ) -> dict[str | int, object]:
        """The members of a struct by their names; repeated elements of the same name become a list.

        With ``described_only``, members without a description are ignored.
        """
        groups: dict[str, list[_Element]] = {}
        for child in children:
            groups.setdefault(member_name(local_name(child)), []).append(child)
        given: dict[str | int, object] = {}
        for name, group in groups.items():
            member = described.get(name)
            if member is None and described_only:
                continue
            if len(group) == 1:
                self._put(given, name, self._value(group[0], member, levels), member)
            else:
                of = member.of if isinstance(member, List) else member
                given[name] = [self._value(child, of, levels) for child in group]
        return given

    def _put(self, given: dict[str | int, object], name: str, value: object, member: Description | None) -> None:
        """Put a value under a name; null for an optional member that allows no null counts as left out."""
        if value is None and member is not None and not member.null and (member.optional or member.default is not MISSING):
            return
        given[name] = value

    def _referred(self, reference: str, description: Description | None, levels: int, assumed: str) -> object:
        """The value of the element that a reference leads to."""
        if self._targets is None:
            self._targets = _find_targets(self._body)
            self._room = max(_ROOM, _COPIES * _text_length(self._body))
        target = self._targets.get(reference)
        if target is None:
            raise DecodeError("The message refers to an element that it does not hold.")
        if reference in self._open:
            raise HostileInput("The elements of the message refer to each other in a circle.")
        if reference not in self._lengths:
            self._lengths[reference] = _text_length(target)
        self._room -= self._lengths[reference]
        if self._room < 0:
            raise HostileInput("The message refers to long texts too often.")
        self._open.add(reference)
        value = self._value(target, description, levels, assumed)
        self._open.discard(reference)
        return value


def _text_length(element: _Element) -> int:
    """The number of characters in an element."""
    return sum(map(len, element.itertext()))


@lru_cache(maxsize=1024)
def _cached_marks(assumed: str, *attributes: tuple[str, str]) -> _Marks:
    """The result of ``_read_marks``, cached: the same attributes recur in most messages."""
    return _read_marks(attributes, assumed)


def _are_short(attributes: Sequence[tuple[str, str]]) -> bool:
    """Whether attributes are few and short enough to be cached."""
    return len(attributes) <= _MOST_CACHED and all(len(name) + len(text) <= _LONGEST_CACHED for name, text in attributes)


def _read_marks(attributes: Sequence[tuple[str, str]], assumed: str) -> _Marks:
    """The marks in the attributes of an element. Raises ``DecodeError`` for a malformed array type or an external reference."""
    marks = _Marks(assumed)
    for name, text in attributes:
        match name.rpartition("}")[2]:
            case "type" if name.startswith(_XSI):
                marks = marks._replace(type=_local_type(text))
            case "nil":
                marks = marks._replace(nil=text.strip(_BLANK) in _TRUE)
            case "arrayType" | "arraySize" | "itemType" as mark:
                marks = _ARRAY_MARKS[mark](marks, text)
            case "href" if text.startswith("#"):
                marks = marks._replace(reference=text[1:])
            case "href":
                raise DecodeError("The message refers to something outside of it.")
            case "ref":
                marks = marks._replace(reference=text.removeprefix("#"))
    return marks


@lru_cache(maxsize=1024)
def _cached_type(name: str) -> str:
    return _local_type(name)


def _local_type(name: str) -> str:
    return name.rpartition(":")[2].strip(_BLANK)


def _array_type(marks: _Marks, text: str) -> _Marks:
    """The marks with item type and sizes of an array in SOAP 1.1, as in ``xsd:int[2,3]``; items may be arrays themselves."""
    parts = _ARRAY_TYPE.fullmatch(text.strip(_BLANK))
    if parts is None:
        raise DecodeError("The type of an array is malformed.")
    of, nested, sizes = parts.groups()
    return marks._replace(array=True, item_type=_ARRAY if nested else _local_type(of), sizes=_sizes(sizes.split(",")))


def _array_size(marks: _Marks, text: str) -> _Marks:
    """The marks with the sizes of an array in SOAP 1.2, as in ``2 3``; the first size may be open, written ``*``."""
    return marks._replace(array=True, sizes=_sizes(text.split()))


def _item_type(marks: _Marks, text: str) -> _Marks:
    return marks._replace(array=True, item_type=_local_type(text))


_ARRAY_MARKS: Final = {"arrayType": _array_type, "arraySize": _array_size, "itemType": _item_type}


def _sizes(texts: list[str]) -> Sequence[int | None]:
    """The sizes of an array, None for an open size. Raises ``DecodeError`` for a malformed size."""
    sizes = [text.strip(_BLANK) for text in texts]
    if len(sizes) > _MOST_DIMENSIONS or not all(_SIZE.fullmatch(size) for size in sizes):
        raise DecodeError("The sizes of an array are malformed.")
    return [int(size) if size.isdigit() else None for size in sizes]


def _fold(items: list[object], sizes: Sequence[int | None]) -> list[object]:
    """The items of an array of several dimensions as nested lists. Raises ``DecodeError`` if their number does not fit the sizes."""
    for size in reversed(sizes[1:]):
        if not size or len(items) % size:
            raise DecodeError("An array holds another number of items than it says.")
        items = [items[start : start + size] for start in range(0, len(items), size)]
    if sizes[0] is not None and sizes[0] != len(items):
        raise DecodeError("An array holds another number of items than it says.")
    return items


def _is_flattened(children: Sequence[_Element], item: Struct) -> bool:
    """Whether children in place of the items of a list are the members of its only item, and not items with such members."""
    return all(_is_member(child, item) for child in children) and not all(
        any(_is_member(part, item) for part in child) for child in children
    )


def _is_member(element: _Element, struct: Struct) -> bool:
    return member_name(local_name(element)) in struct.members


def _find_targets(body: _Element) -> Mapping[str, _Element]:
    """The elements of a body that have ids, by their ids."""
    targets: dict[str, _Element] = {}
    for element in body.iter():
        for name, text in element.items():
            if name.rpartition("}")[2] == "id":
                targets.setdefault(text, element)
    return targets
