from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.php.values import (
    INT_MAX,
    INT_MIN,
    Scalar,
    array_key,
    is_numeric,
    json_float,
    loosely_equal,
    to_float,
    to_int,
    to_text,
    trim,
    truthy,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "1"),
        (False, ""),
        (-7, "-7"),
        ("x", "x"),
        (1.0, "1"),
        (0.1 + 0.2, "0.3"),
        (1e14, "1.0E+14"),
        (99999999999999.0, "99999999999999"),
        (1e-4, "0.0001"),
        (1e-5, "1.0E-5"),
        (1.5e300, "1.5E+300"),
        (-0.0, "-0"),
        (math.nan, "NAN"),
        (math.inf, "INF"),
        (-math.inf, "-INF"),
    ],
)
def test_text(value: Scalar, text: str) -> None:
    assert to_text(value) == text


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("12abc", 12),
        (" \t\n\r\v\f12", 12),
        ("1e3", 1000),
        ("0x1A", 0),
        ("", 0),
        ("-1.9", -1),
        ("+7", 7),
        (".9", 0),
        ("9223372036854775808", INT_MAX),
        ("-9223372036854775809", INT_MIN),
        ("0000000000000000000000000007", 7),
        ("1e400", INT_MAX),
        ("-1e400", INT_MIN),
        ("1e30", INT_MAX),
        (1.9, 1),
        (-1.9, -1),
        (math.nan, 0),
        (math.inf, 0),
        (2.0**63, INT_MIN),
        (True, 1),
        (False, 0),
        (None, 0),
        (2**70, INT_MAX),
    ],
    ids=repr,
)
def test_int(value: Scalar, number: int) -> None:
    assert to_int(value) == number


def test_int_of_very_long_text_is_bounded() -> None:
    assert to_int("9" * 5000) == INT_MAX
    assert to_int("-" + "9" * 5000) == INT_MIN


@pytest.mark.parametrize(
    ("value", "number"),
    [("1,5", 1.0), (".5x", 0.5), ("5.", 5.0), ("1e999", math.inf), ("x", 0.0), (" -2e-1 ", -0.2), (True, 1.0), (None, 0.0), (3, 3.0)],
)
def test_float(value: Scalar, number: float) -> None:
    assert to_float(value) == number


@pytest.mark.parametrize("text", ["1", " 1", "1 ", "+1", "-.5", "5.", "1e3", "1E-3", "007", "\v1\f"])
def test_numeric(text: str) -> None:
    assert is_numeric(text)


@pytest.mark.parametrize("text", ["", " ", ".", "1e", "e5", "1,5", "0x1A", "1_000", "INF", "NAN", "١", "1\0"])
def test_not_numeric(text: str) -> None:
    assert not is_numeric(text)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, "1"),
        (100000.0, "100000"),
        (-0.0, "-0"),
        (0.1 + 0.2, "0.30000000000000004"),
        (1e16, "10000000000000000"),
        (50000000000000008.0, "50000000000000010"),
        (1e17, "1.0e+17"),
        (1.2345678901234568e17, "1.2345678901234568e+17"),
        (0.0001, "0.0001"),
        (1e-5, "1.0e-5"),
        (-1.5e-300, "-1.5e-300"),
    ],
)
def test_json(value: float, text: str) -> None:
    assert json_float(value) == text


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_json_has_no_infinities(value: float) -> None:
    with pytest.raises(ValueError, match="JSON"):
        json_float(value)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_json_reads_back(value: float) -> None:
    assert float(json_float(value)) == value


@given(st.floats())
def test_text_of_floats_is_numeric(value: float) -> None:
    assert is_numeric(to_text(value)) == math.isfinite(value)


@given(st.text(alphabet="0123456789+-.eE \n"))
def test_int_is_bounded_and_agrees_with_float(text: str) -> None:
    number = to_int(text)
    assert INT_MIN <= number <= INT_MAX
    if abs(to_float(text)) < 2**52:
        assert number == int(to_float(text))


@pytest.mark.parametrize(
    ("value", "true"), [("0", False), ("", False), ("0.0", True), (0, False), (0.0, False), (math.nan, True), ([], False)], ids=repr
)
def test_truthy(value: object, true: bool) -> None:
    assert truthy(value) is true


@pytest.mark.parametrize(
    ("key", "canonical"),
    [
        ("7", 7),
        ("0", 0),
        ("-3", -3),
        ("07", "07"),
        ("+7", "+7"),
        ("1.5", "1.5"),
        ("-0", "-0"),
        ("", ""),
        ("9223372036854775807", INT_MAX),
        ("9223372036854775808", "9223372036854775808"),
    ],
)
def test_array_key(key: str, canonical: int | str) -> None:
    assert array_key(key) == canonical


def test_trim() -> None:
    assert trim(" \t\n\r\0\vx\f\u00a0 ") == "x\f\u00a0"


@pytest.mark.parametrize(
    ("left", "right", "equal"),
    [
        ("abc", "abc", True),
        ("abc", "ABC", False),
        ("5", 5, True),
        (" 5 ", 5, True),
        ("5.0", 5, True),
        ("1e1", 10, True),
        ("5abc", 5, False),
        ("abc", 0, False),
        ("1.0", "01", True),
        (None, "", True),
        (None, "0", False),
        (None, 0, True),
        (True, "x", True),
        (False, "0", True),
        (2**53 + 2, 2**53 + 1, False),
        (str(2**53), 2**53 + 1, False),
        (1.5, "1.50", True),
    ],
)
def test_loosely_equal(left: Scalar, right: Scalar, equal: bool) -> None:
    assert loosely_equal(left, right) is equal
    assert loosely_equal(right, left) is equal
