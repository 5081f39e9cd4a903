"""What client halves have in common: credentials in an address, and answers shaped by their description."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote_plus

from gateway.describe.model import Description, List, Struct, Value
from gateway.describe.types import FLOAT, LOCALISEDFLOAT
from gateway.errors import DecodeError, EncodeError
from gateway.wire.call import Credential, Password, Token

__all__ = ["address_of", "by_index", "quoted", "shape", "shape_json"]

# A scalar as its description wants it. Raises ``DecodeError`` for what is none.
Scalar = Callable[[object, Value], object]


def quoted(text: str) -> str:
    """A text as a field of a form or a query holds it. Raises ``EncodeError`` where no bytes stand for it."""
    try:
        return quote_plus(text, errors="surrogateescape")
    except UnicodeEncodeError as error:
        raise EncodeError("A text holds what no bytes stand for.") from error


def address_of(credential: Credential | None, address: str, simple_address: str) -> str:
    """The address with a credential in its query: one for tokens, another for user names. Raises ``EncodeError`` for sessions."""
    if credential is None:
        return address
    if isinstance(credential, Token):
        return f"{address}?wstoken={quoted(credential.value)}"
    if isinstance(credential, Password):
        return f"{simple_address}?wsusername={quoted(credential.username)}&wspassword={quoted(credential.password)}"
    raise EncodeError("The protocol carries tokens and passwords, not sessions.")


def by_index(items: list[object], _struct: Struct) -> object:
    """The struct for which a list stands in PHP: its keys are the numbers from 0 on."""
    return {str(index): item for index, item in enumerate(items)}


def shape(
    value: object,
    description: Description,
    scalar: Scalar,
    *,
    struct_of: Callable[[list[object], Struct], object] = by_index,
    null: object = None,
) -> object:
    """What a value in an answer stands for, by its description.

    ``struct_of`` says what a list is where a struct is described, and ``null`` what besides None stands for null where a
    list or struct is described that may be null. Raises ``DecodeError`` where the value has another shape.
    """
    if value is None:
        return None
    if isinstance(description, Value):
        return scalar(value, description)
    if value == null and description.null:
        return None
    if isinstance(description, List):
        if not isinstance(value, list):
            raise DecodeError("The answer holds something else where a list is described.")
        return [shape(item, description.of, scalar, struct_of=struct_of, null=null) for item in value]
    if isinstance(value, list):
        value = struct_of(value, description)
    members = description.members
    if not isinstance(value, dict) or not value.keys() <= members.keys():
        raise DecodeError("The answer does not hold the structure that is described.")
    return {name: shape(item, members[name], scalar, struct_of=struct_of, null=null) for name, item in value.items()}


def shape_json(value: object, description: Description) -> object:
    """What a value in an answer in JSON stands for: the inverse of what ``gateway.wire.phpjson.JsonWriter`` does to it.

    Numbers become floats where the description says so, lists become structs. Raises ``DecodeError`` as ``shape`` does.
    """
    return shape(value, description, _json_scalar)


def _json_scalar(value: object, description: Value) -> object:
    if isinstance(value, list | dict):
        raise DecodeError("The answer holds something else where a scalar is described.")
    if isinstance(value, int) and not isinstance(value, bool) and description.type.canonical in (FLOAT, LOCALISEDFLOAT):
        try:
            return float(value)
        except OverflowError as error:
            raise DecodeError("The answer holds a number that no float can hold.") from error
    return value
