"""Conversions between numbers and texts as the reference makes them (``docs/contract/encodings.md 0.1-0.3, 3.4``).

Whether a value satisfies a parameter type is decided by comparing texts, and XML and SOAP print
numbers in this way, so these conversions are part of the wire contract.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal
from typing import Final

__all__ = [
    "INT_MAX",
    "INT_MIN",
    "Scalar",
    "array_key",
    "is_numeric",
    "json_float",
    "loosely_equal",
    "to_float",
    "to_int",
    "to_text",
    "trim",
    "truthy",
]

Scalar = None | bool | int | float | str

INT_MAX: Final = 2**63 - 1
INT_MIN: Final = -(2**63)

_SPACE = r"[ \t\n\r\v\f]*"
_NUMBER = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_NUMERIC = re.compile(f"{_SPACE}{_NUMBER}{_SPACE}")
_PREFIX = re.compile(f"{_SPACE}({_NUMBER})")
_WHOLE = re.compile(r"([+-]?)0*([0-9]+)")
_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
_CANONICAL = re.compile(r"0|-?[1-9][0-9]{0,18}")
_TRIMMED = " \t\n\r\0\v"


def to_text(value: Scalar) -> str:
    """The text of a scalar (``docs/contract/encodings.md 0.2``).

    None and False are empty, True is ``1``, floats have 14 significant digits.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return _float_text(value)
    if value is None or value is False:
        return ""
    return str(int(value))


def _float_text(value: float) -> str:
    """A float with at most 14 significant digits; an exponent has no padding and its mantissa a fraction."""
    if math.isnan(value):
        return "NAN"
    if math.isinf(value):
        return "INF" if value > 0 else "-INF"
    mantissa, _, exponent = f"{value:.14G}".partition("E")
    return _scientific(mantissa, "E", exponent) if exponent else mantissa


def _scientific(mantissa: str, mark: str, exponent: str) -> str:
    """A number with an exponent, written with a fraction and a signed exponent without padding."""
    fraction = "" if "." in mantissa else ".0"
    return f"{mantissa}{fraction}{mark}{int(exponent):+d}"


def json_float(value: float) -> str:
    """A float as a JSON number (``docs/contract/encodings.md 3.4``): the fewest digits that read back as the same float.

    Whole numbers below 1e17 have neither fraction nor exponent (``1.0`` is ``1``, ``-0.0`` is ``-0``).
    Raises ValueError for infinities and NaN, which JSON cannot carry.
    """
    if not math.isfinite(value):
        raise ValueError("JSON has no infinities and no NaN")
    shortest = repr(value)
    mantissa, _, exponent = shortest.partition("e")
    if not exponent:
        return mantissa.removesuffix(".0")
    if 1 <= abs(value) < 1e17:
        return format(Decimal(shortest), "f")
    return _scientific(mantissa, "e", exponent)


def to_int(value: Scalar) -> int:
    """The 64-bit integer that a scalar is cast to (``docs/contract/encodings.md 0.3``).

    Text counts as far as it is a number, without its fraction, and stops at the limits of 64 bits;
    other floats wrap around, infinities and NaN are 0.
    """
    if isinstance(value, str):
        prefix = _PREFIX.match(value)
        return _text_to_int(prefix[1]) if prefix else 0
    if isinstance(value, float):
        return _wrapped(int(value)) if math.isfinite(value) else 0
    return _bounded(int(value or 0))


def _text_to_int(number: str) -> int:
    """The integer part of a number in text."""
    whole = _WHOLE.fullmatch(number)
    if whole is None:
        value = float(number)
        return _bounded(int(value)) if math.isfinite(value) else _limit(number.startswith("-"))
    sign, digits = whole.groups()
    # More digits than 64 bits can hold are not converted: Python refuses very long ones.
    return _bounded(int(sign + digits)) if len(digits) <= 19 else _limit(sign == "-")


def _limit(negative: bool) -> int:
    return INT_MIN if negative else INT_MAX


def _bounded(value: int) -> int:
    return min(max(value, INT_MIN), INT_MAX)


def _wrapped(value: int) -> int:
    return (value - INT_MIN) % 2**64 + INT_MIN


def to_float(value: Scalar) -> float:
    """The float that a scalar is cast to (``docs/contract/encodings.md 0.3``); text counts as far as it is a number."""
    if isinstance(value, str):
        prefix = _PREFIX.match(value)
        return float(prefix[1]) if prefix else 0.0
    return float(value or 0)


def is_numeric(text: str) -> bool:
    """Whether a text is one decimal number, with white space around it at most."""
    return _NUMERIC.fullmatch(text) is not None


def truthy(value: object) -> bool:
    """Whether a value counts as true: the text ``0`` does not, everything else is as in Python."""
    return value != "0" and bool(value)


def trim(text: str) -> str:
    """A text without spaces, TAB, LF, CR, NUL and VT at its ends."""
    return text.strip(_TRIMMED)


def array_key(key: str) -> int | str:
    """The key of a PHP array for a text (``docs/contract/encodings.md 0.1``): an int for a canonical 64-bit integer."""
    if key[:1] > "9":  # a letter, most of all
        return key
    if _CANONICAL.fullmatch(key) and INT_MIN <= (number := int(key)) <= INT_MAX:
        return number
    return key


def loosely_equal(left: Scalar, right: Scalar) -> bool:
    """Whether the reference's ``==`` holds: numbers and numeric texts compare as numbers, None as the empty text."""
    if type(left) is str and left == right:  # equal texts are equal, numeric or not
        return True
    if isinstance(left, bool) or isinstance(right, bool):
        return truthy(left) == truthy(right)
    if left is None or right is None:
        other = right if left is None else left
        return other == "" if isinstance(other, str) else not other
    if isinstance(left, str) and isinstance(right, str) and not (is_numeric(left) and is_numeric(right)):
        return left == right
    if all(not isinstance(side, str) or is_numeric(side) for side in (left, right)):
        return _number(left) == _number(right)
    return to_text(left) == to_text(right)


def _number(value: int | float | str) -> int | float:
    """A number, or the number in a numeric text; whole numbers keep all their digits."""
    if not isinstance(value, str):
        return value
    stripped = value.strip()
    return int(stripped) if _INTEGER.fullmatch(stripped) else to_float(value)
