"""Parts that client halves share: addresses with credentials, and values of answers by their description."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote_plus

from gateway.describe.model import Description, List, Struct, Value
from gateway.describe.types import FLOAT, LOCALISEDFLOAT
from gateway.errors import DecodeError, EncodeError
from gateway.wire.call import Credential, Password, Token

__all__ = ["address_of", "by_index", "quoted", "shape", "shape_json"]

# Converts a scalar to the type in its description. Raises ``DecodeError`` for a value that is no such scalar.
Scalar = Callable[[object, Value], object]


def quoted(text: str) -> str:
    """A text, percent-encoded for a form or a query. Raises ``EncodeError`` for a text with surrogates that stand for no byte."""
    try:
        return quote_plus(text, errors="surrogateescape")
    except UnicodeEncodeError as error:
        raise EncodeError("A text holds what no bytes stand for.") from error


def address_of(credential: Credential | None, address: str, simple_address: str) -> str:
    """The address for a credential, with the credential in its query: ``address`` for tokens, ``simple_address`` for passwords.

    Raises ``EncodeError`` for sessions.
    """
    if credential is None:
        return address
    if isinstance(credential, Token):
        return f"{address}?wstoken={quoted(credential.value)}"
    if isinstance(credential, Password):
        return f"{simple_address}?wsusername={quoted(credential.username)}&wspassword={quoted(credential.password)}"
    raise EncodeError("The protocol carries tokens and passwords, not sessions.")


def by_index(items: list[object], _struct: Struct) -> object:
    """The struct that PHP writes as this list: its keys are the numbers from 0 on."""
    return {str(index): item for index, item in enumerate(items)}


def shape(
    value: object,
    description: Description,
    scalar: Scalar,
    *,
    struct_of: Callable[[list[object], Struct], object] = by_index,
    null: object = None,
) -> object:
    """The value that an answer stands for, converted by its description.

    ``struct_of`` converts a list in the place of a described struct, and ``null`` is the value that, like None, stands for a
    null list or struct. Raises ``DecodeError`` for a value of another shape.
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
    """The value that an answer in JSON stands for: the inverse of the conversions of ``gateway.wire.phpjson.JsonWriter``.

    Numbers become floats, and lists structs, where the description says so. Raises ``DecodeError`` as ``shape`` does.
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
