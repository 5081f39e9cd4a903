"""What counts as the same, by the description (``docs/compare.md``)."""

from __future__ import annotations

import pytest

from gateway.compare.values import ABSENT, Difference, differences, moved, normal
from gateway.describe import BOOL, FLOAT, INT, RAW, TEXT, Description, List, Struct, Value

ITEM = Struct(
    {
        "id": Value(INT),
        "name": Value(TEXT, optional=True),
        "tags": List(Value(RAW), optional=True),
        "child": Struct({"x": Value(FLOAT)}, optional=True),
        "flag": Value(BOOL, optional=True),
    }
)


@pytest.mark.parametrize(
    ("description", "left", "right"),
    [
        (Value(RAW), 5, "5"),
        (Value(RAW), 2.5, "2.5"),
        (Value(RAW), 2.0, 2),
        (Value(RAW), True, "1"),
        (Value(RAW), False, ""),
        (Value(RAW), None, ""),
        (Value(TEXT), "a\r\nb\rc", "a\nb\nc"),
        (Value(FLOAT), 2.0, 2),
        (Value(FLOAT), 1 / 3, 0.333333333333),
        (ITEM, {"id": 1}, {"id": 1, "name": None, "tags": [], "child": {}, "flag": None}),
        (ITEM, {"id": 1, "name": ""}, {"id": 1}),
        (List(ITEM), [{"id": 1, "name": "a"}], [{"name": "a", "id": 1}]),
        (None, None, "whatever came"),
    ],
)
def test_what_is_the_same_differs_in_nothing(description: Description | None, left: object, right: object) -> None:
    assert differences(normal(left, description), normal(right, description)) == []


@pytest.mark.parametrize(
    ("description", "left", "right", "path"),
    [
        (Value(INT), 5, "5", ""),
        (Value(INT), None, 0, ""),
        (Value(BOOL), True, 1, ""),
        (Value(BOOL), None, False, ""),
        (Value(FLOAT), 0.5, 0.500001, ""),
        (Value(RAW), "a", "a ", ""),
        (Value(RAW), [], "", ""),
        (List(Value(INT)), None, [], ""),
        (List(Value(INT)), [1, 2], [1], "[1]"),
        (List(ITEM), [{"id": 1, "tags": ["a", "b"]}], [{"id": 1, "tags": ["a", "c"]}], "[0].tags[1]"),
        (ITEM, {"id": 1, "flag": False}, {"id": 1}, "flag"),
        (ITEM, {"id": 1, "child": {"x": 1.5}}, {"id": 1, "child": {"x": 2.5}}, "child.x"),
        (ITEM, {}, {"id": 0}, "id"),
    ],
)
def test_what_is_not_the_same_differs_in_one_place(description: Description, left: object, right: object, path: str) -> None:
    assert [found.path for found in differences(normal(left, description), normal(right, description))] == [path]


def test_a_difference_tells_both_sides_and_what_is_missing() -> None:
    assert differences([1, {"a": 2}], [1, {"b": 3}]) == [Difference("[1].a", 2, ABSENT), Difference("[1].b", ABSENT, 3)]


@pytest.mark.parametrize(
    ("ignore", "left"),
    [
        ((), ["users[0].seen", "users[1].seen.at", "at"]),
        (("users[].seen",), ["at"]),
        (("users",), ["at"]),
        (("users[].see", "a"), ["users[0].seen", "users[1].seen.at", "at"]),
        (("at", "users[].seen.at"), ["users[0].seen"]),
    ],
)
def test_paths_can_be_left_out_with_all_that_is_in_them(ignore: tuple[str, ...], left: list[str]) -> None:
    one = {"users": [{"seen": 1}, {"seen": {"at": 1}}], "at": 1}
    other = {"users": [{"seen": 2}, {"seen": {"at": 2}}], "at": 2}
    assert [found.path for found in differences(one, other, ignore)] == left


def test_addresses_of_two_servers_can_be_the_same() -> None:
    one, other = ({"url": f"{base}/a", "all": [base, 5]} for base in ("http://a:1", "https://b"))
    assert moved(one, "http://a:1") == moved(other, "https://b") == {"url": "{server}/a", "all": ["{server}", 5]}
