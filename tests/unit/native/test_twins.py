"""The compiled functions give what their twins in Python give, or leave what they are given to the readers in Python."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from gateway import native
from gateway.errors import CodecError
from gateway.native import plain
from gateway.wire.exchange import Limits
from protocols.soap import reader as soap_reader
from protocols.soap.reader import Reader
from protocols.xmlrpc import reader as xmlrpc_reader

pytestmark = pytest.mark.skipif(not native.COMPILED, reason="the package was built without a compiler")

XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:o="urn:o"'
NAMES = st.sampled_from(["a", "o:a", "item", "key", "value", "o:value", "b_x0041_"])
TEXTS = st.text(st.sampled_from("ab 1\n\té€😀"), max_size=4)
ATTRIBUTES = st.sampled_from(["", ' x="1"', ' o:x="a&amp;b"', ' xsi:nil="true"', ' id="1" xsi:type="xsd:int"', ' x=""'])


def element(name: str, attributes: str, parts: list[str]) -> str:
    return f"<{name}{attributes}>{''.join(parts)}</{name}>"


TREES = st.recursive(TEXTS, lambda inner: st.builds(element, NAMES, ATTRIBUTES, st.lists(inner, max_size=4)), max_leaves=12)


@given(st.lists(TREES, max_size=4))
def test_trees_are_taken_apart_alike(parts: list[str]) -> None:
    root = etree.fromstring(f"<root {XSI}>{''.join(parts)}</root>")
    assert native.tree_of(root) == plain.tree_of(root)


def test_text_in_several_pieces_is_one() -> None:
    root = etree.fromstring("<a x='&#49;&lt;2'>1<![CDATA[<]]>2&#51;<b/> <c>é</c>t<![CDATA[u]]></a>", etree.XMLParser(strip_cdata=False))
    assert native.tree_of(root) == plain.tree_of(root) == (
        "a", (("x", "1<2"),), "1<23", [("b", (), "", (), ""), ("c", (), "é", (), "tu")], "",
    )  # fmt: skip


SCALARS = st.sampled_from(
    [
        "<string>é€</string>", "<string/>", "<int>7</int>", "<int>-7</int>", "<int> 7</int>", "<int>+7</int>", "<int></int>",
        "<i4>007</i4>",
        "<i8>999999999999999999</i8>", "<i8>9999999999999999999</i8>", "<i8>9223372036854775807</i8>", "<boolean>1</boolean>",
        "<boolean>0</boolean>", "<boolean>true</boolean>", "<boolean/>", "<double>1.5</double>", "<double>-1e3</double>",
        "<double>1e999</double>", "<double>1.2.3</double>", "<double>--1</double>", "<double>.</double>", "<double>nan</double>",
        "<nil/>", "<nil>x</nil>", "<dateTime.iso8601>20260101T00:00:00</dateTime.iso8601>", "<base64>aGk=</base64>", "<base64>?</base64>",
        "plain", " ", "", "<what>1</what>", "<string><b/></string>", "<int>1</int>x", "x<int>1</int>", "<int>1</int><int>2</int>",
        "<o:string xmlns:o='urn:o'>x</o:string>", "<int>１</int>", "<int>1<!-- --></int>",
    ]
)  # fmt: skip


def value(inner: str) -> str:
    return f"<value>{inner}</value>"


def struct(members: list[tuple[str, str]]) -> str:
    return value(f"<struct>{''.join([f'<member><name>{name}</name>{inner}</member>' for name, inner in members])}</struct>")


def array(items: list[str]) -> str:
    return value(f"<array>\n<data>{''.join(items)}</data></array>")


VALUES = st.recursive(
    SCALARS.map(value),
    lambda inner: st.one_of(
        st.lists(st.tuples(st.sampled_from(["a", "b", "", "é"]), inner), max_size=3).map(struct), st.lists(inner, max_size=3).map(array)
    ),
    max_leaves=6,
)
PARSER = etree.XMLParser(remove_comments=True)


def outcome(read: Callable[[], Any]) -> Any:
    """What is read, in a form in which NaN equals itself and 1 is not True; or the kind and the text of the refusal."""
    try:
        return repr(read())
    except CodecError as error:
        return type(error), str(error)


@given(st.lists(VALUES, max_size=3), st.integers(0, 4))
def test_values_of_xmlrpc_are_read_alike_or_left_alone(values: list[str], levels: int) -> None:
    text = f"<params>{''.join([f'<param>{each}</param>' for each in values])}</params>"
    params = etree.fromstring(text, PARSER)
    read = native.xmlrpc_values(params, levels)
    if read is not None:
        assert repr(read) == outcome(lambda: xmlrpc_reader._params(params, levels))


def test_what_clients_of_xmlrpc_usually_send_is_not_left_alone() -> None:
    inner = struct([("a", value("<int>1</int>")), ("b", array([value("<double>2.5</double>"), value("x"), value("<boolean>1</boolean>")]))])
    params = etree.fromstring(f"<params>\n  <param>\n{inner}</param></params>")
    assert native.xmlrpc_values(params, 5) == [{"a": 1, "b": [2.5, "x", True]}]
    assert plain.xmlrpc_values(params, 5) is None


KINDS = st.sampled_from(
    ["string", "int", "long", "boolean", "double", "float", "anyURI", "Map", "Array", "Struct", "unknown", "decimal", "integer", "nil"]
)
LEAVES = st.sampled_from(["1", "-1", "1.5", "-3.0", "1e3", "1e20", "true", "false", "0", "", " 1", "é", "9" * 19, "<b/>", "-0.0"])


def typed(kind: str, inner: str, name: str = "item") -> str:
    return f'<{name} xsi:type="x:{kind}">{inner}</{name}>'


def map_of(members: list[tuple[str, str]]) -> str:
    items = [f'<item><key xsi:type="xsd:string">{name}</key>{inner.replace("item", "value")}</item>' for name, inner in members]
    return typed("Map", "".join(items))


def encoded_array(items: list[str]) -> str:
    return f'<item o:arrayType="xsd:ur-type[{len(items)}]" xsi:type="o:Array">{"".join(items)}</item>'


ENCODED = st.recursive(
    st.one_of(st.builds(typed, KINDS, LEAVES), LEAVES.map(lambda text: f"<item>{text}</item>")),
    lambda inner: st.one_of(
        st.lists(st.tuples(st.sampled_from(["a", "b", ""]), inner), max_size=3).map(map_of),
        st.lists(inner, max_size=3).map(encoded_array),
        st.lists(inner, max_size=2).map(lambda items: typed("Array", " ".join(items))),
    ),
    max_leaves=6,
)


@given(st.lists(ENCODED, max_size=3), st.integers(0, 5), st.integers(1, 30))
def test_arguments_of_encoded_calls_are_read_alike_or_left_alone(arguments: list[str], levels: int, most: int) -> None:
    named = [argument.replace("item", f"a{index}") for index, argument in enumerate(arguments)]
    call = etree.fromstring(f"<call {XSI} xmlns:x='urn:x'>{''.join(named)}</call>")
    read = native.encoded_values(call, levels, most)
    if read is None:
        return
    reader = Reader(call, Limits(depth=levels))
    reader._left = most
    assert repr(read) == outcome(lambda: {child.tag: reader._value(child, None, levels) for child in call})


def test_what_says_what_it_is_is_not_left_alone() -> None:
    inner = map_of([("a", typed("int", "1")), ("b", encoded_array([typed("double", "2.0"), typed("string", "é")]))]).replace(
        "item", "arg", 1
    )
    call = etree.fromstring(f"<call {XSI} xmlns:x='urn:x'>{inner[: -len('</item>')]}</arg></call>")
    assert native.encoded_values(call, 5, 50) == {"arg": {"a": 1, "b": [2, "é"]}}
    assert plain.encoded_values(call, 5, 50) is None


@pytest.mark.parametrize("module", [xmlrpc_reader, soap_reader])
def test_the_readers_use_what_is_compiled(module: Any) -> None:
    names = {"xmlrpc_values", "encoded_values"} & set(vars(module))
    assert names
    assert all(getattr(module, name) is getattr(native, name) for name in names)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_json_is_escaped_alike(text: str) -> None:
    octets = text.encode()
    assert native.json_ascii(octets) == plain.json_ascii(octets)


@given(st.text("ab%41eE \N{LATIN SMALL LETTER E WITH ACUTE}", max_size=40), st.integers(1, 9))
def test_bytes_are_unescaped_alike_and_in_slices_too(text: str, size: int) -> None:
    octets = text.encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plain, "_SLICE", size + 2)
        sliced = plain.unquoted(octets)
    assert native.unquoted(octets) == plain.unquoted(octets) == sliced


def test_a_tree_that_is_too_deep_is_refused() -> None:
    root = deepest = etree.Element("a")
    for _ in range(2_000):
        deepest = etree.SubElement(deepest, "a")
    with pytest.raises(RecursionError):
        native.tree_of(root)


# Whatever a text may hold: also what a repair removes, and halves of characters.
ANY_TEXT = st.text(st.sampled_from("a<é€😀\0\ud800\udfff\ufffe\uffff\ue000\x7f "), max_size=5)


@given(ANY_TEXT)
def test_texts_are_recognised_alike(text: str) -> None:
    assert bool(native.is_repaired(text)) == bool(plain.is_repaired(text))
    assert bool(native.is_tagless(text)) == bool(plain.is_tagless(text))


@given(st.one_of(st.integers(), st.sampled_from([2**63 - 1, 2**63, -(2**63), -(2**63) - 1])))
def test_numbers_of_64_bits_are_recognised_alike(number: int) -> None:
    assert native.fits(number) == plain.fits(number)


class Odd(Exception):
    pass


def doubled(value: object, site: object) -> object:
    if value == "odd":
        raise Odd
    return (value, site)


MEMBERS = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "c", "d"]),
        st.sampled_from(
            [
                (int, "fits"),
                (bool, "always"),
                (float, "always"),
                (str, "is_tagless"),
                (str, "is_repaired"),
                (str, str.islower),
            ]
        ),
        st.booleans(),
        st.sampled_from([None, lambda site: ("absent", site)]),
    ),
    max_size=4,
)
GIVEN = st.dictionaries(
    st.sampled_from(["a", "b", "c", "d", "e", 1]),
    st.one_of(st.none(), st.booleans(), st.integers(), st.just(2**70), st.floats(allow_nan=False), ANY_TEXT, st.just("odd"), st.just([])),
)


@given(MEMBERS, GIVEN)
def test_members_are_checked_alike(members: list[Any], values: dict[Any, object]) -> None:
    def checked(module: Any) -> Any:
        specs: list[Any] = []
        failed: list[str] = []
        for name, (exact, test), absent_null, absence in members:
            specs.append(
                module.Member(name, exact, getattr(module, test) if isinstance(test, str) else test, doubled, absent_null, absence)
            )
        try:
            result = module.checked_members(tuple(specs), values, "site", failed)
        except Odd:
            return failed
        return list(result.items()), list(map(type, result.values())), failed

    assert checked(native) == checked(plain)
