"""What the probe's functions are made of: values in PHP's words, JSON as the reference writes and reads it."""

from __future__ import annotations

import json
import math
from typing import Any

from gateway.php.values import INT_MAX, INT_MIN

__all__ = ["decoded", "seen"]


def seen(value: object) -> dict[str, str]:
    """The type and the JSON text of a validated value, as the reference's probe reports them."""
    names: dict[type, str] = {int: "integer", float: "double", bool: "boolean", str: "string", type(None): "NULL"}
    return {"type": names[type(value)], "json": text_of(value)}


def text_of(value: object) -> str:
    """JSON with unescaped Unicode and slashes; what JSON cannot carry as its bytes in hexadecimal."""
    if isinstance(value, float) and not math.isfinite(value):
        sign = "-" if value < 0 else ""
        return "hex:" + (f"d:{sign}INF;" if math.isinf(value) else "d:NAN;").encode().hex()
    if isinstance(value, str) and any("\ud800" <= character <= "\udfff" for character in value):
        return "hex:" + value.encode("utf-8", "surrogateescape").hex()
    if isinstance(value, float):
        return _float(value)
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"))


def decoded(text: str) -> Any:
    """What the reference's JSON reader makes of a text: integers beyond 64 bits are floats, what is no JSON is None."""
    try:
        return json.loads(text, parse_int=_integer, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None


def _integer(digits: str) -> int | float:
    number = int(digits)
    return number if INT_MIN <= number <= INT_MAX else float(digits)


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _plain(value: object) -> object:
    """The value with empty structs as empty lists: the reference does not tell them apart."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()} or []
    return [_plain(item) for item in value] if isinstance(value, list) else value


def _float(value: float) -> str:
    """A float in JSON with its fraction kept."""
    mantissa, mark, exponent = repr(value).partition("e")
    if not mark:
        return mantissa
    sign, digits = ("-" if exponent.startswith("-") else "+"), exponent.lstrip("+-0")
    return f"{mantissa if '.' in mantissa else mantissa + '.0'}e{sign}{digits}"
