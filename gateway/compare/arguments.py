"""Calls given as text: form arguments, or lines of JSON, converted to what the description asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from gateway.compare.exchange import Asked
from gateway.describe.model import Description, List, Struct, Value
from gateway.describe.types import BOOL, FLOAT, INT, PERMISSION
from gateway.php.values import is_numeric, to_float, to_int
from gateway.registry.registry import Registry

__all__ = ["CallsError", "Written", "read_calls", "shaped"]

_BOOLEANS: Mapping[str, bool] = {"1": True, "true": True, "0": False, "false": False, "": False}


class CallsError(Exception):
    """A file of calls is invalid; the text is one line that says where and why."""


class Written(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A call in a line of a file: the function, its arguments, and the paths of its result that comparisons ignore."""

    function: str
    arguments: dict[str, object] = {}
    ignore: list[str] = []


def read_calls(text: bytes, registry: Registry) -> Iterator[tuple[Asked, list[str]]]:
    """The calls in a file of JSON lines, each with its ignored paths. Raises ``CallsError``.

    Empty lines and lines that begin with ``#`` are skipped.
    """
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith(b"#"):
            continue
        try:
            written = msgspec.json.decode(line, type=Written)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise CallsError(f"line {number}: {error}") from None
        function = registry.get(written.function)
        if function is None:
            raise CallsError(f"line {number}: there is no function {written.function!r}")
        yield Asked(function=function.info, arguments=written.arguments), written.ignore


def shaped(value: object, description: Description) -> object:
    """Form arguments converted to the types of the description, where they can be: lists, numbers.

    What does not fit is left unchanged, so that the server refuses it.
    """
    if isinstance(description, List) and isinstance(value, dict):
        return [shaped(item, description.of) for item in value.values()]
    if isinstance(description, Struct) and isinstance(value, dict):
        members = description.members
        return {str(key): shaped(item, members[str(key)]) if str(key) in members else item for key, item in value.items()}
    return _scalar(value, description) if isinstance(description, Value) and isinstance(value, str) else value


def _scalar(text: str, description: Value) -> object:
    kind = description.type.canonical
    if kind in (INT, PERMISSION) and str(to_int(text)) == text:
        return to_int(text)
    if kind is FLOAT and is_numeric(text):
        return to_float(text)
    return _BOOLEANS.get(text, text) if kind is BOOL else text
