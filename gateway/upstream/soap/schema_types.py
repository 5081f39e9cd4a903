"""Shapes from the types that zeep reads in the schemas of a WSDL.

Zeep's types say more than is needed to call: what remains is which elements and attributes there are, in which order, of which
types, and how often. Types of the same name in several namespaces get keys of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

import msgspec
from lxml import etree
from zeep import xsd
from zeep.xsd.elements import Any as AnyElement
from zeep.xsd.elements import AnyAttribute, Attribute, Choice, Element, Group
from zeep.xsd.elements.indicators import OrderIndicator
from zeep.xsd.types.builtins import BuiltinType
from zeep.xsd.types.collection import ListType, UnionType

from gateway.upstream.soap.shape import Member, Place, Shape, is_simple

__all__ = ["NotCallable", "SchemaTypes"]

_XSD: Final = "http://www.w3.org/2001/XMLSchema"
_OTHER: Final = re.compile(r"[^A-Za-z0-9_]")
# A schema with more types than this for one operation is refused, and a type with more members.
_MOST_TYPES, _MOST_MEMBERS = 2000, 2000
# A type from which more are derived is that of all objects: then only its own members are told.
_MOST_DERIVED: Final = 30


class NotCallable(Exception):
    """An operation cannot be called from here; the text names the element of the WSDL that is the cause."""


class SchemaTypes:
    """The shapes of the types of one operation, by their keys, which grow with each member that is asked for."""

    def __init__(self, derived: Mapping[str, Sequence[xsd.ComplexType]] = MappingProxyType({})) -> None:
        """Begin without shapes. ``derived`` are the types that may stand in the place of others, by the names of these."""
        self._derived = derived
        self.shapes: dict[str, Shape] = {}
        self._keys: dict[int, str] = {}

    def member(self, element: Element, *, optional: bool = False, name: str = "", many: bool = False) -> Member:
        """The member that an element of a schema is. Raises ``NotCallable``."""
        key, words = self._key_of(element.type, str(element.qname))
        return Member(
            name=name or plain_name(element.qname.localname),
            tag=element.qname.text,
            type=key,
            many=many or words or _repeats(element),
            words=words,
            nil=bool(element.nillable),
            required=not optional and element.min_occurs > 0,
        )

    def part(self, name: str, type_: Any) -> Member:
        """The member that a part of a message is whose type is given and no element. Raises ``NotCallable``."""
        key, words = self._key_of(type_, f"the part {name}")
        return Member(name=plain_name(name), tag=name, type=key, many=words, words=words, nil=True)

    def members_of(self, type_: Any) -> tuple[Member, ...] | None:
        """The members of a complex type that has elements, attributes or nothing in it; None for any other type. Raises ``NotCallable``."""
        if not isinstance(type_, xsd.ComplexType) or _is_array(type_):
            return None
        found = self._members(type_)
        return None if any(member.place is Place.TEXT for member in found) else found

    def _key_of(self, type_: Any, where: str) -> tuple[str, bool]:
        """The key of a type, and whether its values are lists of words in one text."""
        if isinstance(type_, ListType):
            return self._key_of(type_.item_type, where)[0], True
        if isinstance(type_, xsd.ComplexType):
            return self._shape(type_, where), False
        return simple_name(type_), False

    def _shape(self, type_: xsd.ComplexType, where: str) -> str:
        """The key of the shape of a complex type."""
        if id(type_) in self._keys:
            return self._keys[id(type_)]
        if len(self.shapes) >= _MOST_TYPES:
            raise NotCallable(f"{where}: it leads to more than {_MOST_TYPES} types")
        qname = type_.qname
        key = self._free_key(plain_name(qname.localname if qname is not None else etree.QName(where).localname if "{" in where else where))
        self._keys[id(type_)] = key
        self.shapes[key] = Shape()  # while it is being made: it may have members of its own type
        name = qname.text if qname is not None and type_.is_global else ""
        items = self._items(type_, where)
        if items is not None:
            self.shapes[key] = Shape(name=name, items=items)
            return key
        others = self._derived.get(name, ())
        derived = {each.qname.text: self._shape(each, each.qname.text) for each in others} if len(others) <= _MOST_DERIVED else {}
        self.shapes[key] = Shape(name=name, members=self._members(type_), derived=derived)
        return key

    def _free_key(self, name: str) -> str:
        name = f"{name}Type" if is_simple(name) else name
        number, key = 1, name
        while key in self.shapes:
            number += 1
            key = f"{name}{number}"
        return key

    def _items(self, type_: xsd.ComplexType, where: str) -> Member | None:
        """The items of an encoded array: of the type that its attribute ``arrayType`` names, or of the one element in it."""
        attribute = type_._array_type
        if attribute is None:
            return None
        if attribute.array_type is not None:
            key, words = self._key_of(attribute.array_type, f"{where} (wsdl:arrayType)")
            return Member(name="item", tag="item", type=key, words=words, nil=True)
        elements = [each for each in _leaves(type_._element) if isinstance(each, Element)]
        return (
            msgspec.structs.replace(self.member(elements[0], name="item"), many=False)
            if elements
            else Member(name="item", tag="item", type="anyType", nil=True)
        )

    def _members(self, type_: xsd.ComplexType) -> tuple[Member, ...]:
        """The members of a complex type, under names of their own."""
        found: list[Member] = []
        for attribute in type_._attributes_unwrapped:
            if isinstance(attribute, AnyAttribute) or attribute.qname is None:
                continue
            found.append(self._attribute(attribute))
        content = type_._element
        if isinstance(content, Element):
            key, words = self._key_of(content.type, f"the content of {type_.qname}")
            found.append(Member(name="value", type=key, place=Place.TEXT, many=words, words=words))
        elif content is not None:
            found.extend(self._content(content, optional=False, many=False))
        if len(found) > _MOST_MEMBERS:
            raise NotCallable(f"{type_.qname}: a type of more than {_MOST_MEMBERS} members")
        return tuple(_named_apart(found))

    def _attribute(self, attribute: Attribute) -> Member:
        key, words = self._key_of(attribute.type, f"the attribute {attribute.qname}")
        name, tag = plain_name(attribute.qname.localname), attribute.qname.text
        return Member(name=name, tag=tag, type=key, place=Place.ATTRIBUTE, many=words, words=words, required=bool(attribute.required))

    def _content(self, node: Any, *, optional: bool, many: bool) -> Iterator[Member]:
        """The members of a sequence, a choice, a group or of all, and of those in it."""
        if isinstance(node, Element):
            yield self.member(node, optional=optional, many=many)
        elif isinstance(node, AnyElement):
            yield Member(name="any", place=Place.ANY, many=False, required=False)
        elif isinstance(node, Group):
            yield from self._run(node, [node.child], optional=optional or node.min_occurs == 0, many=many)
        elif isinstance(node, OrderIndicator):
            is_choice = isinstance(node, Choice)
            yield from self._run(node, list(node), optional=optional or is_choice or node.min_occurs == 0, many=many)
        else:
            raise NotCallable(f"the schema has a {type(node).__name__}, which cannot be told in a description")

    def _run(self, node: Any, children: list[Any], *, optional: bool, many: bool) -> Iterator[Member]:
        """The members of what is in one indicator. A sequence that repeats is a list of groups, unless it has but one element."""
        repeats = _repeats(node)
        leaves = list(_leaves(node))
        if repeats and not many and len(leaves) > 1 and not _all_chosen(node):
            members = tuple(_named_apart(list(self._each(children, optional=False, many=False))))
            key = self._free_key("Group")
            self.shapes[key] = Shape(members=members)
            yield Member(name="groups", type=key, place=Place.GROUP, many=True)
            return
        yield from self._each(children, optional=optional, many=many or repeats)

    def _each(self, children: Iterable[Any], *, optional: bool, many: bool) -> Iterator[Member]:
        for child in children:
            yield from self._content(child, optional=optional, many=many)


def simple_name(type_: Any) -> str:
    """The name of the simple type of XML Schema that a type is, or is derived from."""
    if isinstance(type_, UnionType):
        return simple_name(type_.item_class()) if type_.item_class is not None else "string"
    for cls in type(type_).__mro__:
        qname = vars(cls).get("_default_qname")
        if qname is not None and qname.namespace == _XSD and (issubclass(cls, BuiltinType) or is_simple(qname.localname)):
            return str(qname.localname)
    return "anyType"


def plain_name(name: str) -> str:
    """A name that can stand in every protocol: other signs than letters, digits and underscores are underscores."""
    return _OTHER.sub("_", name) or "value"


def _is_array(type_: xsd.ComplexType) -> bool:
    return type_._array_type is not None


def _repeats(node: Any) -> bool:
    return bool(node.max_occurs == "unbounded" or node.max_occurs > 1)


def _all_chosen(node: Any) -> bool:
    """Whether what repeats is a choice, one element each time: then each element of it is a list of its own."""
    if isinstance(node, Group):
        return _all_chosen(node.child)
    if isinstance(node, Choice):
        return all(len(list(_leaves(child))) == 1 for child in node)
    return isinstance(node, OrderIndicator) and len(node) == 1 and not isinstance(node[0], (Element, AnyElement)) and _all_chosen(node[0])


def _leaves(node: Any) -> Iterator[Any]:
    """The elements in an indicator, at any depth of indicators."""
    if isinstance(node, Group):
        yield from _leaves(node.child)
    elif isinstance(node, OrderIndicator):
        for child in node:
            yield from _leaves(child)
    elif node is not None:
        yield node


def _named_apart(members: list[Member]) -> Iterator[Member]:
    """The members with names of their own. The same element in two branches of a choice is one member."""
    taken: dict[str, Member] = {}
    for member in members:
        first = taken.get(member.name)
        if first is not None and first.tag == member.tag and first.place is member.place and not (first.required and member.required):
            continue
        name, number = member.name, 1
        if first is not None and member.place is not first.place:
            name = f"{member.name}_{member.place}"
        while name in taken:
            number += 1
            name = f"{member.name}_{number}"
        taken[name] = msgspec.structs.replace(member, name=name)
        yield taken[name]
