"""JSON answers (``docs/contract/encodings.md 3.4``)."""

from __future__ import annotations

import contextlib
import gc
import json as stdlib
import math
from typing import Any
from weakref import ref

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.describe.model import Description, List, Struct, Value
from gateway.describe.types import BOOL, FLOAT, INT, LOCALISEDFLOAT, RAW, TEXT, ParamType
from gateway.errors import DecodeError
from gateway.wire.phpjson import JsonWriter, parse
from protocols.shaping import shape_json
from tests.unit.rest.strategies import descriptions, values_of


def write(value: object, description: Description | None) -> bytes:
    return JsonWriter().write(value, description)


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        (INT, 5, "5"),
        (INT, -(2**63), "-9223372036854775808"),
        (INT, 2**63 - 1, "9223372036854775807"),
        (INT, 2**64 + 1, "18446744073709551617"),
        (RAW, -(2**70), "-1180591620717411303424"),
        (INT, None, "null"),
        (BOOL, True, "true"),
        (BOOL, False, "false"),
        (BOOL, 1, "1"),
        (FLOAT, 1.5, "1.5"),
        (FLOAT, 1.0, "1"),
        (FLOAT, -3.0, "-3"),
        (FLOAT, 100000.0, "100000"),
        (FLOAT, 1e16, "10000000000000000"),
        (FLOAT, 99999999999999984.0, "99999999999999984"),
        (LOCALISEDFLOAT, 2.0, "2"),
        (RAW, 2.0, "2"),
        (RAW, 7, "7"),
        (RAW, True, "true"),
        (FLOAT, None, "null"),
        (TEXT, "żółć 漢字 🎓 / \\ \" ' \n\x01\x7f", None),
        (TEXT, "", '""'),
    ],
)
def test_scalars(kind: ParamType, value: object, text: str | None) -> None:
    body = write(value, Value(kind))
    assert stdlib.loads(body) == value
    if text is not None:
        assert body.decode() == text


@pytest.mark.parametrize(("value", "expected"), [(1e17, 1e17), (1.5e300, 1.5e300), (1e-7, 1e-7), (0.1 + 0.2, 0.1 + 0.2), (-0.5, -0.5)])
def test_other_floats_stay_floats(value: float, expected: float) -> None:
    number = stdlib.loads(write(value, Value(FLOAT)))
    assert isinstance(number, float)
    assert number == expected


@pytest.mark.parametrize(
    ("value", "kind"),
    [(math.inf, FLOAT), (-math.inf, RAW), (math.nan, FLOAT), (math.nan, LOCALISEDFLOAT), ("a\udcff", TEXT), ("\ud800", RAW)],
)
def test_what_json_cannot_carry_empties_the_whole_body(value: object, kind: ParamType) -> None:
    description = Struct({"a": Value(INT), "b": List(Struct({"c": Value(kind, optional=True)}))})
    assert write({"a": 1, "b": [{"c": None}, {"c": value}]}, description) == b""
    assert write({"a": 2**80, "b": [{}, {"c": value}]}, description) == b""


def test_without_a_description_the_answer_is_null() -> None:
    assert write({"a": 1}, None) == b"null"


@pytest.mark.parametrize(
    ("description", "value", "text"),
    [
        (Struct({}), {}, "[]"),
        (Struct({"a": Value(INT, optional=True)}), {}, "[]"),
        (Struct({"a": Value(INT, optional=True)}), {"a": 1}, '{"a":1}'),
        (Struct({"a": List(Value(INT), default=[])}), {}, "[]"),
        (Struct({"a": Value(INT)}, null=True), None, "null"),
        (Struct({"a": Struct({}), "b": Value(INT)}), {"a": {}, "b": 1}, '{"a":[],"b":1}'),
        (Struct({"a": Struct({}, optional=True), "b": Value(INT)}), {"b": 1}, '{"b":1}'),
        (List(Struct({})), [{}, {}], "[[],[]]"),
        (List(Struct({}), null=True), None, "null"),
        (List(Value(INT)), [], "[]"),
        (List(Value(FLOAT)), [1.0, 2.5, None], "[1,2.5,null]"),
        (List(List(Value(RAW))), [[1.0], []], "[[1],[]]"),
        (Struct({"0": Value(INT), "1": Value(FLOAT)}), {"0": 5, "1": 1.0}, "[5,1]"),
        (Struct({"0": Value(INT, optional=True), "1": Value(INT)}), {"1": 1}, '{"1":1}'),
        (Struct({"1": Value(INT), "0": Value(INT)}), {"1": 1, "0": 2}, '{"1":1,"0":2}'),
        (Struct({"0": Value(INT), "a": Value(INT, optional=True)}), {"0": 1}, "[1]"),
        (Struct({"0": Value(INT), "a": Value(INT, optional=True)}), {"0": 1, "a": 2}, '{"0":1,"a":2}'),
        (Struct({"b": Value(INT), "a": Value(INT)}), {"b": 1, "a": 2}, '{"b":1,"a":2}'),
    ],
)
def test_structs_and_lists(description: Description, value: object, text: str) -> None:
    assert write(value, description).decode() == text


def test_values_are_not_changed() -> None:
    value = {"a": 1.0, "b": [{"c": 2.0}]}
    write(value, Struct({"a": Value(FLOAT), "b": List(Struct({"c": Value(FLOAT)}))}))
    assert isinstance(value["a"], float)
    assert isinstance(value["b"], list)
    assert isinstance(value["b"][0]["c"], float)


@given(st.data())
def test_what_is_written_is_read_back(data: st.DataObject) -> None:
    description = data.draw(descriptions())
    value = data.draw(values_of(description))
    again = shape_json(parse(write(value, description)), description)
    assert again == value
    assert key_order(again) == key_order(value)


def key_order(value: Any) -> object:
    if isinstance(value, dict):
        return [(name, key_order(item)) for name, item in value.items()]
    return [key_order(item) for item in value] if isinstance(value, list) else None


@given(st.data())
def test_any_other_json_is_shaped_or_refused(data: st.DataObject) -> None:
    description = data.draw(descriptions())
    other = data.draw(descriptions())
    value = parse(write(data.draw(values_of(other)), other))
    with contextlib.suppress(DecodeError):
        shape_json(value, description)


def test_whole_numbers_become_floats_where_floats_are_described() -> None:
    again = shape_json([1, True, None], List(Value(FLOAT)))
    assert [type(item) for item in again] == [float, bool, type(None)]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("value", "description"),
    [
        ({}, List(Value(INT))),
        ("", List(Value(INT))),
        ([1], Value(INT)),
        ({"a": 1}, Value(INT)),
        ([1], Struct({"a": Value(INT)})),
        ({"b": 1}, Struct({"a": Value(INT)})),
        ("", Struct({})),
        (10**400, Value(FLOAT)),
    ],
)
def test_another_shape_is_refused(value: object, description: Description) -> None:
    with pytest.raises(DecodeError):
        shape_json(value, description)


@pytest.mark.parametrize("body", [b"", b"{", b"NaN", b"[Infinity]", b"\xff", b"[" * 200_000, b"1" * 10_000, b"<a/>"])
def test_what_is_not_json_is_refused(body: bytes) -> None:
    with pytest.raises(DecodeError):
        parse(body)


def test_compiled_descriptions_do_not_outlive_their_descriptions() -> None:
    writer = JsonWriter()
    description = Struct({"0": Value(FLOAT), "a": List(Struct({"b": Value(RAW, optional=True)}))})
    writer.write({"0": 1.0, "a": [{}]}, description)
    writer.write({"0": 1.0, "a": [{}]}, description)
    gone = ref(description)
    del description
    gc.collect()
    assert gone() is None
