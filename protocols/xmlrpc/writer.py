"""The writer: plain values to a ``methodResponse`` (``docs/contract/encodings.md 4.3``), in strings.

Values are written by their types in Python. The description is needed for the escaped names of members and for
structs that are empty or keyed by integers, and is compiled once. The contract differs from other implementations in
two points: null inside of lists and structs is an empty string, and an empty
struct is an empty array. Integers beyond 32 bits are ``i8`` (``tests/oracle/deviations.json``), and doubles keep all
their digits, without an exponent, which XML-RPC does not have.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final

from gateway.describe.fold import fold
from gateway.describe.memo import Memo
from gateway.describe.model import Description, List, Struct, Value
from gateway.php.values import INT_MAX, INT_MIN, array_key
from protocols.markup import document, escaper

__all__ = ["Writer", "array", "escape", "scalar", "struct", "write_fault", "write_result"]

Write = Callable[[Any], str]

_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8"?>'
_EMPTY: Final = "<value><string/></value>"
_EMPTY_ARRAY: Final = "<value><array><data/></array></value>"
_TRUE: Final = "<value><boolean>1</boolean></value>"
_FALSE: Final = "<value><boolean>0</boolean></value>"
_I4_MAX: Final = 2**31 - 1
_I4_MIN: Final = -(2**31)


class Writer:
    """Writes values by their description; each description is compiled once."""

    def __init__(self) -> None:
        """Start without any compiled description."""
        self._write = Memo(_compile)

    def value(self, value: object, description: Description | None) -> str:
        """A cleaned value as a ``value`` element, in narrow text."""
        return _EMPTY if description is None else self._write(description)(value)

    def response(self, value: object, description: Description | None, *, compat: bool = False) -> bytes:
        """The body for a cleaned value; a struct with a member ``faultCode`` is written as a fault, as the contract does.

        No result is written as no parameter, or with ``compat`` as an empty string: XML-RPC demands one value, and every client
        reads that one.
        """
        if value is None or description is None:
            if compat:
                return write_result(_EMPTY)
            return document(f"{_DECLARATION}<methodResponse><params/></methodResponse>")
        written = self._write(description)(value)
        if isinstance(value, dict) and "faultCode" in value:
            return write_fault(written)
        return write_result(written)


def write_result(written: str) -> bytes:
    """The body for a written ``value`` element as the result."""
    return document(f"{_DECLARATION}<methodResponse><params><param>{written}</param></params></methodResponse>")


def write_fault(written: str) -> bytes:
    """The body for a written ``value`` element as the fault."""
    return document(f"{_DECLARATION}<methodResponse><fault>{written}</fault></methodResponse>")


def scalar(value: str | int | float | datetime | bytes | None) -> str:
    """A scalar as a ``value`` element; an integer beyond 64 bits, for which XML-RPC has no type, as a string.

    Times and octets are there only where callers of another server expect them: the contract has none.
    """
    if isinstance(value, str):
        return f"<value><string>{escape(value)}</string></value>" if value else _EMPTY
    if value is None:
        return _EMPTY
    if isinstance(value, float):
        return f"<value><double>{_digits(value)}</double></value>"
    if isinstance(value, datetime):
        return f"<value><dateTime.iso8601>{value:%Y%m%dT%H:%M:%S}</dateTime.iso8601></value>"
    if isinstance(value, bytes):
        return f"<value><base64>{b64encode(value).decode()}</base64></value>"
    if isinstance(value, bool):
        return _TRUE if value else _FALSE
    if _I4_MIN <= value <= _I4_MAX:
        return f"<value><int>{value}</int></value>"
    kind = "i8" if INT_MIN <= value <= INT_MAX else "string"
    return f"<value><{kind}>{value}</{kind}></value>"


def array(written: Iterable[str]) -> str:
    """The array of written ``value`` elements, itself a ``value`` element."""
    data = "".join(written)
    return f"<value><array><data>{data}</data></array></value>" if data else _EMPTY_ARRAY


def struct(written: Mapping[str, str]) -> str:
    """The struct of written ``value`` elements by their names, itself a ``value`` element."""
    members = "".join([f"{_head(name)}{value}</member>" for name, value in written.items()])
    return f"<value><struct>{members}</struct></value>" if members else "<value><struct/></value>"


escape = escaper("&#38;", "&#60;", "&#62;", ('"', "&#34;"))


def _compile(description: Description) -> Write:
    return fold(description, _value, _struct, _list)


def _value(_node: Value) -> Write:
    return scalar


def _list(_node: List, item: Write) -> Write:
    return lambda value: _EMPTY if value is None else array(map(item, value))


def _struct(node: Struct, members: Mapping[str, Write]) -> Write:
    writers = tuple(members.items())
    heads = {name: _head(name) for name in members}
    # One template for a complete struct is faster than joining a text for each member.
    slots = "".join([f"{head.replace('%', '%%')}%s</member>" for head in heads.values()])
    template = f"<value><struct>{slots}</struct></value>"
    may_be_indexed = any(isinstance(array_key(name), int) for name in node.members)

    def write(value: Mapping[str, object] | None) -> str:
        if not value:
            return _EMPTY if value is None else _EMPTY_ARRAY
        if may_be_indexed and _is_indexed(value):
            return array([members[name](item) for name, item in value.items()])
        if len(value) == len(writers):
            return template % tuple([write_member(value[name]) for name, write_member in writers])
        present = [f"{heads[name]}{write_member(value[name])}</member>" for name, write_member in writers if name in value]
        return f"<value><struct>{''.join(present)}</struct></value>"

    return write


def _is_indexed(value: Iterable[str]) -> bool:
    """Whether all keys are integers in ascending order."""
    keys: Sequence[int | str] = [array_key(name) for name in value]
    return all(isinstance(key, int) for key in keys) and all(low < high for low, high in pairwise(keys))  # type: ignore[operator]


def _head(name: str) -> str:
    """The beginning of a ``member`` element, up to its value."""
    return f"<member><name>{escape(name)}</name>"


def _digits(value: float) -> str:
    """A float in the fewest digits that read back as the same float, with a fraction and without an exponent."""
    shortest = repr(value)
    if "e" not in shortest:  # also for infinities and NaN, which are written as C writes them
        return shortest
    plain = format(Decimal(shortest), "f")
    return plain if "." in plain else f"{plain}.0"
