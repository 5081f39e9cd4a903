"""The typed contract: its names, and the rules by which descriptions become XML Schema (``docs/soap.md``).

Document/literal, wrapped: the call of a function is an element of its name that holds its parameters, the answer an
element ``…Response`` that holds ``return``, or nothing where the function returns nothing. All elements are of one
namespace, the same for all sites and callers, so that what a client has generated fits any of them.
"""

from __future__ import annotations

from typing import Final

from gateway.describe.model import MISSING, Description, List, Value
from gateway.describe.types import ParamType
from protocols.soap.address import TYPED

__all__ = [
    "ADDRESS",
    "BOOLEAN",
    "CREDENTIALS",
    "DOUBLE",
    "FAILURE",
    "ITEM",
    "LONG",
    "NAME",
    "NAMESPACE",
    "RESPONSE",
    "RETURN",
    "STRING",
    "TOKEN",
    "given_always",
    "is_repeated",
    "may_be_left_out",
    "simple_type",
]

ADDRESS: Final = TYPED
NAMESPACE: Final = "urn:triglot:typed"
# The name of the protocol for tools.
NAME: Final = "soaptyped"

RESPONSE: Final = "Response"
RETURN: Final = "return"
ITEM: Final = "item"
# The header block with the credentials, and the element in it with the token.
CREDENTIALS: Final = "credentials"
TOKEN: Final = "token"  # noqa: S105 - the name of an element
# The element in the detail of every fault.
FAILURE: Final = "failure"

LONG, DOUBLE, BOOLEAN, STRING = "long", "double", "boolean", "string"

_SIMPLE: Final = {
    ParamType.INT: LONG,
    ParamType.PERMISSION: LONG,
    ParamType.FLOAT: DOUBLE,
    ParamType.BOOL: BOOLEAN,
}


def simple_type(node: Value, *, result: bool) -> str:
    """The XML Schema type of a value. A localised float is a double in a result, and a string in the caller's notation elsewhere."""
    kind = node.type.canonical
    if kind is ParamType.LOCALISEDFLOAT:
        return DOUBLE if result else STRING
    return _SIMPLE.get(kind, STRING)


def is_repeated(node: Description) -> bool:
    """Whether a parameter, result or member is a list that is written as a repeated element, one for each item.

    A list that may be null, or whose default has items, is written as one element with an ``item`` for each item; so is a
    list in a list.
    """
    return isinstance(node, List) and not node.null and (node.default is MISSING or not node.default)


def may_be_left_out(parameter: Description) -> bool:
    """Whether a parameter, or a member of one, may be left out."""
    return parameter.optional or parameter.default is not MISSING


def given_always(result: Description) -> bool:
    """Whether a result always has this member: a value with a default is always there, a struct or list with a default is not."""
    return not result.optional and (result.default is MISSING or isinstance(result, Value))
