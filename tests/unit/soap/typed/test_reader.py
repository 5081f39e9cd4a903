from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from lxml import etree

from gateway.describe.model import Description, List, Struct, Value
from gateway.describe.types import BOOL, FLOAT, INT, LOCALISEDFLOAT, RAW, TEXT
from gateway.errors import DecodeError, HostileInput
from protocols.soap.simple import read_as
from protocols.soap.typed.contract import may_be_left_out
from protocols.soap.typed.reader import Reader

XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
ITEM = Struct({"a": Value(INT), "b": Value(TEXT, optional=True, null=False)})


def read(written: str, **members: Description) -> dict[str | int, object]:
    reader = Reader(lambda node: lambda text, kind=node.type: read_as(text, kind), may_be_left_out)  # type: ignore[misc]
    return reader.members(etree.fromstring(f"<f {XSI}>{written}</f>"), Struct(members))


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (INT, "12", 12),
        (INT, " -9223372036854775808 ", -(2**63)),
        (INT, "x", "x"),
        (INT, "", None),
        (FLOAT, "1.5", 1.5),
        (FLOAT, "INF", float("inf")),
        (BOOL, "true", True),
        (BOOL, "0", 0),
        (RAW, " 07 ", " 07 "),
        (RAW, "", ""),
        (LOCALISEDFLOAT, "1,5", "1,5"),
    ],
)
def test_values_are_what_their_description_says(kind: Any, text: str, value: object) -> None:
    given = read(f"<a>{text}</a>", a=Value(kind))["a"]
    assert (type(given), given) == (type(value), value)


@pytest.mark.parametrize("nil", ["true", "1", " true "])
@pytest.mark.parametrize("node", [Value(INT), Struct({}, null=True), List(Value(INT), null=True)])
def test_nil(nil: str, node: Description) -> None:
    assert read(f'<a xsi:nil="{nil}">x</a>', a=node) == {"a": None}


def test_what_is_nil_and_may_be_left_out_but_not_null_is_left_out() -> None:
    assert read('<a xsi:nil="true"/>', a=Value(INT, null=False, optional=True)) == {}
    assert read('<a xsi:nil="true"/>', a=Value(INT, null=False, default=1)) == {}
    assert read('<a xsi:nil="true"/>', a=Value(INT, null=False)) == {"a": None}
    assert read('<a xsi:nil="false">1</a>', a=Value(INT)) == {"a": 1}


def test_lists_are_repeated_elements() -> None:
    ints, items = List(Value(INT)), List(ITEM)
    assert read("<a>1</a><i><a>1</a></i><a>2</a><i/>", a=ints, i=items) == {"a": [1, 2], "i": [{"a": 1}, {}]}
    assert read("", a=ints, b=List(Value(INT), default=[]), c=List(Value(INT), optional=True)) == {"a": []}
    assert read('<a xsi:nil="true"/>', a=ints) == {"a": [None]}


def test_lists_that_hold_their_items() -> None:
    null, default = List(Value(INT), null=True), List(Value(INT), default=[1])
    assert read("<a><item>1</item><any>2</any></a>", a=null, b=default) == {"a": [1, 2]}
    assert read("<a/><b/>", a=null, b=default) == {"a": [], "b": []}
    assert read("<a>x</a>", a=null) == {"a": "x"}
    matrix = List(List(Value(INT)))
    assert read("<m><item>1</item><item>2</item></m><m/>", m=matrix) == {"m": [[1, 2], []]}
    assert read("<m><item><item>1</item></item></m>", m=List(matrix)) == {"m": [[[1]]]}
    assert read("<m><item><item><item>1</item></item></item></m>", m=List(matrix, null=True)) == {"m": [[[1]]]}


def test_members_come_in_any_order_and_namespace() -> None:
    assert read('<b xmlns="urn:x">x</b><y:a xmlns:y="urn:y">1</y:a>', **ITEM.members) == {"b": "x", "a": 1}


def test_names_that_no_element_can_bear() -> None:
    assert read("<_x0030__x0020_b>1</_x0030__x0020_b>", **{"0 b": Value(INT)}) == {"0 b": 1}


@pytest.mark.parametrize("names", [("_x0061_", "a", "a"), ("a", "_x0061_", "a"), ("_x0061_",) * 3])
def test_a_name_may_be_escaped_where_it_need_not_be(names: Sequence[str]) -> None:
    written = "".join(f"<{name}>{number}</{name}>" for number, name in enumerate(names))
    assert read(written, a=List(Value(INT))) == {"a": [0, 1, 2]}


def test_what_is_not_described_is_for_validation_to_refuse() -> None:
    assert read("<z>1</z><y><x>2</x><w/></y>", a=Value(INT, optional=True)) == {"z": "1", "y": {"x": "2", "w": ""}}
    assert read("<a><b>1</b></a>", a=Value(INT)) == {"a": {"b": "1"}}
    assert read("<a>text</a>", a=ITEM) == {"a": "text"}


def test_one_of_a_kind_is_not_there_twice() -> None:
    with pytest.raises(DecodeError):
        read("<a>1</a><a>2</a>", a=Value(INT))
    with pytest.raises(DecodeError):
        read("text", a=Value(INT))


def test_what_only_attacks_need_is_refused() -> None:
    with pytest.raises(HostileInput):
        read("<z>" * 70 + "</z>" * 70)
