"""The simple types of XML Schema (``docs/contract/encodings.md 5.3``)."""

from __future__ import annotations

import contextlib
import math
import time

import pytest

from gateway.describe.model import Description, List, Struct, Value
from gateway.describe.types import BOOL, FLOAT, INT, RAW, TEXT, ParamType
from gateway.errors import DecodeError
from protocols.soap.simple import SIMPLE_TYPES, Simple, read_described


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("int", "7", 7),
        ("int", "\n -07 ", -7),
        ("int", "+7", 7),
        ("int", "", None),
        ("int", " ", None),
        ("int", "7.5", 7.5),
        ("int", "1e3", 1000),
        ("long", "9223372036854775807", 2**63 - 1),
        ("long", "-9223372036854775808", -(2**63)),
        ("long", "9223372036854775808", 2.0**63),
        ("integer", "0" * 50 + "7", 7),
        ("unsignedShort", "70000", 70000),
        ("double", "1.0", 1),
        ("double", "-0.0", 0),
        ("double", "1.5", 1.5),
        ("double", ".5", 0.5),
        ("double", "1e+20", 1e20),
        ("float", "INF", math.inf),
        ("float", "-INF", -math.inf),
        ("boolean", "true", True),
        ("boolean", " F ", False),
        ("boolean", "1", True),
        ("boolean", "0", False),
        ("boolean", "FALSE", False),
        *[("boolean", text, True) for text in ("yes", "2", "00", "no", "-1", " t ", "True", "prawda")],
        ("boolean", "", None),
        ("string", " pad\t", " pad\t"),
        ("string", "", ""),
        ("normalizedString", " a\tb\nc\rd ", " a b c d "),
        ("decimal", " 1.50\n", "1.50"),
        ("token", " a \n b ", "a b"),
        ("dateTime", " 2026-01-01T00:00:00Z ", "2026-01-01T00:00:00Z"),
        ("base64Binary", "xbw=\n", "ż"),
        ("base64", "/w==", "\udcff"),
        ("hexBinary", "C5BC", "ż"),
    ],
)
def test_texts_of_a_type(kind: str, text: str, expected: Simple) -> None:
    value = SIMPLE_TYPES[kind](text)
    assert (type(value), value) == (type(expected), expected)


def test_nan() -> None:
    value = SIMPLE_TYPES["double"]("NaN")
    assert isinstance(value, float)
    assert math.isnan(value)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        *[("int", text) for text in ("abc", "0x1A", "1,5", "1 2", "true", "٣", "1_0", "infinity", "nan")],
        *[("base64Binary", text) for text in ("x", "###", "ż")],
        *[("hexBinary", text) for text in ("a", "zz")],
    ],
)
def test_what_is_not_of_the_type_is_refused(kind: str, text: str) -> None:
    with pytest.raises(DecodeError):
        SIMPLE_TYPES[kind](text)


@pytest.mark.parametrize("text", ["9" * 1_000_000, "9" * 1_000_000 + "x", "0" * 1_000_000, "1e999999999", " " * 1_000_000 + "x"])
@pytest.mark.parametrize("kind", ["int", "double", "boolean", "token", "base64", "hexBinary"])
def test_long_texts_are_read_or_refused_in_no_time(kind: str, text: str) -> None:
    began = time.process_time()
    with contextlib.suppress(DecodeError):
        SIMPLE_TYPES[kind](text)
    assert time.process_time() - began < 0.5


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        (INT, " 7 ", 7),
        (INT, "7.5", 7.5),
        (INT, "", None),
        (INT, "abc", "abc"),
        (INT, "true", "true"),
        (ParamType.INTEGER, "7", 7),
        (BOOL, " true ", True),
        (BOOL, "false", False),
        (BOOL, "1", 1),
        (BOOL, "yes", "yes"),
        (FLOAT, "1.50", 1.5),
        (FLOAT, "INF", math.inf),
        (FLOAT, "1,5", "1,5"),
        (RAW, " 7 ", " 7 "),
        (TEXT, "", ""),
    ],
)
def test_texts_of_a_described_value(kind: ParamType, text: str, expected: Simple) -> None:
    value = read_described(text, Value(kind))
    assert (type(value), value) == (type(expected), expected)


@pytest.mark.parametrize("description", [None, Struct({}), List(Value(INT))])
def test_texts_where_no_value_is_described(description: Description | None) -> None:
    assert read_described(" 7 ", description) == " 7 "
