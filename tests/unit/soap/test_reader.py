"""The reader (``docs/contract/encodings.md 5.3``, ``tests/oracle/deviations.json``)."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.describe.model import Description, List, Struct, Value
from gateway.describe.types import BOOL, FLOAT, INT, RAW, TEXT
from gateway.errors import CodecError, DecodeError, HostileInput
from gateway.wire.exchange import Limits
from protocols.soap.envelope import open_envelope, root_of
from protocols.soap.names import SOAP_12
from protocols.soap.reader import Reader
from tests.oracle import recordings
from tests.unit.rest.strategies import descriptions
from tests.unit.soap.messages import message

LIMITS = Limits()
CRITERION = Struct({"key": Value(TEXT), "value": Value(RAW)})
CRITERIA = List(CRITERION)
INTS = List(Value(INT))
PAIR = Struct({"id": Value(INT), "tags": List(Value(TEXT), optional=True), "note": Value(RAW, optional=True)})


def read(inner: str, description: Description | None = None, limits: Limits = LIMITS, beside: str = "") -> object:
    """What the one argument of a call is read as; ``beside`` stands next to the call."""
    envelope = open_envelope(message(f"<f>{inner}</f>{beside}"))
    (element,) = root_of(envelope)
    return Reader(envelope.body, limits).value(element, description)


def arguments(inner: str, params: Struct) -> dict[str | int, object]:
    envelope = open_envelope(message(f"<f>{inner}</f>"))
    return Reader(envelope.body, LIMITS).arguments(root_of(envelope), params)


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        ("<a/>", ""),
        ("<a> x </a>", " x "),
        ("<a><![CDATA[<b>]]>&#13;</a>", "<b>\r"),
        ("<a>x<!-- c -->y</a>", "xy"),
        ("<a xsi:type='xsd:int'>5</a>", 5),
        ("<a xsi:type='enc:int'>5</a>", 5),
        ("<a xsi:type='int'>5</a>", 5),
        ("<a xsi:type=' undeclared:int '>5</a>", 5),
        ("<a xsi:type='xsd:boolean'>true</a>", True),
        ("<a xsi:type='xsd:anyType'>5</a>", "5"),
        ("<a xsi:type='ns:unknown'>5</a>", "5"),
        ("<a type='xsd:int' id='x' other='y'>5</a>", "5"),
        ("<a xsi:type='xsd:int' xsi:nil='true'>5</a>", None),
        ("<a xsi:nil=' 1 '/>", None),
        ("<a nil='true'/>", None),
        ("<a xsi:nil='false'>5</a>", "5"),
        ("<a xsi:nil='0' xsi:type='xsd:int'>5</a>", 5),
        ("<a><b>1</b><c xsi:type='xsd:int'>2</c></a>", {"b": "1", "c": 2}),
        ("<a><b>1</b><c>x</c><b>2</b></a>", {"b": ["1", "2"], "c": "x"}),
        ("<a xsi:type='enc:Struct'><b>1</b></a>", {"b": "1"}),
        ("<a xsi:type='ns:webservices_struct_class_000003'><b>1</b></a>", {"b": "1"}),
        ("<a><_x0030_>1</_x0030_></a>", {"0": "1"}),
        ("<x:a xmlns:x='urn:x'><x:b>1</x:b></x:a>", {"b": "1"}),
    ],
)
def test_values_that_are_not_described(element: str, expected: object) -> None:
    value = read(element)
    assert (type(value), value) == (type(expected), expected)


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        ("<a xsi:type='enc:Array'/>", []),
        ("<a xsi:type='enc:Array' enc:arrayType='xsd:ur-type[0]'> </a>", []),
        ("<a xsi:type='enc:Array'><item>1</item><other xsi:type='xsd:int'>2</other></a>", ["1", 2]),
        ("<a enc:arrayType='xsd:int[2]'><item>1</item><item>2</item></a>", [1, 2]),
        ("<a enc:arrayType='xsd:int[]'><item>1</item></a>", [1]),
        ("<a xsi:type='ns:ArrayOfInt' enc:arrayType='xsd:int[2]'><i>1</i><i xsi:type='xsd:string'>2</i></a>", [1, "2"]),
        ("<a enc:arrayType='xsd:anyType[1]'><i><b>1</b></i></a>", [{"b": "1"}]),
        ("<a enc:arrayType='xsd:int[][1]'><i><b>1</b></i></a>", [["1"]]),
        ("<a enc:arrayType='xsd:int[2,2]'><i>1</i><i>2</i><i>3</i><i>4</i></a>", [[1, 2], [3, 4]]),
        ("<a enc:arrayType='xsd:int[1,2,1]'><i>1</i><i>2</i></a>", [[[1], [2]]]),
        ("<a enc:arrayType='xsd:int[,2]'><i>1</i><i>2</i></a>", [[1, 2]]),
        ("<a enc:arrayType='xsd:int[0,2]'/>", []),
        ("<a enc:arrayType='xsd:int[5]' enc:offset='[3]'><i enc:position='[4]'>1</i></a>", [1]),
        ("<a enc12:itemType='xsd:int' enc12:arraySize='2'><i>1</i><i>2</i></a>", [1, 2]),
        ("<a enc12:itemType='xsd:int' enc12:arraySize='* 2'><i>1</i><i>2</i></a>", [[1, 2]]),
        ("<a xsi:type='enc12:Array'><i>1</i></a>", ["1"]),
        ("<a enc:arrayType='xsd:int[2]'><i xsi:nil='true'/><i/></a>", [None, None]),
    ],
)
def test_arrays(element: str, expected: object) -> None:
    assert read(element) == expected


@pytest.mark.parametrize(
    "element",
    [
        "<a enc:arrayType='xsd:int'/>",
        "<a enc:arrayType='xsd:int[x]'/>",
        "<a enc:arrayType='xsd:int[-1]'/>",
        "<a enc:arrayType='xsd:int[1,2,3,4,5,6,7,8,9]'/>",
        "<a enc:arrayType='xsd:int[9999999999]'/>",
        "<a enc12:arraySize='x'/>",
        "<a enc:arrayType='xsd:int[2,2]'><i>1</i></a>",
        "<a enc:arrayType='xsd:int[3,2]'><i>1</i><i>2</i></a>",
        "<a enc:arrayType='xsd:int[2,0]'><i>1</i></a>",
        "<a xsi:type='enc:Array'>text</a>",
        "<a xsi:type='xsd:int'>x</a>",
        "<a xsi:type='xsd:string'><b/></a>",
        "<a enc:arrayType='xsd:int[1]'><i>x</i></a>",
        "<a xsi:type='map:Map'><x/></a>",
        "<a xsi:type='map:Map'><item><key>a</key></item></a>",
        "<a xsi:type='map:Map'><item><value>a</value></item></a>",
        "<a xsi:type='map:Map'><item><key>a</key><value/><value/></item></a>",
        "<a href='#nowhere'/>",
        "<a href='http://example.com/x#y'/>",
        "<a href='cid:part'/>",
    ],
)
def test_what_contradicts_itself_is_refused(element: str) -> None:
    with pytest.raises(DecodeError):
        read(element)


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ("", {}),
        ("<item><key>a</key><value>1</value></item>", {"a": "1"}),
        ("<item><value xsi:type='xsd:int'>1</value><key xsi:type='xsd:string'>a</key></item>", {"a": 1}),
        ("<item><key xsi:type='xsd:int'>7</key><value/></item>", {"7": ""}),
        ("<item><key>a</key><value/></item><item><key>a</key><value>2</value></item>", {"a": "2"}),
        ("<item><key/><value xsi:nil='true'/></item>", {"": None}),
    ],
)
def test_apache_maps(items: str, expected: object) -> None:
    assert read(f"<a xsi:type='map:Map'>{items}</a>") == expected


@pytest.mark.parametrize(
    ("element", "description", "expected"),
    [
        ("<a> 7 </a>", Value(INT), 7),
        ("<a>true</a>", Value(BOOL), True),
        ("<a>x</a>", Value(INT), "x"),
        ("<a/>", Value(INT), None),
        ("<a/>", Value(TEXT), ""),
        ("<a><b/></a>", Value(TEXT), {"b": ""}),
        ("<a/>", PAIR, {}),
        ("<a> \n</a>", PAIR, {}),
        ("<a>x</a>", PAIR, "x"),
        ("<a><note>1</note><id>1</id></a>", PAIR, {"note": "1", "id": 1}),
        ("<a><id>1</id><what>1</what></a>", PAIR, {"id": 1, "what": "1"}),
        ("<a xsi:type='enc:Array'/>", PAIR, []),
        ("<a xsi:type='xsd:string'>x</a>", PAIR, "x"),
        ("<a xsi:type='map:Map'><item><key>id</key><value>1</value></item></a>", PAIR, {"id": 1}),
        ("<a xsi:type='map:Map'><item><key>0</key><value>1</value></item></a>", INTS, {"0": 1}),
        ("<a xsi:type='xsd:string'>x</a>", INTS, "x"),
    ],
)
def test_described_values(element: str, description: Description, expected: object) -> None:
    value = read(element, description)
    assert (type(value), value) == (type(expected), expected)


@pytest.mark.parametrize(
    "element",
    [
        "<a xsi:type='enc:Array' enc:arrayType='xsd:int[2]'><item xsi:type='xsd:int'>1</item><item xsi:type='xsd:int'>2</item></a>",
        "<a><item>1</item><item>2</item></a>",
        "<a><a>1</a><a>2</a></a>",
        "<a xsi:type='ns:ArrayOf_int'><x>1</x><y>2</y></a>",
        "<a xsi:type='enc:Array'><item>1</item><item>2</item></a>",
    ],
)
def test_lists_of_values(element: str) -> None:
    assert read(element, INTS) == [1, 2]


ITEM = "<key>k</key><value>v</value>"
MAP = "<item><key>key</key><value>k</value></item><item><key>value</key><value>v</value></item>"


@pytest.mark.parametrize(
    "inner",
    [
        f"<a><item>{ITEM}</item></a>",
        f"<a><criteria>{ITEM}</criteria></a>",
        f"<a xsi:type='enc:Array'><item>{ITEM}</item></a>",
        f"<a xsi:type='enc:Array' enc:arrayType='map:Map[1]'><item xsi:type='map:Map'>{MAP}</item></a>",
        f"<a enc:arrayType='map:Map[1]'><item>{MAP}</item></a>",
        f"<a>{ITEM}</a>",
        "<a><value>v</value><key>k</key></a>",
    ],
)
def test_lists_of_one_struct(inner: str) -> None:
    assert read(inner, CRITERIA) == [{"key": "k", "value": "v"}]


def test_members_that_are_named_like_items_are_items_all_the_same() -> None:
    items = List(Struct({"item": Value(INT)}))
    assert read("<a><item><item>1</item></item><item><item>2</item></item></a>", items) == [{"item": 1}, {"item": 2}]
    assert read("<a><item>1</item></a>", items) == [{"item": 1}]


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("<tags>x</tags>", ["x"]),
        ("<tags/>", []),
        ("<tags> </tags>", []),
        ("<tags>x</tags><tags>y</tags>", ["x", "y"]),
        ("<tags xsi:type='xsd:string'>x</tags><tags xsi:type='xsd:string'>y</tags>", ["x", "y"]),
        ("<tags><tags>x</tags></tags>", ["x"]),
    ],
)
def test_lists_without_anything_around_them(inner: str, expected: object) -> None:
    assert arguments(f"<pair><id>1</id>{inner}</pair>", Struct({"pair": PAIR})) == {"pair": {"id": 1, "tags": expected}}
    assert arguments(f"<id>1</id>{inner}", PAIR) == {"id": 1, "tags": expected}


def test_structs_in_a_row() -> None:
    params = Struct({"criteria": CRITERIA})
    assert arguments(f"<criteria>{ITEM}</criteria><criteria>{ITEM}</criteria>", params) == {"criteria": [{"key": "k", "value": "v"}] * 2}


ORDER = Struct({"b": Value(TEXT), "a": Value(INT), "c": Value(TEXT, default="cee")})


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("", {}),
        (" ", {}),
        ("<a>1</a><b>x</b>", {"a": 1, "b": "x"}),
        ("<x>x</x><y>1</y>", {"b": "x", "a": 1}),
        ("<param0>x</param0><param1>1</param1><param2>z</param2>", {"b": "x", "a": 1, "c": "z"}),
        ("<b>x</b><zzz>1</zzz>", {"b": "x"}),
        ("<zzz><b>1</b></zzz><a>1</a><zzz/>", {"a": 1}),
        ("<n:c xmlns:n='urn:n'>z</n:c>", {"c": "z"}),
        ("<c xsi:nil='true'/>", {"c": None}),
    ],
)
def test_arguments_are_named_or_in_order(inner: str, expected: object) -> None:
    assert arguments(inner, ORDER) == expected


DEEP = Struct({"in": Struct({"x": Value(TEXT)}), "rows": List(Struct({"x": Value(TEXT)}))})


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("<in><x>1</x><y>2</y></in>", {"in": {"x": "1"}}),
        ("<in><y>2</y></in>", {"in": {}}),
        # Structs in lists and maps have no type in the WSDL, so that nothing of them is ignored, and validation refuses it.
        ("<rows><i><x>1</x><y>2</y></i></rows>", {"rows": [{"x": "1", "y": "2"}]}),
        ("<rows xsi:type='enc:Array'><i><x>1</x><y>2</y></i></rows>", {"rows": [{"x": "1", "y": "2"}]}),
        ("<in xsi:type='map:Map'><item><key>y</key><value>2</value></item></in>", {"in": {"y": "2"}}),
        ("<rows><i><x>1</x><y>2</y></i></rows><in><y>2</y></in>", {"rows": [{"x": "1", "y": "2"}], "in": {}}),
    ],
)
def test_members_without_a_description_are_ignored_where_the_wsdl_has_a_type(inner: str, expected: object) -> None:
    assert arguments(inner, DEEP) == expected


def test_more_arguments_than_parameters_are_refused() -> None:
    with pytest.raises(DecodeError):
        arguments("<w/><x/><y/><z/>", ORDER)
    with pytest.raises(DecodeError):
        arguments("<x/>", Struct({}))


LEAVABLE = Struct(
    {
        "list": List(Value(INT), default=[]),
        "struct": Struct({"x": Value(INT, optional=True, null=False), "y": Value(INT, optional=True)}, optional=True),
        "value": Value(INT, default=5, null=False),
        "nullable": Value(INT, default=5),
        "required": List(Value(INT)),
    }
)


def test_nil_is_left_out_where_null_is_not_allowed_and_something_may_be_left_out() -> None:
    nils = "".join(f"<{name} xsi:nil='true'/>" for name in LEAVABLE.members)
    assert arguments(nils, LEAVABLE) == {"nullable": None, "required": None}
    assert arguments(nils.replace("<list", "<_1", 1), Struct({"_": Value(INT, optional=True, null=False), **LEAVABLE.members}))
    in_order = "".join(f"<p{number} xsi:nil='true'/>" for number, _ in enumerate(LEAVABLE.members))
    assert arguments(in_order, LEAVABLE) == {"nullable": None, "required": None}
    member = "<struct><x xsi:nil='true'/><y xsi:nil='true'/></struct>"
    assert arguments(member, LEAVABLE) == {"struct": {"y": None}}
    in_map = "<item><key>x</key><value xsi:nil='true'/></item><item><key>y</key><value xsi:nil='1'/></item>"
    assert arguments(f"<struct xsi:type='map:Map'>{in_map}</struct>", LEAVABLE) == {"struct": {"y": None}}


@pytest.mark.parametrize(
    ("element", "beside", "expected"),
    [
        ("<a href='#i'/>", "<multiRef id='i' xsi:type='xsd:int'>5</multiRef>", 5),
        ("<a enc12:ref='i'/>", "<multiRef enc12:id='i' xsi:type='xsd:int'>5</multiRef>", 5),
        ("<a><b href='#i'/><c href='#i'/></a>", "<m id='i'>x</m>", {"b": "x", "c": "x"}),
        ("<a><b href='#i'/><c id='i'>x</c></a>", "", {"b": "x", "c": "x"}),
        (
            "<a xsi:type='enc:Array'><item href='#i'/></a>",
            "<m id='i' xsi:type='map:Map'><item><key>k</key><value href='#j'/></item></m><m id='j'>x</m>",
            [{"k": "x"}],
        ),
        ("<a enc:arrayType='xsd:int[1]'><item href='#i'/></a>", "<m id='i'>5</m>", [5]),
    ],
)
def test_references(element: str, beside: str, expected: object) -> None:
    assert read(element, beside=beside) == expected


def test_what_is_referred_to_is_read_as_what_refers_to_it_is_described() -> None:
    params = Struct({"ids": INTS, "names": List(Value(TEXT))})
    envelope = open_envelope(message("<f><ids href='#i'/><names href='#i'/></f><m id='i'><item>7</item></m>"))
    assert Reader(envelope.body, LIMITS).arguments(root_of(envelope), params) == {"ids": [7], "names": ["7"]}


@pytest.mark.parametrize(
    "beside",
    [
        "<m id='i' href='#i'/>",
        "<m id='i'><x href='#j'/></m><m id='j'><x href='#i'/></m>",
        "<m id='i' xsi:type='enc:Array'><item href='#i'/></m>",
    ],
)
def test_references_in_a_circle_are_refused(beside: str) -> None:
    with pytest.raises(HostileInput):
        read("<a href='#i'/>", beside=beside)


def test_references_cannot_multiply_without_end() -> None:
    levels = "".join(f"<m id='i{level}'><x href='#i{level + 1}'/><y href='#i{level + 1}'/></m>" for level in range(30))
    with pytest.raises(HostileInput, match="too many"):
        read("<a href='#i0'/>", beside=f"{levels}<m id='i30'>x</m>", limits=Limits(form_fields=1000))


def test_a_long_text_is_not_copied_without_end() -> None:
    long = f"<m id='i'>{'x' * 50_000}</m><n id='j'><o href='#i'/></n>"
    direct, through = "<a href='#i'/>", "<a href='#j'/>"
    read(f"<s>{direct * 2}</s>", beside=long)
    for reference in (direct, through):
        with pytest.raises(HostileInput, match="long texts"):
            read(f"<s>{reference * 5}</s>", beside=long)


def nested(levels: int, kind: str) -> str:
    """A value in so many others."""
    return f"{f'<a{kind}>' * levels}<a/>{'</a>' * levels}"


@pytest.mark.parametrize("kind", ["", " xsi:type='enc:Array'"])
def test_depth(kind: str) -> None:
    limits = Limits(depth=5)
    read(nested(5, kind), limits=limits)
    for levels in (6, 64, 200, 10_000):
        with pytest.raises(CodecError):
            read(nested(levels, kind), limits=limits)
    read(nested(64, kind))
    with pytest.raises(HostileInput):
        read(nested(65, kind))


def test_number_of_values() -> None:
    limits = Limits(form_fields=10)
    assert read(f"<a>{'<b/>' * 39}</a>", limits=limits)
    with pytest.raises(HostileInput):
        read(f"<a>{'<b/>' * 40}</a>", limits=limits)


def test_arguments_of_a_function_that_is_not_described() -> None:
    envelope = open_envelope(message("<f><a xsi:type='xsd:int'>1</a><b><c/></b></f>"))
    assert Reader(envelope.body, LIMITS).positional(root_of(envelope)) == [1, {"c": ""}]


def reads_or_refuses(body: bytes, description: Description | None, seconds: float = 1.0) -> None:
    began = time.process_time()
    params = description if isinstance(description, Struct) else Struct({"a": description} if description else {})
    with suppress(CodecError):
        envelope = open_envelope(body)
        call = root_of(envelope)
        with suppress(CodecError):
            Reader(envelope.body, LIMITS).arguments(call, params)
        Reader(envelope.body, LIMITS).positional(call)
    assert time.process_time() - began < seconds


RECORDED = [
    step["req"]["body"].encode("utf-8", "surrogateescape")
    for name in ("shapes", "typed", "wire")
    for case in recordings.read(name)
    for step in case.get("steps", [case])
    if "/soap/" in step["req"]["path"] and step["req"].get("body")
]
SPLICES = st.one_of(
    st.binary(max_size=8),
    st.sampled_from([*b"<>&;/\"' \0", 0xFF]).map(lambda byte: bytes([byte])),
    st.sampled_from(
        [
            b"<item>",
            b"</item>",
            b' href="#a"',
            b' id="a"',
            b' xsi:nil="1"',
            b"[2,2]",
            b"Map",
            b"<!DOCTYPE a>",
            b"<![CDATA[",
            b"<!--",
            b"&e;",
        ]
    ),
)
SHAPES: st.SearchStrategy[Description | None] = st.one_of(
    st.none(), descriptions(names=st.sampled_from(["id", "value", "items", "key", "a"]))
)


@given(st.data())
def test_mutated_recordings_are_read_or_refused(data: st.DataObject) -> None:
    body = data.draw(st.sampled_from(RECORDED))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(body)))
        end = data.draw(st.integers(start, min(len(body), start + 40)))
        body = body[:start] + data.draw(SPLICES) + body[end:]
    reads_or_refuses(body, data.draw(SHAPES))


TAGS = st.sampled_from(["item", "key", "value", "id", "a", "m"])
ATTRIBUTES = st.sampled_from(
    [
        "", "", ' xsi:type="xsd:int"', ' xsi:type="xsd:boolean"', ' xsi:type="xsd:base64Binary"', ' xsi:type="map:Map"',
        ' xsi:type="enc:Array"', ' enc:arrayType="xsd:int[1,1]"', ' enc12:arraySize="* 1"', ' xsi:nil="true"', ' id="i"', ' href="#i"',
    ]
)  # fmt: skip
TREES = st.recursive(
    st.text("01 aé.=", max_size=6),
    lambda inner: st.builds(
        lambda tag, mark, parts: f"<{tag}{mark}>{''.join(parts)}</{tag}>", TAGS, ATTRIBUTES, st.lists(inner, max_size=4)
    ),
    max_leaves=20,
)


@given(TREES, TREES, SHAPES)
def test_any_tree_of_elements_is_read_or_refused(tree: str, beside: str, description: Description | None) -> None:
    reads_or_refuses(message(f"<f>{tree}</f>{beside}"), description)
    reads_or_refuses(message(f"<f>{tree}</f>{beside}", version=SOAP_12), description)


@pytest.mark.parametrize(
    "body",
    [
        b'<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>' + message("<f>&b;</f>"),
        message("<f " + " ".join(f"a{number}='x'" for number in range(100_000)) + "/>"),
        message("<f><a " + " ".join(f"xmlns:n{number}='urn:{number}'" for number in range(20_000)) + " xsi:nil='1'/></f>"),
        message("<f><a b='" + "x" * 5_000_000 + "' xsi:type='" + "y" * 100_000 + "'/></f>"),
        message("<f>" + "<a>" * 100_000),
        message("<f>" + "<a/>" * 30_000 + "</f>"),
        message(f"<f><a>{'x' * 9_000_000}</a></f>"),
        message("<f><a href='#x'/>" + "<b id='y'/>" * 30_000 + "</f>"),
    ],
)
def test_floods_are_cheap(body: bytes) -> None:
    reads_or_refuses(body, Struct({"a": Value(FLOAT)}), seconds=5.0)
