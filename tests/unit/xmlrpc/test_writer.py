"""The writer (``docs/contract/encodings.md 4.3``, ``tests/oracle/deviations.json``)."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.describe.model import Description, List, Struct, Value
from gateway.describe.types import BOOL, FLOAT, INT, RAW, TEXT
from protocols.xmlrpc.reader import read_response
from protocols.xmlrpc.writer import Writer, scalar
from tests.unit.rest.strategies import descriptions, values_of

START = '<?xml version="1.0" encoding="UTF-8"?><methodResponse>'
FALSE, TRUE = "<boolean>0</boolean>", "<boolean>1</boolean>"


def written(value: object, description: Description | None) -> str:
    """The inside of the one ``value`` in an answer."""
    body = Writer().response(value, description).decode()
    before, after = f"{START}<params><param><value>", "</value></param></params></methodResponse>"
    assert body.startswith(before)
    assert body.endswith(after)
    return body[len(before) : -len(after)]


@pytest.mark.parametrize("description", [None, Value(INT), List(Value(INT), null=True), Struct({}, null=True)])
def test_nothing(description: Description | None) -> None:
    assert Writer().response(None, description).decode() == f"{START}<params/></methodResponse>"


def test_functions_that_return_nothing_never_do() -> None:
    assert Writer().response(5, None).decode() == f"{START}<params/></methodResponse>"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (True, TRUE),
        (False, FALSE),
        (0, "<int>0</int>"),
        (2**31 - 1, "<int>2147483647</int>"),
        (-(2**31), "<int>-2147483648</int>"),
        (2**31, "<i8>2147483648</i8>"),
        (-(2**31) - 1, "<i8>-2147483649</i8>"),
        (2**63 - 1, "<i8>9223372036854775807</i8>"),
        (2**63, "<string>9223372036854775808</string>"),
        (1.0, "<double>1.0</double>"),
        (-0.0, "<double>-0.0</double>"),
        (0.1 + 0.2, "<double>0.30000000000000004</double>"),
        (1e-7, "<double>0.0000001</double>"),
        (1.5e-7, "<double>0.00000015</double>"),
        (1e20, "<double>100000000000000000000.0</double>"),
        (math.inf, "<double>inf</double>"),
        (-math.inf, "<double>-inf</double>"),
        (math.nan, "<double>nan</double>"),
        ("", "<string/>"),
        ("5", "<string>5</string>"),
        ("é😀", "<string>é😀</string>"),
        ('<a b="c">&\'', "<string>&#60;a b=&#34;c&#34;&#62;&#38;'</string>"),
        ("a\r\n\tb", "<string>a\r\n\tb</string>"),
        ("a\0\x0b\ufffe\udc80", "<string>a\ufffd\ufffd\ufffd\ufffd</string>"),
    ],
)
def test_scalars(value: object, expected: str) -> None:
    assert written(value, Value(RAW)) == expected


def array(*values: str) -> str:
    return f"<array><data>{''.join(f'<value>{value}</value>' for value in values)}</data></array>" if values else "<array><data/></array>"


def struct(**values: str) -> str:
    return f"<struct>{''.join(f'<member><name>{name}</name><value>{value}</value></member>' for name, value in values.items())}</struct>"


ONE, TWO, EMPTY = "<int>1</int>", "<int>2</int>", "<string/>"
AB = Struct({"a": Value(INT, optional=True), "b": Value(TEXT)})
NUMBERED = Struct({name: Value(INT, optional=True) for name in ("3", "7", "5", "x")})


@pytest.mark.parametrize(
    ("description", "value", "expected"),
    [
        (List(Value(INT)), [], array()),
        (List(Value(INT)), [1, None], array(ONE, EMPTY)),
        (List(List(Value(BOOL), null=True)), [[True], [], None], array(array(TRUE), array(), EMPTY)),
        (Struct({}), {}, array()),
        (Struct({"a": Value(INT, optional=True)}), {}, array()),
        (AB, {"a": 1, "b": None}, struct(a=ONE, b=EMPTY)),
        (AB, {"b": "x"}, struct(b="<string>x</string>")),
        (Struct({"s": Struct({}, null=True)}), {"s": None}, struct(s=EMPTY)),
        (Struct({"s": List(Value(INT), null=True)}), {"s": None}, struct(s=EMPTY)),
        (Struct({"100%s&": Value(INT)}), {"100%s&": 1}, struct(**{"100%s&#38;": ONE})),
        (NUMBERED, {"3": 1}, array(ONE)),
        (NUMBERED, {"3": 1, "7": 2}, array(ONE, TWO)),
        (NUMBERED, {"7": 1, "5": 2}, struct(**{"7": ONE, "5": TWO})),
        (NUMBERED, {"3": 1, "x": 2}, struct(**{"3": ONE, "x": TWO})),
    ],
)
def test_structs_and_lists(description: Description, value: object, expected: str) -> None:
    assert written(value, description) == expected


def test_a_struct_with_a_fault_code_is_a_fault() -> None:
    description = Struct({"faultCode": Value(INT), "x": Value(INT)})
    value, inside = {"faultCode": 1, "x": 2}, struct(faultCode=ONE, x=TWO)
    assert Writer().response(value, description).decode() == f"{START}<fault><value>{inside}</value></fault></methodResponse>"
    assert written([value], List(description)) == array(inside)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_doubles_keep_all_digits_without_an_exponent(value: float) -> None:
    digits = scalar(value).removeprefix("<value><double>").removesuffix("</double></value>")
    assert set(digits) <= set("-.0123456789")
    whole, _, fraction = digits.partition(".")
    assert whole
    assert fraction
    assert float(digits) == value


@given(st.data())
def test_answers_are_always_read(data: st.DataObject) -> None:
    description = data.draw(descriptions())
    value: Any = data.draw(values_of(description))
    read_response(Writer().response(value, description))


def test_a_description_is_compiled_once() -> None:
    description = Struct({"a": Value(FLOAT)})
    writer = Writer()
    assert writer.value({"a": 1.0}, description) == writer.value({"a": 1.0}, description)
