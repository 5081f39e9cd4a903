"""Strict arguments: JSON's own types where a description asks for them, for callers whose protocol can write them.

Forms and XML have texts only, so that validation reads numbers and truth from texts (``docs/contract/encodings.md 2.1``). What comes
as JSON need not: a text where a number is described is a mistake of the caller, who is told so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from gateway.describe._refused import Refused
from gateway.describe.fold import fold
from gateway.describe.model import List, Struct, Value
from gateway.describe.types import BOOL, FLOAT, INT, LOCALISEDFLOAT, PERMISSION, RAW, ParamType
from gateway.errors import InvalidParameter

__all__ = ["compile_strict"]

Check = Callable[[Any], None]

# The types of JSON that values of a type have, and what they are called; all others are texts.
_JSON: Final[Mapping[ParamType, tuple[tuple[type, ...], str]]] = {
    BOOL: ((bool,), "true or false is expected"),
    FLOAT: ((int, float), "a number is expected"),
    INT: ((int,), "a whole number is expected"),
    LOCALISEDFLOAT: ((int, float, str), "a number or a text is expected"),
    PERMISSION: ((int,), "a whole number is expected"),
    RAW: ((bool, int, float, str), "a single value is expected"),
}
_TEXT: Final = ((str,), "a text is expected")
_NOTHING: Final[frozenset[type]] = frozenset()
_NAMES: Final = {str: "a text", bool: "true or false", int: "a whole number", float: "a number", list: "a list", dict: "an object"}


def compile_strict(params: Struct) -> Callable[[object], None]:
    """A check that arguments have the types of JSON that ``params`` describe; validation checks the rest.

    It raises ``InvalidParameter`` with the path of the first wrong value, which it does not repeat.
    """
    check: Check = fold(params, _value, _struct, _list)

    def check_all(arguments: object) -> None:
        try:
            check(arguments)
        except Refused as refused:
            raise InvalidParameter(refused.reason, path=refused.path, debug=refused.debug) from None

    return check_all


def _refused(expected: str, value: object) -> Refused:
    return Refused(f"{expected}, not {_NAMES.get(type(value), 'null')}")


def _value(node: Value) -> Check:
    types, expected = _JSON.get(node.type.canonical, _TEXT)

    def check(value: object) -> None:
        if type(value) not in types and value is not None:  # validation decides what null means
            raise _refused(expected, value)

    return check


def _list(_node: List, item: Check) -> Check:
    def check(value: object) -> None:
        if value is None:
            return
        if type(value) is not list:
            raise _refused("a list is expected", value)
        for index, each in enumerate(value):
            try:
                item(each)
            except Refused as refused:
                refused.steps.append(index)
                raise

    return check


def _struct(node: Struct, members: Mapping[str, Check]) -> Check:
    checks = dict(members)
    # Most members are values of the right type, for which no function is called.
    plain = {name: _types(member) for name, member in node.members.items() if isinstance(member, Value)}

    def check(value: object) -> None:
        if value is None:
            return
        if type(value) is not dict:
            raise _refused("an object is expected", value)
        for name, each in value.items():
            if type(each) in plain.get(name, _NOTHING):
                continue
            try:
                if name in checks:  # validation refuses others
                    checks[name](each)
            except Refused as refused:
                refused.steps.append(name)
                raise

    return check


def _types(node: Value) -> frozenset[type]:
    """The types of JSON that a value may have, null among them."""
    types, _ = _JSON.get(node.type.canonical, _TEXT)
    return frozenset((*types, type(None)))
