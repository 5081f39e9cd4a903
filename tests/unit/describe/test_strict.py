"""Strict arguments: a value of another type of JSON is refused with its place and with what was expected, and never repeated."""

from __future__ import annotations

import pytest

from gateway.describe import BOOL, FLOAT, INT, RAW, TEXT, List, Struct, Value
from gateway.describe.strict import compile_strict
from gateway.describe.types import LOCALISEDFLOAT, PERMISSION
from gateway.errors import InvalidParameter

PARAMS = Struct(
    {
        "number": Value(INT),
        "share": Value(FLOAT),
        "on": Value(BOOL),
        "text": Value(TEXT),
        "raw": Value(RAW),
        "grade": Value(LOCALISEDFLOAT),
        "permission": Value(PERMISSION),
        "items": List(Struct({"id": Value(INT), "tags": List(Value(TEXT))})),
    }
)
check = compile_strict(PARAMS)


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"number": 1, "share": 1, "on": True, "text": "", "raw": "x", "grade": 1.5, "permission": -1000, "items": []},
        {"share": 1.5, "raw": 1, "grade": "1,5", "items": [{"id": 1, "tags": ["a"]}]},
        {"raw": True, "number": None, "items": None, "unknown": object()},
        {"items": [{"id": 2**70}, None]},
    ],
)
def test_the_types_of_json_pass(arguments: dict[str, object]) -> None:
    check(arguments)


@pytest.mark.parametrize(
    ("arguments", "path", "reason"),
    [
        ({"number": "1"}, "number", "a whole number is expected, not a text"),
        ({"number": True}, "number", "a whole number is expected, not true or false"),
        ({"number": 1.0}, "number", "a whole number is expected, not a number"),
        ({"share": "1"}, "share", "a number is expected, not a text"),
        ({"on": 1}, "on", "true or false is expected, not a whole number"),
        ({"text": 1}, "text", "a text is expected, not a whole number"),
        ({"raw": []}, "raw", "a single value is expected, not a list"),
        ({"items": {"0": {}}}, "items", "a list is expected, not an object"),
        ({"items": [[]]}, "items[0]", "an object is expected, not a list"),
        ({"items": [{}, {"tags": ["a", 1]}]}, "items[1].tags[1]", "a text is expected, not a whole number"),
    ],
)
def test_others_are_refused_with_their_place(arguments: dict[str, object], path: str, reason: str) -> None:
    with pytest.raises(InvalidParameter) as refused:
        check(arguments)
    assert (refused.value.path, refused.value.reason) == (path, reason)
