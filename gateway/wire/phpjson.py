"""JSON answers: values as PHP's encoder writes them (``docs/contract/encodings.md 3.4``), and back.

orjson does the writing. Values that it would write differently are converted first, by closures compiled from
the description: whole floats to integers, an empty struct to an empty list, a struct keyed 0, 1, …
to a list. A node whose values need no conversion compiles to None, so that most answers are given to
orjson as they are. Slashes and characters beyond ASCII are escaped afterwards: the content type names no encoding.
Values that JSON cannot carry (infinities, NaN, bytes that are not UTF-8) make the whole
answer an empty body, as in the contract; integers beyond 64 bits are written in full.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from typing import Any, Final

import orjson

from gateway.describe.fold import fold
from gateway.describe.memo import Memo
from gateway.describe.model import MISSING, Description, List, Struct, Value
from gateway.describe.types import FLOAT, LOCALISEDFLOAT, RAW
from gateway.errors import DecodeError, EncodeError
from gateway.native import json_ascii

__all__ = ["JsonWriter", "parse", "write", "write_strictly"]

Prepare = Callable[[Any], object]

# The types whose values may be floats: raw keeps what the function returned.
_MAYBE_FLOAT: Final = frozenset({FLOAT, LOCALISEDFLOAT, RAW})
# From here on the contract writes whole floats with an exponent, as orjson does.
_FIRST_WITH_EXPONENT: Final = 1e17


class JsonWriter:
    """Writes values by their description; each description is compiled once."""

    def __init__(self) -> None:
        """Start without any compiled description."""
        self._prepare = Memo(_compile)

    def write(self, value: object, description: Description | None) -> bytes:
        """The JSON text of a cleaned value; empty if JSON cannot carry the value. Never raises for plain values."""
        if description is None:
            return b"null"
        try:
            return write(self._prepare(description)(value))
        except _UnencodableError:
            return b""


def write_strictly(value: object) -> bytes:
    """The JSON text of any plain value. Raises ``EncodeError`` for infinities, NaN and text that is not UTF-8, never null for them."""
    try:
        text = orjson.dumps(value)
        if b"null" not in text:  # else it may stand for an infinity
            return text
    except orjson.JSONEncodeError:  # integers beyond 64 bits, or text that is not UTF-8
        pass
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    except ValueError:
        raise EncodeError("JSON cannot carry this value.") from None


def write(value: object) -> bytes:
    """The JSON text of a value without a description; empty if JSON cannot carry the value."""
    try:
        return json_ascii(orjson.dumps(value))
    except orjson.JSONEncodeError:
        pass
    try:  # integers beyond 64 bits
        return json_ascii(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())
    except ValueError:  # bytes that are not UTF-8
        return b""


class _UnencodableError(Exception):
    """A value that JSON cannot carry."""


def _compile(description: Description) -> Prepare:
    return fold(description, _value, _struct, _list) or _as_it_is


def _as_it_is(value: object) -> object:
    return value


def _value(node: Value) -> Prepare | None:
    return _number if node.type.canonical in _MAYBE_FLOAT else None


def _number(value: object) -> object:
    if not isinstance(value, float):
        return value
    if not math.isfinite(value):
        raise _UnencodableError
    return int(value) if value.is_integer() and abs(value) < _FIRST_WITH_EXPONENT else value


def _list(_node: List, item: Prepare | None) -> Prepare | None:
    if item is None:
        return None
    prepare = item
    return lambda value: value and [prepare(each) for each in value]


def _struct(node: Struct, members: Mapping[str, Prepare | None]) -> Prepare | None:
    prepared = tuple((name, prepare) for name, prepare in members.items() if prepare is not None)
    may_be_empty = not any(_always_there(member) for member in node.members.values())
    may_be_indexed = "0" in node.members

    def prepare(value: dict[str, object] | None) -> object:
        if not value:
            return None if value is None else []
        if prepared:
            value = value.copy()
            for name, prepare_member in prepared:
                if name in value:
                    value[name] = prepare_member(value[name])
        if may_be_indexed and _is_indexed(value):
            return list(value.values())
        return value

    return prepare if prepared or may_be_empty or may_be_indexed else None


def _always_there(member: Description) -> bool:
    """Whether a cleaned struct always has this member.

    An absent member takes its default only if the member is a value (``docs/contract/encodings.md 1.1``).
    """
    return not member.optional and (member.default is MISSING or isinstance(member, Value))


def _is_indexed(value: Mapping[str, object]) -> bool:
    return all(key == str(index) for index, key in enumerate(value))


def parse(body: bytes) -> object:
    """The plain value of a JSON text. Raises ``DecodeError`` for any other text."""
    try:
        return json.loads(body, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise DecodeError("The answer is not JSON.") from error


def _refuse_constant(name: str) -> object:
    raise ValueError(name)
