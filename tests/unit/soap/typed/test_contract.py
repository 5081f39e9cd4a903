"""How descriptions are said in XML Schema."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.describe.model import Description, List, Struct, Value
from gateway.describe.types import BOOL, FLOAT, INT, LOCALISEDFLOAT, PERMISSION, RAW, ParamType
from protocols.soap.typed.contract import given_always, is_repeated, may_be_left_out, simple_type

INTS = Value(INT)


@pytest.mark.parametrize(
    ("kind", "taken", "given"),
    [
        (INT, "long", "long"),
        (ParamType.INTEGER, "long", "long"),
        (PERMISSION, "long", "long"),
        (FLOAT, "double", "double"),
        (ParamType.NUMBER, "double", "double"),
        (LOCALISEDFLOAT, "string", "double"),
        (BOOL, "boolean", "boolean"),
        (RAW, "string", "string"),
    ],
)
def test_simple_types(kind: ParamType, taken: str, given: str) -> None:
    assert (simple_type(Value(kind), result=False), simple_type(Value(kind), result=True)) == (taken, given)


@pytest.mark.parametrize(
    ("node", "repeated"),
    [
        (List(INTS), True),
        (List(INTS, optional=True), True),
        (List(INTS, default=[]), True),
        (List(INTS, default=[1]), False),
        (List(INTS, default=None, null=True), False),
        (INTS, False),
        (Struct({}), False),
    ],
)
def test_lists_are_repeated_where_that_says_all_of_them(node: Description, repeated: bool) -> None:
    assert is_repeated(node) is repeated


@pytest.mark.parametrize(
    ("flags", "left_out", "always_value", "always_struct"),
    [({}, False, True, True), ({"optional": True}, True, False, False), ({"default": []}, True, True, False)],
)
def test_what_may_be_left_out(flags: dict[str, Any], left_out: bool, always_value: bool, always_struct: bool) -> None:
    value, struct = Value(INT, **flags), Struct({}, **flags)
    assert (may_be_left_out(value), may_be_left_out(struct)) == (left_out, left_out)
    assert (given_always(value), given_always(struct)) == (always_value, always_struct)
