"""The WSDL (``docs/contract/encodings.md 5.2``), and the schemas it may import."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from importlib.resources import files
from itertools import pairwise
from typing import Any

import msgspec
import pytest
from lxml import etree

from gateway.describe import read, read_params
from gateway.describe.model import Description, List, Struct, Value
from gateway.describe.types import BOOL, FLOAT, INT, TEXT, ParamType
from gateway.wire.call import FunctionInfo, FunctionType
from protocols.soap.classes import class_name, first_classes
from protocols.soap.wsdl import IMPORTS, write_wsdl
from tests.oracle import recordings
from tests.unit.app_fixtures import ORACLE
from tests.unit.rest.strategies import function

NAMESPACE = "https://example.com/webservice/soap/server.php?wstoken=a&b"
SCHEMAS = "https://example.com/webservice/soap/schemas"
NS = {"w": "http://schemas.xmlsoap.org/wsdl/", "soap": "http://schemas.xmlsoap.org/wsdl/soap/", "xsd": "http://www.w3.org/2001/XMLSchema"}
INNER = Struct({"x": Value(INT), "1": Value(TEXT)})


def described(
    name: str, returns: Description | None = None, params: Mapping[str, Description] | None = None, text: str = ""
) -> FunctionInfo:
    return msgspec.structs.replace(function(returns, Struct(params or {})), name=name, text=text)


def wsdl(*functions: FunctionInfo, schemas: str | None = None) -> etree._Element:
    return etree.fromstring(write_wsdl(functions, NAMESPACE, schemas))


def found(root: etree._Element, path: str) -> list[Any]:
    result = root.xpath(path, namespaces=NS)
    assert isinstance(result, list)
    return result


def types(root: etree._Element) -> dict[str, list[tuple[str, str]]]:
    """The members of all struct classes, with their types."""
    return {
        str(each.get("name")): [(member.get("name"), member.get("type")) for member in found(each, "xsd:all/xsd:element")]
        for each in found(root, "w:types/xsd:schema/xsd:complexType")
    }


def catalogued(entry: Mapping[str, Any], name: str) -> FunctionInfo:
    returns = None if entry["returns"] is None else read(entry["returns"])
    return FunctionInfo(
        name=name,
        component=entry["component"],
        type=FunctionType(entry["type"]),
        text="<What> it is about & more",
        params=read_params(entry["params"]),
        returns=returns,
    )


CATALOGUE = [catalogued(entry, name) for name, entry in sorted(json.loads((ORACLE / "catalogue.json").read_text()).items())]
RECORDED = [
    (case["req"]["query"], case["res"]["text"])
    for case in recordings.read("wire")
    if "/soap/" in case["id"] and "<definitions" in case["res"].get("text", "")
]


def canonical(document: bytes | str) -> bytes:
    """A document without the texts that are ours to word."""
    root = etree.fromstring(document if isinstance(document, bytes) else document.encode())
    for text in found(root, "//w:documentation"):
        text.text = None
    return etree.tostring(root, method="c14n")


@pytest.mark.parametrize(("query", "recorded"), RECORDED)
def test_a_service_is_described_as_the_recorded_one(query: str, recorded: str) -> None:
    (namespace,) = re.findall(r' targetNamespace="([^"]*)" *>', recorded)[:1] or re.findall(r'xmlns:tns="([^"]*)"', recorded)
    names = set(found(etree.fromstring(recorded.encode()), "w:portType/w:operation/@name"))
    functions = [info for info in CATALOGUE if info.name in names]
    assert len(functions) == len(names)
    assert canonical(write_wsdl(functions, namespace)) == canonical(recorded)


def test_there_are_recordings() -> None:
    assert len(RECORDED) == 2


@pytest.mark.parametrize("schemas", [None, SCHEMAS])
def test_every_function_of_the_catalogue_can_be_described(schemas: str | None) -> None:
    root = wsdl(*CATALOGUE, schemas=schemas)
    names = [info.name for info in CATALOGUE]
    assert found(root, "w:portType/w:operation/@name") == found(root, "w:binding/w:operation/@name") == names
    classes = types(root)
    assert list(classes) == [class_name(number) for number in range(len(classes))]
    members = {kind for described in classes.values() for _, kind in described}
    parts = set(found(root, "w:message/w:part/@type"))
    assert {kind for kind in members | parts if kind.startswith("tns:")} == {f"tns:{name}" for name in classes}
    messages = {f"tns:{name}" for name in found(root, "w:message/@name")}
    assert set(found(root, "w:portType/w:operation/*/@message")) == messages


def test_results_are_numbered_as_they_are_described() -> None:
    first = first_classes(CATALOGUE)
    results = {message.get("name")[:-3]: message[0].get("type") for message in found(wsdl(*CATALOGUE), "w:message[w:part/@name='return']")}
    for info, following in pairwise([*CATALOGUE, None]):
        assert info is not None
        if isinstance(info.returns, Struct):
            last = int(results[info.name].rpartition("_")[2])
            assert last >= first[info.name]
            if following is not None and not following.params.members:
                assert last == first[following.name] - 1


def test_a_service_without_functions() -> None:
    root = wsdl()
    assert root.get("targetNamespace") == NAMESPACE
    assert found(root, "w:types/xsd:schema/@targetNamespace") == [NAMESPACE]
    assert found(root, "w:service/w:port/soap:address/@location") == [NAMESPACE]
    assert found(root, "//w:operation | //w:message | //xsd:complexType") == []


def test_kinds_of_values() -> None:
    kinds = {"i": INT, "b": BOOL, "f": FLOAT, "t": TEXT, "alias": ParamType.INTEGER}
    params: dict[str, Description] = {name: Value(kind) for name, kind in kinds.items()}
    root = wsdl(described("f", List(INNER), {**params, "a b": List(Value(INT))}))
    assert [(part.get("name"), part.get("type")) for part in found(root, "w:message/w:part")] == [
        ("i", "xsd:int"),
        ("b", "xsd:int"),
        ("f", "xsd:double"),
        ("t", "xsd:string"),
        ("alias", "xsd:string"),
        ("a_x0020_b", "soap-enc:Array"),
        ("return", "soap-enc:Array"),
    ]
    assert types(root) == {}


def test_structs_are_numbered_after_their_members() -> None:
    outer = Struct({"inner": INNER, "list": List(INNER), "last": Struct({})})
    root = wsdl(described("a", outer, {"p": INNER}), described("b", INNER))
    members = [("x", "xsd:int"), ("_x0031_", "xsd:string")]
    assert types(root) == {
        class_name(0): members,
        class_name(1): members,
        class_name(2): [],
        class_name(3): [("inner", f"tns:{class_name(1)}"), ("list", "soap-enc:Array"), ("last", f"tns:{class_name(2)}")],
        class_name(4): members,
    }
    assert set(found(root, "//xsd:element/@nillable")) == {"true"}


@pytest.mark.parametrize(
    "params",
    [
        {"o": Struct({"x": Value(INT)}, optional=True)},
        {"o": Value(INT, optional=True)},
        {"o": Struct({"x": Value(INT)}, default={"x": 1})},
        {"o": List(Value(INT), default=[1])},
        {"o": List(Value(INT), default=None, null=True)},
        {"o": Value(TEXT, default="it's")},
        {"o": Value(INT, default=False)},
    ],
)
def test_functions_at_which_the_reference_fails_are_described(params: Mapping[str, Description]) -> None:
    assert found(wsdl(described("f", None, params)), "w:message/w:part/@name") == ["o"]


@pytest.mark.parametrize(
    ("info", "directions"),
    [
        (described("f"), []),
        (described("f", Value(INT)), ["output"]),
        (described("f", None, {"a": Value(INT)}), ["input"]),
        (described("f", Value(INT), {"a": Value(INT)}), ["input", "output"]),
    ],
)
def test_what_is_not_taken_or_returned_is_left_out(info: FunctionInfo, directions: Sequence[str]) -> None:
    root = wsdl(info)
    names = [f"f{direction[:-3].capitalize()}" for direction in directions]
    assert [etree.QName(each).localname for each in found(root, "w:portType/w:operation/*")] == ["documentation", *directions]
    assert [etree.QName(each).localname for each in found(root, "w:binding/w:operation/*")] == ["operation", *directions]
    assert found(root, "w:message/@name") == names
    assert found(root, "w:portType/w:operation/*/@message") == [f"tns:{name}" for name in names]


def test_texts_and_actions() -> None:
    root = wsdl(described("f", text="a <b> & ż \0"), described("g"))
    assert [text.text for text in found(root, "//w:documentation")] == ["a <b> & ż \ufffd", None]
    assert found(root, "w:binding/w:operation/soap:operation/@soapAction") == [f"{NAMESPACE}#f", f"{NAMESPACE}#g"]


def test_for_clients_that_need_more() -> None:
    root = wsdl(described("f"), schemas=SCHEMAS)
    imports = [(each.get("namespace"), each.get("schemaLocation")) for each in found(root, "w:types/xsd:schema/xsd:import")]
    assert imports == [(namespace, f"{SCHEMAS}/{name}") for namespace, name in IMPORTS.items()]
    assert found(root, "w:message/@name") == ["fIn"]
    assert found(root, "w:message/w:part") == []


def test_the_schemas_hold_what_is_used_of_them() -> None:
    names = {}
    for namespace, name in IMPORTS.items():
        document = etree.fromstring(files("protocols.soap").joinpath("schemas", name).read_bytes())
        etree.XMLSchema(document)
        assert document.get("targetNamespace") == namespace
        names[name] = {each.get("name") for each in document}
    assert names["soap-encoding.xsd"] >= {"Array", "arrayType"}
    assert names["xml-soap.xsd"] >= {"Map"}
