"""The writer: plain values to the elements of an answer, in strings (``docs/contract/encodings.md 5.4``).

There are two encodings in one answer. At *typed* positions, which are the result and the members of a struct that is not in
a list, the type of each element follows from the description, and all members of a struct are written. Inside of a list
everything is *untyped*: the type of each element follows from the value, a struct is an Apache map, and only members that
the value has are written. Integers have all their 64 bits; characters that XML cannot carry become U+FFFD.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NamedTuple

from gateway.describe.fold import fold
from gateway.describe.memo import Memo
from gateway.describe.model import Description, List, Struct, Value
from gateway.describe.types import ParamType
from gateway.php.values import array_key, to_text
from protocols.soap.classes import class_name, count_classes
from protocols.soap.names import Version, element_name
from protocols.soap.text import escape

__all__ = ["Writer"]

# Writes a value as an element of a fixed name.
Write = Callable[[Any], str]
# Writes a value at a typed position as an element of a fixed name, given the number of the first struct class in the result.
WriteTyped = Callable[[Any, int], str]

_RETURN: Final = "return"
_MAP: Final = "ns2:Map"
_INTEGERS: Final = frozenset({ParamType.INT, ParamType.BOOL})


class Writer:
    """Writes results for one version of SOAP; each description is compiled once."""

    def __init__(self, version: Version) -> None:
        """Start without any compiled description."""
        compiler = _Compiler(version)
        self._write = Memo(compiler.result)

    def result(self, value: object, returns: Description, first: int) -> str:
        """A cleaned result as the element ``return``, in narrow text; ``first`` is the number of its first struct class."""
        return self._write(returns)(value, first)


class _Node(NamedTuple):
    """The compiled form of a description: makers of its writers, from the name of the element.

    ``typed`` also takes the number of struct classes before the element within the result.
    """

    typed: Callable[[str, int], WriteTyped]
    untyped: Callable[[str], Write]


class _Compiler:
    """Makes writers from descriptions. A writer must not refer to its description, as ``Memo`` demands."""

    def __init__(self, version: Version) -> None:
        self._array = version.array
        self._array_of_nothing = version.array(version.any_type, 0)
        self._kinds: Mapping[object, str] = {
            None: "xsi:nil",
            True: "xsd:boolean",
            False: "xsd:boolean",
            int: "xsd:int",
            float: "xsd:float",
            str: "xsd:string",
            list: f"{version.encoding_prefix}:Array",
            dict: _MAP,
        }
        self._any_type = version.any_type

    def result(self, returns: Description) -> WriteTyped:
        """The writer of a whole result, in which a null struct still has its class."""
        write = fold(returns, self._value, self._struct, self._list).typed(_RETURN, 0)
        if not isinstance(returns, Struct):
            return write
        last = count_classes(returns) - 1

        def write_struct(value: object, first: int) -> str:
            if value is None:
                return f'<{_RETURN} xsi:nil="true" xsi:type="ns1:{class_name(first + last)}"/>'
            return write(value, first)

        return write_struct

    def _value(self, node: Value) -> _Node:
        kind = node.type
        return _Node(lambda tag, _before: _typed_scalar(tag, kind), _untyped_scalar)

    def _list(self, node: List, item: _Node) -> _Node:
        of_values = isinstance(node.of, Value)

        def untyped(tag: str) -> Write:
            write_item = item.untyped("item")
            nil, empty = _nil(tag), f"<{tag} {self._array_of_nothing}/>"

            def write(value: list[Any] | None) -> str:
                if not value:
                    return nil if value is None else empty
                types = {*map(type, value)}
                if of_values and len(types) == 1 and (text := _TEXTS.get(kind := types.pop())) is not None:
                    of = self._kinds[kind]
                    between = f'</item><item xsi:type="{of}">'
                    items = f'<item xsi:type="{of}">{between.join(map(text, value))}</item>'
                    return f"<{tag} {self._array(of, len(value))}>{items}</{tag}>"
                return self._filled_array(tag, value, map(write_item, value))

            return write

        return _Node(lambda tag, _before: _at_typed(untyped(tag)), untyped)

    def _struct(self, node: Struct, members: Mapping[str, _Node]) -> _Node:
        counts = {name: count_classes(member) for name, member in node.members.items()}
        may_be_array = "0" in members

        def untyped(tag: str) -> Write:
            write_map = self._map(tag, {name: member.untyped("value") for name, member in members.items()})
            if not may_be_array:
                return write_map
            write_items = {name: member.untyped("item") for name, member in members.items()}

            def write(value: Mapping[str, Any] | None) -> str:
                if not value or not _is_list(value):
                    return write_map(value)
                return self._filled_array(tag, value.values(), [write_items[name](item) for name, item in value.items()])

            return write

        return _Node(lambda tag, before: _typed_struct(tag, before, members, counts), untyped)

    def _map(self, tag: str, members: Mapping[str, Write]) -> Write:
        """The writer of a struct as an Apache map; an empty struct is written as an empty array."""
        nil, empty = _nil(tag), f"<{tag} {self._array_of_nothing}/>"
        opening, closing = f'<{tag} xsi:type="{_MAP}">', f"</{tag}>"
        writers = tuple(members.items())
        heads = {name: f"<item>{_key(name)}" for name in members}
        # One template for a complete struct is faster than joining a text for each member.
        slots = "".join([f"{head.replace('%', '%%')}%s</item>" for head in heads.values()])
        template = f"{opening}{slots}{closing}"

        def write(value: Mapping[str, Any] | None) -> str:
            if not value:
                return nil if value is None else empty
            if len(value) == len(writers):
                return template % tuple([write_member(value[name]) for name, write_member in writers])
            present = [f"{heads[name]}{write_member(value[name])}</item>" for name, write_member in writers if name in value]
            return f"{opening}{''.join(present)}{closing}"

        return write

    def _filled_array(self, tag: str, values: Iterable[object], written: Iterable[str]) -> str:
        """The array of written items, with their type if all items have the same type."""
        items = [*written]
        kinds = {_kind(value) for value in values}
        of = self._kinds[kinds.pop()] if len(kinds) == 1 else self._any_type
        return f"<{tag} {self._array(of, len(items))}>{''.join(items)}</{tag}>"


# The writers of texts of values whose Python type decides on their SOAP type.
_TEXTS: Final[Mapping[type, Callable[[Any], str]]] = {str: escape, int: str, float: to_text}


def _kind(value: object) -> object:
    """The key of the type of an item in ``_Compiler._kinds``; true and false have different keys, as in PHP."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, dict):
        return list if _is_list(value) else dict
    return type(value)


def _is_list(value: Mapping[str, object]) -> bool:
    """Whether PHP takes a struct for a list: its members are numbered from 0, or it has none."""
    if value and next(iter(value)) != "0":
        return False
    return all(name == str(index) for index, name in enumerate(value))


def _at_typed(write: Write) -> WriteTyped:
    return lambda value, _first: write(value)


def _typed_scalar(tag: str, kind: ParamType) -> WriteTyped:
    nil, closing = _nil(tag), f"</{tag}>"
    if kind in _INTEGERS:
        opening = f'<{tag} xsi:type="xsd:int">'
        return lambda value, _first: nil if value is None else f"{opening}{int(value)}{closing}"
    if kind is ParamType.FLOAT:
        opening = f'<{tag} xsi:type="xsd:double">'
        return lambda value, _first: nil if value is None else f"{opening}{to_text(float(value))}{closing}"
    opening = f'<{tag} xsi:type="xsd:string">'
    return lambda value, _first: nil if value is None else f"{opening}{escape(to_text(value))}{closing}"


def _typed_struct(tag: str, before: int, members: Mapping[str, _Node], counts: Mapping[str, int]) -> WriteTyped:
    """The writer of a struct with all its described members, in their order; members that the value lacks are nil."""
    writers: list[tuple[str, WriteTyped]] = []
    number = before
    for name, member in members.items():
        writers.append((name, member.typed(element_name(name), number)))
        number += counts[name]
    nil, closing = _nil(tag), f"</{tag}>"

    def write(value: Mapping[str, Any] | None, first: int) -> str:
        if value is None:
            return nil
        written = [write_member(value.get(name), first) for name, write_member in writers]
        return f'<{tag} xsi:type="ns1:{class_name(first + number)}">{"".join(written)}{closing}'

    return write


def _untyped_scalar(tag: str) -> Write:
    nil, closing = _nil(tag), f"</{tag}>"
    string, integer, double = [f'<{tag} xsi:type="xsd:{kind}">' for kind in ("string", "int", "float")]
    true, false = [f'<{tag} xsi:type="xsd:boolean">{word}</{tag}>' for word in ("true", "false")]

    def write(value: str | int | float | None) -> str:
        if isinstance(value, str):
            return f"{string}{escape(value)}{closing}"
        if value is None:
            return nil
        if isinstance(value, bool):
            return true if value else false
        if isinstance(value, float):
            return f"{double}{to_text(value)}{closing}"
        return f"{integer}{value}{closing}"

    return write


def _nil(tag: str) -> str:
    return f'<{tag} xsi:nil="true"/>'


def _key(name: str) -> str:
    """The name of a member as the key of a map."""
    kind = "int" if isinstance(array_key(name), int) else "string"
    return f'<key xsi:type="xsd:{kind}">{escape(name)}</key>'
