"""The writer (``docs/contract/encodings.md 5.4``)."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from gateway.describe.model import Description, List, Struct, Value
from gateway.describe.types import BOOL, FLOAT, INT, RAW, TEXT, ParamType
from protocols.markup import document
from protocols.soap.envelope import write_message
from protocols.soap.names import SOAP_11, SOAP_12, Version
from protocols.soap.writer import Writer
from tests.unit.rest.strategies import descriptions, values_of
from tests.unit.soap.messages import VERSIONS

INTS = List(Value(INT))
ITEM = Struct({"id": Value(INT), "tag": Value(TEXT, optional=True)})
NIL = '<return xsi:nil="true"/>'


def write(value: object, returns: Description, first: int = 0, version: Version = SOAP_11) -> str:
    return document(Writer(version).result(value, returns, first)).decode()


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        (INT, 2**63 - 1, '<return xsi:type="xsd:int">9223372036854775807</return>'),
        (INT, None, NIL),
        (BOOL, True, '<return xsi:type="xsd:int">1</return>'),
        (BOOL, False, '<return xsi:type="xsd:int">0</return>'),
        (FLOAT, 0.1 + 0.2, '<return xsi:type="xsd:double">0.3</return>'),
        (FLOAT, 1.0, '<return xsi:type="xsd:double">1</return>'),
        (FLOAT, 1e25, '<return xsi:type="xsd:double">1.0E+25</return>'),
        (FLOAT, math.inf, '<return xsi:type="xsd:double">INF</return>'),
        (TEXT, "", '<return xsi:type="xsd:string"></return>'),
        (TEXT, None, NIL),
        (TEXT, "ż<&>\"'\r\n\t", '<return xsi:type="xsd:string">ż&lt;&amp;&gt;"\'&#13;\n\t</return>'),
        (TEXT, "a\0b\x1fc\ufffed\udcff", '<return xsi:type="xsd:string">a\ufffdb\ufffdc\ufffdd\ufffd</return>'),
        (RAW, True, '<return xsi:type="xsd:string">1</return>'),
        (RAW, False, '<return xsi:type="xsd:string"></return>'),
        (RAW, 1.5, '<return xsi:type="xsd:string">1.5</return>'),
        (ParamType.INTEGER, 7, '<return xsi:type="xsd:string">7</return>'),
    ],
)
def test_values_at_typed_positions(kind: ParamType, value: object, expected: str) -> None:
    assert write(value, Value(kind)) == expected


def array(of: str, *items: str, tag: str = "return") -> str:
    """An array of items as it is written."""
    opening = f'<{tag} SOAP-ENC:arrayType="{of}[{len(items)}]" xsi:type="SOAP-ENC:Array"'
    return f"{opening}>{''.join(items)}</{tag}>" if items else f"{opening}/>"


def map_item(key: str, kind: str = "string") -> str:
    """A map of one integer as an item of an array."""
    entry = f'<item><key xsi:type="xsd:{kind}">{key}</key><value xsi:type="xsd:int">5</value></item>'
    return f'<item xsi:type="ns2:Map">{entry}</item>'


FIVE = '<item xsi:type="xsd:int">5</item>'
NIL_ITEM = '<item xsi:nil="true"/>'
EMPTY_ITEM = array("xsd:ur-type", tag="item")
MIXED = (
    '<item xsi:type="xsd:int">1</item>',
    '<item xsi:type="xsd:boolean">true</item>',
    '<item xsi:type="xsd:boolean">false</item>',
    '<item xsi:type="xsd:float">1.5</item>',
    '<item xsi:type="xsd:string">a</item>',
    NIL_ITEM,
)


@pytest.mark.parametrize(
    ("returns", "value", "expected"),
    [
        (INTS, [], array("xsd:ur-type")),
        (List(Value(INT), null=True), None, NIL),
        (INTS, [5, 5], array("xsd:int", FIVE, FIVE)),
        (List(Value(RAW)), [1, True, False, 1.5, "a", None], array("xsd:ur-type", *MIXED)),
        (List(Value(RAW)), [None, None], array("xsi:nil", NIL_ITEM, NIL_ITEM)),
        (List(INTS), [[]], array("SOAP-ENC:Array", EMPTY_ITEM)),
        (List(ITEM), [{"id": 5}], array("ns2:Map", map_item("id"))),
        (List(Struct({"%s&": Value(INT)})), [{"%s&": 5}], array("ns2:Map", map_item("%s&amp;"))),
        (List(Struct({"7": Value(INT)})), [{"7": 5}], array("ns2:Map", map_item("7", "int"))),
        (List(Struct({"0": Value(INT)})), [{"0": 5}], array("SOAP-ENC:Array", array("xsd:int", FIVE, tag="item"))),
        (List(Struct({"a": Value(INT)}, null=True)), [{}, None], array("xsd:ur-type", EMPTY_ITEM, NIL_ITEM)),
    ],
)
def test_lists(returns: Description, value: object, expected: str) -> None:
    assert write(value, returns) == expected


@pytest.mark.parametrize(
    ("items", "of"),
    [([True, True], "xsd:boolean"), ([True, False], "xsd:ur-type"), ([1.5], "xsd:float"), (["a"], "xsd:string"), ([None], "xsi:nil")],
)
def test_the_type_of_a_list_is_that_of_all_its_items(items: list[object], of: str) -> None:
    assert write(items, List(Value(RAW))).startswith(f'<return SOAP-ENC:arrayType="{of}[{len(items)}]"')


def test_structs_at_typed_positions_have_all_members_and_a_class() -> None:
    returns = Struct({"a": Struct({"x": Value(INT)}), "list": INTS, "0": Value(TEXT, optional=True), "c": Struct({}, optional=True)})
    written = write({"a": {"x": 1}, "list": [2]}, returns, 40)
    assert written == (
        '<return xsi:type="ns1:webservices_struct_class_000042">'
        '<a xsi:type="ns1:webservices_struct_class_000040"><x xsi:type="xsd:int">1</x></a>'
        '<list SOAP-ENC:arrayType="xsd:int[1]" xsi:type="SOAP-ENC:Array"><item xsi:type="xsd:int">2</item></list>'
        '<_x0030_ xsi:nil="true"/><c xsi:nil="true"/></return>'
    )


def test_a_struct_that_is_null_says_its_class_as_a_result_only() -> None:
    inner = Struct({"x": Value(INT)}, null=True)
    returns = Struct({"a": inner}, null=True)
    assert write(None, returns, 4) == '<return xsi:nil="true" xsi:type="ns1:webservices_struct_class_000005"/>'
    assert write({"a": None}, returns, 4) == '<return xsi:type="ns1:webservices_struct_class_000005"><a xsi:nil="true"/></return>'


def test_soap_12() -> None:
    assert write([1], INTS, version=SOAP_12) == (
        '<return enc:itemType="xsd:int" enc:arraySize="1" xsi:type="enc:Array"><item xsi:type="xsd:int">1</item></return>'
    )
    assert write([], INTS, version=SOAP_12) == '<return enc:itemType="xsd:anyType" enc:arraySize="0" xsi:type="enc:Array"/>'
    assert 'enc:itemType="enc:Array"' in write([[1]], List(INTS), version=SOAP_12)


@given(st.data(), st.sampled_from(VERSIONS))
def test_every_value_becomes_a_message(data: st.DataObject, version: Version) -> None:
    returns = data.draw(descriptions())
    value: Any = data.draw(values_of(returns))
    etree.fromstring(write_message(version, "urn:x", "f", Writer(version).result(value, returns, 0)))
