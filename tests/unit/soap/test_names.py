"""Names of elements for members of any name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from protocols.soap.names import SOAP_11, SOAP_12, element_name, member_name


@pytest.mark.parametrize(
    ("name", "element"),
    [
        ("courseid", "courseid"),
        ("a-b.c_d", "a-b.c_d"),
        ("0", "_x0030_"),
        ("-a", "_x002D_a"),
        ("a b", "a_x0020_b"),
        ("ż", "_x017C_"),
        ("🎓", "_x1F393_"),
        ("_x0030_", "_x005F_x0030_"),
        ("max_x", "max_x"),
    ],
)
def test_names_of_elements(name: str, element: str) -> None:
    assert element_name(name) == element
    assert member_name(element) == name


@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_every_name_becomes_that_of_an_element_and_comes_back(name: str) -> None:
    etree.Element(element_name(name))
    assert member_name(element_name(name)) == name


@given(st.text(st.sampled_from("_x0123456789AFaz"), max_size=12))
def test_names_that_look_escaped(name: str) -> None:
    assert member_name(element_name(name)) == name
    member_name(name)


def test_an_escape_beyond_the_last_character_is_none() -> None:
    assert member_name("_x110000_") == "_x110000_"


def test_arrays() -> None:
    assert SOAP_11.array("xsd:int", 2) == 'SOAP-ENC:arrayType="xsd:int[2]" xsi:type="SOAP-ENC:Array"'
    assert SOAP_12.array("xsd:int", 2) == 'enc:itemType="xsd:int" enc:arraySize="2" xsi:type="enc:Array"'
