"""Reading the texts of simple types of XML Schema (``docs/contract/encodings.md 5.3``).

The reference passes every value through JSON, which turns doubles without a fraction into integers; so does this module.
A number or a binary text that does not fit its type is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from gateway.describe.model import Description, Value
from gateway.describe.types import ParamType
from gateway.errors import DecodeError
from gateway.php.values import INT_MAX, INT_MIN
from protocols.markup import decode_base64

__all__ = ["SIMPLE_TYPES", "Simple", "read_as", "read_described", "reader_of"]

Simple = None | bool | int | float | str

_BLANK: Final = " \t\r\n"
# The number of digits up to which every integer fits into 64 bits.
_DIGITS: Final = 18
_LONG_INTEGER: Final = re.compile(r"([+-]?)0*([0-9]{1,19})")
_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+(?P<fraction>\.[0-9]*)?|(?P<point>\.[0-9]+))(?P<exponent>[eE][+-]?[0-9]+)?")
_LITERALS: Final = {"INF": float("inf"), "+INF": float("inf"), "-INF": float("-inf"), "NaN": float("nan"), "NAN": float("nan")}
_BOOLEANS: Final = {"": None, "true": True, "t": True, "1": True, "false": False, "f": False, "0": False}
# Below this, JSON writes a double without a fraction as an integer.
_WHOLE: Final = 1e17


def read_described(text: str, description: Description | None) -> Simple:
    """The value of a text by its description; a text that does not fit is returned unchanged, and validation refuses it."""
    return read_as(text, description.type) if isinstance(description, Value) else text


def read_as(text: str, type_: ParamType) -> Simple:
    """The value of a text by a parameter type; a text that does not fit is returned unchanged, and validation refuses it."""
    kind = type_.canonical
    if kind not in _BY_NUMBER:
        return text
    trimmed = text.strip(_BLANK)
    if kind is ParamType.BOOL and trimmed in ("true", "false"):
        return trimmed == "true"
    if not trimmed:
        return None
    number = _as_number(trimmed)
    return text if number is None else number


def reader_of(type_: ParamType) -> Callable[[str], Simple]:
    """The reader of texts by a parameter type: ``read_as`` with what the type decides decided once."""
    kind = type_.canonical
    if kind not in _BY_NUMBER:
        return str

    def read(text: str) -> Simple:
        if len(text) <= _DIGITS and text.isdecimal() and text.isascii():  # by far the most common
            return int(text)
        return read_as(text, kind)

    return read


def _as_number(trimmed: str) -> int | float | None:
    """The number in a text: an integer if 64 bits can hold it; None if the text is no number."""
    if len(trimmed) <= _DIGITS and trimmed.isdecimal() and trimmed.isascii():  # by far the most common
        return int(trimmed)
    number = _NUMBER.fullmatch(trimmed)
    if number is None:
        return _LITERALS.get(trimmed)
    long = _LONG_INTEGER.fullmatch(trimmed) if number.lastgroup is None else None
    if long and INT_MIN <= (integer := int(long[1] + long[2])) <= INT_MAX:
        return integer
    value = float(trimmed)
    return int(value) if abs(value) < _WHOLE and value.is_integer() else value


def _number(text: str) -> int | float | None:
    trimmed = text.strip(_BLANK)
    number = _as_number(trimmed)
    if number is None and trimmed:
        raise DecodeError("A value is not the number that its type promises.")
    return number


def _boolean(text: str) -> bool | None:
    """A boolean; any text but the empty one, ``0`` and the words for false is true, as in PHP."""
    return _BOOLEANS.get(_collapsed(text).lower(), True)


def _normalized(text: str) -> str:
    return text.replace("\t", " ").replace("\n", " ").replace("\r", " ")


def _collapsed(text: str) -> str:
    return " ".join(text.split())


def _hexadecimal(text: str) -> str:
    try:
        return bytes.fromhex(text).decode("utf-8", "surrogateescape")
    except ValueError as error:
        raise DecodeError("A value is not hexadecimal.") from error


_BY_NUMBER: Final = frozenset({ParamType.INT, ParamType.BOOL, ParamType.FLOAT})

_NUMBERS: Final = (
    "byte", "double", "float", "int", "integer", "long", "negativeInteger", "nonNegativeInteger", "nonPositiveInteger",
    "positiveInteger", "short", "unsignedByte", "unsignedInt", "unsignedLong", "unsignedShort",
)  # fmt: skip
_COLLAPSED: Final = (
    "ENTITIES", "ENTITY", "ID", "IDREF", "IDREFS", "NCName", "NMTOKEN", "NMTOKENS", "NOTATION", "Name", "QName", "anyURI", "date",
    "dateTime", "decimal", "duration", "gDay", "gMonth", "gMonthDay", "gYear", "gYearMonth", "language", "time", "token",
)  # fmt: skip

# The readers of texts, by the local name of the type: the SOAP encoding has the same types in a namespace of its own.
SIMPLE_TYPES: Final[Mapping[str, Callable[[str], Simple]]] = {
    **dict.fromkeys(_NUMBERS, _number),
    **dict.fromkeys(_COLLAPSED, _collapsed),
    "boolean": _boolean,
    "string": str,
    "normalizedString": _normalized,
    "base64Binary": decode_base64,
    "base64": decode_base64,
    "hexBinary": _hexadecimal,
}
