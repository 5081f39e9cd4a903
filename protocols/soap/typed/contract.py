"""The typed contract: its names, and how descriptions are said in XML Schema (``docs/soap.md``).

Document/literal, wrapped: the call of a function is an element of its name that holds its parameters, the answer an
element ``…Response`` that holds ``return``, or nothing where the function returns nothing. All elements are of one
namespace, the same for all sites and callers, so that what a client has generated fits any of them.
"""

from __future__ import annotations

from typing import Final

from gateway.describe.model import MISSING, Description, List, Value
from gateway.describe.types import ParamType

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

ADDRESS: Final = "/webservice/soap/typed"
NAMESPACE: Final = "urn:triglot:typed"
# Of the protocol, as tools know it, and of the service and its ports.
NAME: Final = "soaptyped"

RESPONSE: Final = "Response"
RETURN: Final = "return"
ITEM: Final = "item"
# The block of the header that says who is calling, with the token in it.
CREDENTIALS: Final = "credentials"
TOKEN: Final = "token"  # noqa: S105 - the name of an element
# The detail of every fault.
FAILURE: Final = "failure"

LONG, DOUBLE, BOOLEAN, STRING = "long", "double", "boolean", "string"

_SIMPLE: Final = {
    ParamType.INT: LONG,
    ParamType.PERMISSION: LONG,
    ParamType.FLOAT: DOUBLE,
    ParamType.BOOL: BOOLEAN,
}


def simple_type(node: Value, *, result: bool) -> str:
    """The type of XML Schema that carries a value. A number in the caller's own notation is a number only in a result."""
    kind = node.type.canonical
    if kind is ParamType.LOCALISEDFLOAT:
        return DOUBLE if result else STRING
    return _SIMPLE.get(kind, STRING)


def is_repeated(node: Description) -> bool:
    """Whether a parameter, result or member is said by repeating its element: lists are, where no element means no item.

    A list that may be null, or that has a default with items in it, is one element with an ``item`` for each; so is a
    list in a list.
    """
    return isinstance(node, List) and not node.null and (node.default is MISSING or not node.default)


def may_be_left_out(parameter: Description) -> bool:
    """Whether a parameter, or a member of one, may be left out."""
    return parameter.optional or parameter.default is not MISSING


def given_always(result: Description) -> bool:
    """Whether a member of a result is always there: a value with a default is, a struct or list with one is not."""
    return not result.optional and (result.default is MISSING or isinstance(result, Value))
