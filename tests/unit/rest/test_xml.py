"""XML answers (``docs/contract/encodings.md 3.4, 3.5``), and their reader."""

from __future__ import annotations

import gc
import math
import re
from typing import Any
from weakref import ref

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.describe.model import Description, List, Struct, Value
from gateway.describe.types import BOOL, FLOAT, INT, PERMISSION, RAW, TEXT, ParamType
from gateway.errors import DecodeError
from gateway.php.values import to_text
from gateway.wire.exchange import Fault
from protocols.rest.xml import XmlWriter, write_exception
from protocols.rest.xmlread import read
from tests.unit.rest.strategies import descriptions, values_of

START = '<?xml version="1.0" encoding="UTF-8" ?>\n<RESPONSE>\n'
END = "</RESPONSE>\n"


def write(value: object, description: Description | None) -> str:
    text = XmlWriter().write(value, description).decode()
    assert text.startswith(START)
    assert text.endswith(END)
    return text[len(START) : -len(END)]


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        (INT, 5, "5"),
        (INT, 2**80, str(2**80)),
        (BOOL, True, "1"),
        (BOOL, False, "0"),
        (RAW, False, "0"),
        (FLOAT, 0.1 + 0.2, "0.3"),
        (FLOAT, 1e20, "1.0E+20"),
        (FLOAT, 1e-7, "1.0E-7"),
        (FLOAT, 5.0, "5"),
        (FLOAT, math.inf, "INF"),
        (FLOAT, -math.inf, "-INF"),
        (FLOAT, math.nan, "NAN"),
        (RAW, 1.5, "1.5"),
        (TEXT, "", ""),
        (TEXT, "a & b < c > d \" e ' f &amp;", "a &amp; b &lt; c &gt; d &quot; e ' f &amp;amp;"),
        (TEXT, "x]]>y", "x]]&gt;y"),
        (TEXT, "żółć 漢字 🎓 é", "żółć 漢字 🎓 é"),
        (TEXT, "ż<&", "ż&lt;&amp;"),
        (TEXT, "l1\nl2\r\nl3\t", "l1\nl2\r\nl3\t"),
        (TEXT, "a\0b\x01c\x08d\x0be\x0cf\x1fg\x7f\x85", "a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf\ufffdg\x7f\x85"),
        (TEXT, "a\ufffeb\uffffc\ufffdd\uff21", "a\ufffdb\ufffdc\ufffdd\uff21"),
        (TEXT, "a\udcff", ""),
        (TEXT, "\ud800", ""),
    ],
)
def test_scalars(kind: ParamType, value: object, text: str) -> None:
    assert write(value, Value(kind)) == f"<VALUE>{text}</VALUE>\n"


def test_void() -> None:
    assert write("anything", None) == ""


def test_null() -> None:
    assert write(None, Value(INT)) == '<VALUE null="null"/>\n'


@pytest.mark.parametrize("value", [None, []])
def test_null_and_empty_lists_look_the_same(value: object) -> None:
    assert write(value, List(Value(INT), null=True)) == "<MULTIPLE>\n</MULTIPLE>\n"


def test_lists() -> None:
    assert write([1, None], List(Value(INT))) == '<MULTIPLE>\n<VALUE>1</VALUE>\n<VALUE null="null"/>\n</MULTIPLE>\n'


EXAMPLE = Struct({"id": Value(INT), "tag": Value(TEXT, optional=True), "labels": List(Value(TEXT))})


def test_the_example_of_the_contract() -> None:
    assert write({"id": 7, "labels": ["a"]}, EXAMPLE) == (
        '<SINGLE>\n<KEY name="id"><VALUE>7</VALUE>\n</KEY>\n<KEY name="tag"><VALUE null="null"/>\n</KEY>\n'
        '<KEY name="labels"><MULTIPLE>\n<VALUE>a</VALUE>\n</MULTIPLE>\n</KEY>\n</SINGLE>\n'
    )


@pytest.mark.parametrize("value", [None, {}, {"s": None}])
def test_what_is_absent_is_written_as_nulls(value: object) -> None:
    assert write(value, Struct({"s": Struct({"a": Value(INT), "l": List(Value(INT))}, null=True)}, null=True)) == (
        '<SINGLE>\n<KEY name="s"><SINGLE>\n<KEY name="a"><VALUE null="null"/>\n</KEY>\n'
        '<KEY name="l"><MULTIPLE>\n</MULTIPLE>\n</KEY>\n</SINGLE>\n</KEY>\n</SINGLE>\n'
    )


def test_key_names_keep_the_document_well_formed() -> None:
    description = Struct({'100% <a> & "ż"': Value(INT)})
    assert write({'100% <a> & "ż"': 1}, description).startswith('<SINGLE>\n<KEY name="100% &lt;a&gt; &amp; &quot;ż&quot;"><VALUE>1<')


def test_exceptions() -> None:
    assert write_exception("core\\exception\\moodle_exception", "invalidtoken", "No <token> ż\x01", None).decode() == (
        '<?xml version="1.0" encoding="UTF-8" ?>\n<EXCEPTION class="core\\exception\\moodle_exception">\n'
        "<ERRORCODE>invalidtoken</ERRORCODE>\n<MESSAGE>No &lt;token&gt; ż\ufffd</MESSAGE>\n</EXCEPTION>\n"
    )
    assert b"</MESSAGE>\n<DEBUGINFO>a &amp; b</DEBUGINFO>\n</EXCEPTION>\n" in write_exception("c", "e", "m", "a & b")


@given(st.data())
def test_what_is_written_is_read_back(data: st.DataObject) -> None:
    description = data.draw(descriptions(names=st.text("01ab%ż", min_size=1)))
    value = data.draw(values_of(description))
    assert read(XmlWriter().write(value, description), description) == shown(value, description)


def shown(value: Any, description: Description) -> object:
    """What XML shows of a value: all that is described, in the types of the description."""
    if isinstance(description, List):
        return [shown(item, description.of) for item in value or ()]
    if isinstance(description, Struct):
        return {name: shown((value or {}).get(name), member) for name, member in description.members.items()}
    if isinstance(value, float):
        return float(to_text(value))
    if isinstance(value, str):
        value = re.sub("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "\ufffd", value)
        return value.replace("\r\n", "\n").replace("\r", "\n")  # as every parser does
    return value


@given(st.text() | st.text(st.characters(categories=["Cs"])))
def test_any_text_makes_a_well_formed_document(text: str) -> None:
    assert isinstance(read(XmlWriter().write(text, Value(TEXT)), Value(TEXT)), str)
    assert isinstance(read(write_exception(text, text, text, text), None), Fault)


def document(content: str) -> bytes:
    return f"{START}{content}{END}".encode()


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [(INT, "-5", -5), (PERMISSION, "1", 1), (FLOAT, "1.0E+20", 1e20), (FLOAT, "INF", math.inf), (BOOL, "1", True), (RAW, "", "")],
)
def test_reading_is_typed(kind: ParamType, text: str, value: object) -> None:
    again = read(document(f"<VALUE>{text}</VALUE>"), Value(kind))
    assert again == value
    assert type(again) is type(value)


def test_reading_a_void_answer() -> None:
    assert read(document(""), None) is None


def test_reading_a_fault() -> None:
    assert read(write_exception("c\\d", "code", "", "why"), Value(INT)) == Fault("code", "", "c\\d", "why")
    assert read(b'<EXCEPTION class="E"><MESSAGE>m</MESSAGE></EXCEPTION>', None) == Fault(None, "m", "E")


@pytest.mark.parametrize(
    ("body", "description"),
    [
        (b"", Value(INT)),
        (b"nonsense", Value(INT)),
        (b"<HTML/>", Value(INT)),
        (b"<RESPONSE/>", Value(INT)),
        (document("<VALUE>1</VALUE><VALUE>1</VALUE>"), Value(INT)),
        (document("<VALUE>x</VALUE>"), Value(INT)),
        (document("<VALUE>x</VALUE>"), Value(FLOAT)),
        (document("<VALUE>x</VALUE>"), Value(BOOL)),
        (document("<SINGLE/>"), Value(INT)),
        (document("<SINGLE/>"), List(Value(INT))),
        (document("<MULTIPLE/>"), EXAMPLE),
        (document("<SINGLE><VALUE>1</VALUE></SINGLE>"), EXAMPLE),
        (document('<SINGLE><KEY name="id"/></SINGLE>'), EXAMPLE),
        (document('<SINGLE><KEY name="other"><VALUE>1</VALUE></KEY></SINGLE>'), EXAMPLE),
        (b'<!DOCTYPE a [<!ENTITY e "x">]><RESPONSE><VALUE>&e;</VALUE></RESPONSE>', Value(TEXT)),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><RESPONSE><VALUE>1</VALUE></RESPONSE>', Value(TEXT)),
        (b"<a>" * 100_000, Value(TEXT)),
    ],
)
def test_what_is_no_answer_is_refused(body: bytes, description: Description) -> None:
    with pytest.raises(DecodeError):
        read(body, description)


def test_compiled_descriptions_do_not_outlive_their_descriptions() -> None:
    writer = XmlWriter()
    description = Struct({"a": List(Struct({"b": Value(RAW, optional=True)}))})
    writer.write({"a": [{}]}, description)
    gone = ref(description)
    del description
    gc.collect()
    assert gone() is None
