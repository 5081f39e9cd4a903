"""The reader (``docs/contract/encodings.md 4.2``, ``tests/oracle/deviations.json``)."""

from __future__ import annotations

import math
import time
from contextlib import suppress

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gateway.errors import CodecError, DecodeError, HostileInput
from gateway.wire.exchange import Limits
from protocols.xmlrpc.reader import read_call, read_response
from tests.oracle import recordings

LIMITS = Limits()


def call(params: str, name: str = "f") -> bytes:
    return f"<methodCall><methodName>{name}</methodName>{params}</methodCall>".encode()


def argument(value: str, limits: Limits = LIMITS) -> object:
    """What a ``value`` element is read as."""
    name, arguments = read_call(call(f"<params><param>{value}</param></params>"), limits)
    assert name == "f"
    (only,) = arguments
    return only


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("<int>7</int>", 7),
        ("<i4>-7</i4>", -7),
        ("<int>\n +007 </int>", 7),
        ("<int>5000000000</int>", 5_000_000_000),
        ("<i8>-9223372036854775808</i8>", -(2**63)),
        ("<ex:i8 xmlns:ex='http://ws.apache.org/xmlrpc/namespaces/extensions'>9223372036854775807</ex:i8>", 2**63 - 1),
        (f"<int>{'0' * 5000}5</int>", 5),
        ("<i1>1</i1>", 1),
        ("<i2>2</i2>", 2),
        ("<float>1.5</float>", 1.5),
        ("<boolean>1</boolean>", True),
        ("<boolean> 0\n</boolean>", False),
        ("<double>1.5</double>", 1.5),
        ("<double> -1e-7 </double>", -1e-7),
        ("<double>.5</double>", 0.5),
        ("<double>5.</double>", 5.0),
        ("<double>1e999</double>", math.inf),
        ("<double>-inf</double>", -math.inf),
        ("<double>Infinity</double>", math.inf),
        ("<string> pad </string>", " pad "),
        ("<string/>", ""),
        ("<string>&lt;&#x41;<![CDATA[<b>]]>&#13;</string>", "<A<b>\r"),
        ("", ""),
        (" pad ", " pad "),
        ("<nil/>", None),
        ("<nil> </nil>", None),
        ("<ex:nil xmlns:ex='http://ws.apache.org/xmlrpc/namespaces/extensions'/>", None),
        ("<base64>SGVsbG8=</base64>", "Hello"),
        ("<base64>\nSGVs\nbG8=\n</base64>", "Hello"),
        ("<base64>xbw=</base64>", "ż"),
        ("<base64>/wA=</base64>", "\udcff\0"),
        ("<base64/>", ""),
        ("<dateTime.iso8601>19980717T14:08:55</dateTime.iso8601>", "19980717T14:08:55"),
        ("<array><data/></array>", []),
        ("<array><data><value><int>1</int></value><value>a</value></data></array>", [1, "a"]),
        ("<struct/>", {}),
        ("<struct><member><name>a</name><value><int>1</int></value></member></struct>", {"a": 1}),
        ("<struct><member><name/><value/></member></struct>", {"": ""}),
        ("<struct><member><value><int>1</int></value><name>a</name></member></struct>", {"a": 1}),
        ("<struct><member><name> 7 </name><value/></member><member><name>b</name><value/></member></struct>", {" 7 ": "", "b": ""}),
        ("<struct><member><name>a</name><value>x</value></member><member><name>a</name><value>y</value></member></struct>", {"a": "y"}),
        ("\n <int>1</int>\t", 1),
        ("<int a='b'>1</int>", 1),
        ("<!-- c --><int>1<!-- c -->2</int><?p i?>", 12),
    ],
)
def test_values(typed: str, expected: object) -> None:
    value = argument(f"<value>{typed}</value>")
    assert value == expected
    assert type(value) is type(expected)


def test_not_a_number_is_a_double() -> None:
    value = argument("<value><double>nan</double></value>")
    assert isinstance(value, float)
    assert math.isnan(value)


@pytest.mark.parametrize(
    "typed",
    [
        "<int/>",
        "<int>abc</int>",
        "<int>1.5</int>",
        "<int>1 2</int>",
        "<int>٣</int>",
        "<int>0x1</int>",
        "<int>1_0</int>",
        "<int>9223372036854775808</int>",
        f"<i8>{'9' * 5000}</i8>",
        "<int><b/></int>",
        "<boolean>true</boolean>",
        "<boolean>2</boolean>",
        "<boolean/>",
        "<double/>",
        "<double>abc</double>",
        "<double>1,5</double>",
        "<double>1_0</double>",
        "<double>0x1p3</double>",
        "<double>.</double>",
        "<base64>SGVsbG8</base64>",
        "<base64>*</base64>",
        "<base64>é</base64>",
        "<nil>x</nil>",
        "<string>a<b/>c</string>",
        "<what>5</what>",
        "<Int>5</Int>",
        "<int>1</int><int>2</int>",
        "x<int>1</int>",
        "<int>1</int>x",
        "<array/>",
        "<array><value/></array>",
        "<array><data/><data/></array>",
        "<array><data><int>1</int></data></array>",
        "<struct><value/></struct>",
        "<struct><member/></struct>",
        "<struct><member><value/></member></struct>",
        "<struct><member><name>a</name></member></struct>",
        "<struct><member><value/><value/></member></struct>",
        "<struct><member><value/><name>a<b/></name></member></struct>",
        "<struct><member><name>a</name><value/><value/></member></struct>",
        "<struct><member><name>a<b/></name><value/></member></struct>",
    ],
)
def test_malformed_values_are_refused(typed: str) -> None:
    with pytest.raises(DecodeError):
        argument(f"<value>{typed}</value>")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (call(""), ("f", [])),
        (call("<params/>"), ("f", [])),
        (call("<params><param><value>a</value></param><param><value/></param></params>"), ("f", ["a", ""])),
        (call("", " f "), (" f ", [])),
        (call("", ""), ("", [])),
        (b"<methodCall><params/><methodName>f</methodName></methodCall>", ("f", [])),
        (b"<methodCall xmlns='http://example.com/x'><methodName>f</methodName></methodCall>", ("f", [])),
        ("<?xml version='1.0' encoding='utf-16'?>".encode("utf-16") + call("").decode().encode("utf-16")[2:], ("f", [])),
    ],
)
def test_calls(body: bytes, expected: tuple[str, list[object]]) -> None:
    assert read_call(body, LIMITS) == expected


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"garbage",
        b"<methodCall/>",
        b"<methodCall><params/></methodCall>",
        b"<methodCall><methodName>f</methodName><methodName>g</methodName></methodCall>",
        b"<methodCall><methodName>f</methodName><params/><params/></methodCall>",
        b"<methodCall><methodName>f</methodName><what/></methodCall>",
        b"<methodCall><methodName>f<b/></methodName></methodCall>",
        b"<methodResponse><params/></methodResponse>",
        call("<params><value/></params>"),
        call("<params><param/></params>"),
        call("<params><param><value/><value/></param></params>"),
        call("<params><param><int>1</int></param></params>"),
    ],
)
def test_bodies_that_are_no_calls_are_refused(body: bytes) -> None:
    with pytest.raises(DecodeError):
        read_call(body, LIMITS)


def nested(levels: int, opening: str, closing: str) -> str:
    return f"<value>{opening * levels}{closing * levels}</value>"


LISTS = ("<array><data><value>", "</value></data></array>")
STRUCTS = ("<struct><member><name>a</name><value>", "</value></member></struct>")


@pytest.mark.parametrize("kind", [LISTS, STRUCTS])
def test_depth(kind: tuple[str, str]) -> None:
    limits = Limits(depth=5)
    argument(nested(5, *kind), limits)
    with pytest.raises(HostileInput):
        argument(nested(6, *kind), limits)
    argument(nested(64, *kind))
    for levels in (65, 90, 10_000):
        with pytest.raises(CodecError):
            argument(nested(levels, *kind))


def test_size() -> None:
    member = "<member><name>a</name><value><int>1</int></value></member>"
    limits = Limits(form_fields=100)
    assert argument(f"<value><struct>{member * 97}</struct></value>", limits) == {"a": 1}
    with pytest.raises(HostileInput):
        argument(f"<value><struct>{member * 101}</struct></value>", limits)


def test_responses() -> None:
    value = "<value><int>1</int></value>"
    assert read_response(f"<methodResponse><params><param>{value}</param></params></methodResponse>".encode()) == (False, [1])
    assert read_response(b"<methodResponse><params/></methodResponse>") == (False, [])
    assert read_response(f"<methodResponse><fault>{value}</fault></methodResponse>".encode()) == (True, [1])


@pytest.mark.parametrize(
    "body",
    [
        call(""),
        b"<methodResponse/>",
        b"<methodResponse><value/></methodResponse>",
        b"<methodResponse><params/><params/></methodResponse>",
        b"<methodResponse><fault/></methodResponse>",
        b"<methodResponse><fault><value/><value/></fault></methodResponse>",
    ],
)
def test_bodies_that_are_no_responses_are_refused(body: bytes) -> None:
    with pytest.raises(DecodeError):
        read_response(body)


def reads_or_refuses(body: bytes) -> None:
    began = time.process_time()
    for read in (lambda: read_call(body, LIMITS), lambda: read_response(body)):
        with suppress(CodecError):
            read()
    assert time.process_time() - began < 1.0


RECORDED = [
    step["req"]["body"].encode("utf-8", "surrogateescape")
    for name in ("shapes", "typed", "wire")
    for case in recordings.read(name)
    for step in case.get("steps", [case])
    if "/xmlrpc/" in step["req"]["path"] and step["req"].get("body")
]
SPLICES = st.one_of(
    st.binary(max_size=8),
    st.sampled_from([*b"<>&;/\"' \0", 0xFF]).map(lambda byte: bytes([byte])),
    st.sampled_from([b"<value>", b"</value>", b"<array><data>", b"</struct>", b"<nil/>", b"&e;", b"<!DOCTYPE a>", b"<![CDATA[", b"<!--"]),
)


@given(st.data())
def test_mutated_recordings_are_read_or_refused(data: st.DataObject) -> None:
    body = data.draw(st.sampled_from(RECORDED))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(body)))
        end = data.draw(st.integers(start, min(len(body), start + 40)))
        body = body[:start] + data.draw(SPLICES) + body[end:]
    reads_or_refuses(body)


STRUCTURE = ("methodCall", "methodName", "methodResponse", "params", "param", "value", "fault", "array", "data", "struct", "member", "name")
TAGS = st.sampled_from((*STRUCTURE, "int", "boolean", "double", "base64", "nil", "x"))
TREES = st.recursive(
    st.text("01 aé.=", max_size=6),
    lambda inner: st.builds(lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>", TAGS, st.lists(inner, max_size=4)),
    max_leaves=20,
)


@given(TREES)
def test_any_tree_of_elements_is_read_or_refused(tree: str) -> None:
    assume(tree.startswith("<"))
    reads_or_refuses(tree.encode())
    reads_or_refuses(call(f"<params><param><value>{tree}</value></param></params>"))
