"""The reader: a ``methodCall`` or ``methodResponse`` to plain values (``docs/contract/encodings.md 4.2``).

A message with a value that the reference would change into another (an integer that wraps around, a word
that becomes 0, an unknown type that becomes null) is refused here (``tests/oracle/deviations.json``).
Namespaces are ignored, so that ``ex:nil`` is ``nil``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from lxml.etree import _Element

from gateway.errors import DecodeError, HostileInput
from gateway.native import xmlrpc_values
from gateway.php.values import INT_MAX, INT_MIN
from gateway.wire.exchange import Limits
from protocols.markup import decode_base64, parse, shown

__all__ = ["Response", "read_call", "read_response"]

# The number of tags for one member of a struct: ``member``, ``name``, ``value`` and the type, each opened and closed.
_TAGS_PER_FIELD: Final = 8
# More levels than any message has: libxml2 refuses more than 256 nested elements, and each level takes at least two.
_MOST_LEVELS: Final = 128

_BLANK: Final = " \t\r\n"
# The number of digits up to which every integer fits into 64 bits.
_DIGITS: Final = 18
_INTEGER: Final = re.compile(r"([+-]?)0*([0-9]{1,19})")
_DOUBLE: Final = re.compile(r"[+-]?(?:(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:e[+-]?[0-9]+)?|inf|infinity|nan)", re.IGNORECASE)
_BOOLEANS: Final = {"0": False, "1": True}


class Response(NamedTuple):
    """The content of a ``methodResponse``: whether it is a fault, and its values, of which there may be none."""

    is_fault: bool
    values: list[object]


def read_call(body: bytes, limits: Limits) -> tuple[str, list[object]]:
    """The name of the method, untrimmed, and its arguments in their order.

    Raises ``DecodeError`` for a body that is no well-formed ``methodCall``, and ``HostileInput`` for one that exceeds a limit.
    """
    root = parse(body, (limits.form_fields + 1) * _TAGS_PER_FIELD)
    _expect(root, "methodCall")
    parts = {_local(child): child for child in root}
    name = parts.pop("methodName", None)
    params = parts.pop("params", None)
    if name is None or len(name) or parts or len(root) != (1 if params is None else 2):
        raise DecodeError("A methodCall holds one methodName, and params at most.")
    if params is None:
        return name.text or "", []
    values = xmlrpc_values(params, limits.depth)
    return name.text or "", _params(params, limits.depth) if values is None else values


def read_response(body: bytes) -> Response:
    """The content of an answer. Raises ``DecodeError`` for a body that is no well-formed ``methodResponse``."""
    content = _only(_expect(parse(body), "methodResponse"))
    if _local(content) == "fault":
        return Response(True, [_value(_only(content), _MOST_LEVELS)])
    return Response(False, _params(_expect(content, "params"), _MOST_LEVELS))


def _params(params: _Element, levels: int) -> list[object]:
    return [_value(_only(_expect(param, "param")), levels) for param in params]


def _value(element: _Element, levels: int) -> object:
    """The content of a ``value`` with at most so many levels of arrays and structs; a text without a type is a string."""
    _expect(element, "value")
    children = len(element)
    if not children:
        return element.text or ""
    typed = element[0]
    beside = f"{element.text or ''}{typed.tail or ''}"
    if children > 1 or beside.strip(_BLANK):
        raise DecodeError("A value holds one value, or text.")
    kind = _local(typed)
    read = _SCALARS.get(kind)
    if read is not None:
        if len(typed):
            raise DecodeError("A scalar value holds elements.")
        return read(typed.text or "")
    if not levels:
        raise HostileInput("The values of the message nest too deep.")
    if kind == "struct":
        return dict([_member(member, levels - 1) for member in typed])
    if kind == "array":
        return [_value(item, levels - 1) for item in _expect(_only(typed), "data")]
    raise DecodeError(f"A value has the type {shown(kind)}, which is not one of XML-RPC.")


def _member(member: _Element, levels: int) -> tuple[str, object]:
    """The name and the value of a member of a struct, in either order; of equal names, the last wins."""
    if len(_expect(member, "member")) != 2:
        raise DecodeError("A member holds a name and a value.")
    name, value = member
    if name.tag != "name" and _local(name) == "value":
        name, value = value, name
    if len(_expect(name, "name")):
        raise DecodeError("A name holds elements.")
    return name.text or "", _value(value, levels)


def _integer(text: str) -> int:
    """An integer of any of the integer types. Raises ``DecodeError`` beyond 64 bits."""
    if len(text) <= _DIGITS and text.isdecimal() and text.isascii():  # by far the most common
        return int(text)
    number = _INTEGER.fullmatch(text.strip(_BLANK))
    if number and INT_MIN <= (value := int(number[1] + number[2])) <= INT_MAX:
        return value
    raise DecodeError("A value is no integer of 64 bits.")


def _boolean(text: str) -> bool:
    value = _BOOLEANS.get(text.strip(_BLANK))
    if value is None:
        raise DecodeError("A boolean is neither 0 nor 1.")
    return value


def _double(text: str) -> float:
    number = text.strip(_BLANK)
    if not _DOUBLE.fullmatch(number):
        raise DecodeError("A value is no double.")
    return float(number)


def _nil(text: str) -> None:
    if text.strip(_BLANK):
        raise DecodeError("A nil holds text.")


_SCALARS: Final[Mapping[str, Callable[[str], object]]] = {
    "string": str,
    "int": _integer,
    "i4": _integer,
    "i8": _integer,
    "boolean": _boolean,
    "double": _double,
    "nil": _nil,
    "base64": decode_base64,
    "dateTime.iso8601": str,  # there are many formats of dates, and the function knows which it accepts
    # Further types of the extension that ``nil`` comes from.
    "i1": _integer,
    "i2": _integer,
    "float": _double,
}


def _only(element: _Element) -> _Element:
    """The only child of an element. Raises ``DecodeError`` for none or several."""
    if len(element) != 1:
        raise DecodeError("An element of the message holds none or several where it must hold one.")
    return element[0]


def _expect(element: _Element, name: str) -> _Element:
    """The element. Raises ``DecodeError`` if it has another name."""
    if element.tag != name and _local(element) != name:
        raise DecodeError(f"The message holds {shown(_local(element))} where {name} is expected.")
    return element


def _local(element: _Element) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]
