"""When two values count as the same, though protocols write them differently: by the description.

A protocol carries what it can. Forms and XML have texts only, PHP's JSON writes a whole double as an integer, XML-RPC and SOAP
cannot tell an absent member from a null one in every place, nor XML-RPC a null text from an empty one. The client halves
already read by description; ``normal`` removes the remaining differences, so that equal values are the same:

- a text: the text that the contract makes of the scalar (true is 1, false and null are empty),
  with line feeds as the ends of its lines, which is what XML keeps of them;
- an integer or a boolean: unchanged; a float: to twelve digits, as JSON and XML may write it differently;
- an optional member that is null or empty: absent; else null stays null for all but texts;
- a function that returns nothing: null, whatever came.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import msgspec

from gateway.describe.model import Description, List, Struct, Value
from gateway.describe.types import BOOL, FLOAT, INT, LOCALISEDFLOAT, PERMISSION
from gateway.php.values import Scalar, to_text

__all__ = ["ABSENT", "Difference", "differences", "moved", "normal"]

_FLOATS: Final = frozenset({FLOAT, LOCALISEDFLOAT})
_NUMBERS: Final = frozenset({BOOL, FLOAT, INT, LOCALISEDFLOAT, PERMISSION})
_DIGITS: Final = 12
_INDEX: Final = re.compile(r"\[\d+\]")

ABSENT: Final = "(absent)"
"""What stands for a member or an item that is not there, in a difference."""


class Difference(msgspec.Struct, frozen=True):
    """Where two values differ (``courses[0].id``; empty for the whole values), and how."""

    path: str
    left: object
    right: object


def normal(value: object, description: Description | None) -> object:
    """The value in its normal form, the same through every protocol."""
    if description is None:
        return None
    if isinstance(description, Value):
        return _scalar(value, description)
    if isinstance(description, List):
        return [normal(item, description.of) for item in value] if isinstance(value, list) else value
    return _struct(value, description) if isinstance(value, dict) else value


def _struct(value: Mapping[str, object], description: Struct) -> dict[str, object]:
    members = {name: normal(value[name], member) for name, member in description.members.items() if name in value}
    empty = {name for name, member in description.members.items() if member.optional and members.get(name) in (None, "", [], {})}
    return {name: member for name, member in members.items() if name not in empty}


def _scalar(value: object, description: Value) -> object:
    if value is None:
        return None if description.type.canonical in _NUMBERS else ""
    if not isinstance(value, str | int | float):
        return value
    if description.type.canonical in _FLOATS:
        return _rounded(value)
    return value if description.type.canonical in _NUMBERS else _text(value)


def _text(value: Scalar) -> str:
    # Texts may hold numbers: a float that a function returned in place of a text may come as its text.
    text = to_text(_rounded(value) if isinstance(value, float) else value)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _rounded(value: Scalar) -> Scalar:
    return float(f"{value:.{_DIGITS}g}") if isinstance(value, int | float) and not isinstance(value, bool) else value


def moved(value: object, address: str) -> object:
    """The value with a server's address replaced in its texts, so that results of two servers can be equal."""
    if isinstance(value, str):
        return value.replace(address, "{server}")
    if isinstance(value, list):
        return [moved(item, address) for item in value]
    if isinstance(value, dict):
        return {key: moved(item, address) for key, item in value.items()}
    return value


def differences(left: object, right: object, ignore: Iterable[str] = ()) -> list[Difference]:
    """The differences between two normal values, in the order of the left one.

    ``ignore`` has paths that are not compared, with ``[]`` for every item of a list: ``courses[].timemodified``.
    """
    ignored = frozenset(ignore)
    return [found for found in _differences(left, right, "") if not _is_ignored(found.path, ignored)]


def _is_ignored(path: str, ignored: frozenset[str]) -> bool:
    """Whether a path, or a path above it, is ignored."""
    plain = _INDEX.sub("[]", path)
    return any(plain == ignored_path or plain.startswith((f"{ignored_path}.", f"{ignored_path}[")) for ignored_path in ignored)


def _differences(left: object, right: object, path: str) -> Iterator[Difference]:
    if isinstance(left, dict) and isinstance(right, dict):
        for key in [*left, *[key for key in right if key not in left]]:
            yield from _differences(left.get(key, ABSENT), right.get(key, ABSENT), f"{path}.{key}" if path else str(key))
    elif isinstance(left, list) and isinstance(right, list):
        for index in range(max(len(left), len(right))):
            items = [side[index] if index < len(side) else ABSENT for side in (left, right)]
            yield from _differences(items[0], items[1], f"{path}[{index}]")
    elif type(left) is not type(right) or left != right:
        yield Difference(path, left, right)
