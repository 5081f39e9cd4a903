"""The shapes of the elements of messages: what has to be known to write a request and to read an answer without the WSDL.

Importing a WSDL makes them, and they are part of the import file, so that a call needs neither the WSDL nor its server's
leave to read it. Shapes refer to each other by key, so that they may be recursive, which descriptions are not.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

import msgspec

from gateway.upstream.soap.names import SIMPLE_TYPES

__all__ = ["KIND", "Member", "Message", "Operation", "Place", "Security", "Shape", "is_simple", "read_operation", "write_operation"]


class Place(StrEnum):
    """Where in an element a member of it is found."""

    ELEMENT = "element"
    ATTRIBUTE = "attribute"
    TEXT = "text"  # the text of the element itself
    ANY = "any"  # elements that the schema says nothing of, as text in XML
    GROUP = "group"  # a run of elements that repeats, without an element around it


KIND: Final = "xsi_type"
"""The member of a value that says which derived type it is of."""


class Security(StrEnum):
    """How a user name and a password are sent: in the header of the request, or in the header of the message."""

    BASIC = "basic"
    USERNAME = "username"
    DIGEST = "digest"


class Member(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A member of an element: its name among the values, the tag of its element or attribute, and the key of its type.

    ``many`` members are lists: of elements of that tag, or of words in one text where the list is one of ``words``.
    """

    name: str
    tag: str = ""
    type: str = "string"
    place: Place = Place.ELEMENT
    many: bool = False
    words: bool = False
    nil: bool = False
    required: bool = False


class Shape(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A complex type: its name in the schema, and its members in their order; or the items of an encoded array.

    ``derived`` are the keys of the types that may stand in its place, by their names in the schema: an element says which (``xsi:type``).
    """

    name: str = ""
    members: tuple[Member, ...] = ()
    items: Member | None = None
    derived: Mapping[str, str] = {}


class Message(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """The request or the answer of an operation: the element around its members, if there is one, and the blocks of its header."""

    tag: str = ""
    members: tuple[Member, ...] = ()
    headers: tuple[Member, ...] = ()


class Operation(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """How an operation is called. The value of an answer that is ``single`` is that of its one member."""

    version: str = "1.1"
    rpc: bool = False
    encoded: bool = False
    action: str = ""
    address: str = ""
    security: Security = Security.BASIC
    request: Message = Message()
    answer: Message | None = None
    single: bool = False
    types: Mapping[str, Shape] = {}


def is_simple(key: str) -> bool:
    """Whether a key names a simple type of XML Schema, and no shape."""
    return key in SIMPLE_TYPES


def write_operation(operation: Operation) -> dict[str, Any]:
    """An operation as plain data, as it stands in an import file."""
    data: dict[str, Any] = msgspec.to_builtins(operation)
    return data


def read_operation(data: Mapping[str, Any]) -> Operation:
    """The operation whose plain data is ``data``. Raises ``msgspec.ValidationError``, which names the place."""
    operation = msgspec.convert(data, Operation)
    for where, member in _members(operation):
        if not is_simple(member.type) and member.type not in operation.types:
            raise msgspec.ValidationError(f"there is no type {member.type!r} - at `{where}`")
    return operation


def _members(operation: Operation) -> list[tuple[str, Member]]:
    """All members of an operation, each with its place."""
    found = [("$.request", member) for member in (*operation.request.members, *operation.request.headers)]
    if operation.answer is not None:
        found += [("$.answer", member) for member in (*operation.answer.members, *operation.answer.headers)]
    for key, shape in operation.types.items():
        found += [(f"$.types.{key}.derived", Member(name=KIND, type=derived)) for derived in shape.derived.values()]
        found += [(f"$.types.{key}", member) for member in (*shape.members, *([shape.items] if shape.items else []))]
    return found
