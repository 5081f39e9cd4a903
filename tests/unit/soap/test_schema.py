"""The WSDL of the typed contract, built by spyne in a process of its own, and what it says of messages."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import msgspec
import pytest
from lxml import etree

from gateway.describe.model import List, Struct, Value
from gateway.describe.types import BOOL, FLOAT, INT, TEXT
from gateway.errors import CodedError
from gateway.wire.call import Failure, Result, Step, Token
from protocols.soap.names import SOAP_11, SOAP_12, XSD
from protocols.soap.typed import client
from protocols.soap.typed.codec import Encoder
from protocols.soap.typed.contract import may_be_left_out
from protocols.soap.wsdl import write_wsdl
from tests.unit.rest.strategies import function
from tests.unit.soap.messages import VERSIONS
from tests.unit.soap.typed.catalogue import LOCATION, built, catalogue, schema_of, value_of

NS = {
    "w": "http://schemas.xmlsoap.org/wsdl/",
    "soap": "http://schemas.xmlsoap.org/wsdl/soap/",
    "soap12": "http://schemas.xmlsoap.org/wsdl/soap12/",
    "xs": XSD,
}
ITEM = Struct({"id": Value(INT, "number", null=False), "0 b": Value(TEXT, optional=True), "on": Value(BOOL, default=True)})
F = function(
    Struct({"items": List(ITEM), "rows": List(List(Value(FLOAT)))}),
    Struct({"items": List(ITEM), "c": Value(TEXT, "the third", default="é\n"), "many": List(Value(INT), null=True)}),
)


@pytest.fixture(scope="module")
def wsdl() -> etree._Element:
    info = msgspec.structs.replace(F, text="What it does & is\0.")
    return etree.fromstring(built([info, msgspec.structs.replace(function(), name="local_lab_nothing")]))


@pytest.fixture(scope="module")
def whole() -> bytes:
    """The WSDL of everything there is."""
    return built(catalogue())


def found(root: etree._Element, path: str) -> list[Any]:
    result = root.xpath(path, namespaces=NS)
    assert isinstance(result, list)
    return result


def elements(root: etree._Element, name: str) -> list[dict[str, str]]:
    """The elements of a named type."""
    return [dict(each.attrib) for each in found(root, f"//xs:complexType[@name='{name}']/xs:sequence/xs:element")]


def test_types_are_named_and_say_what_may_be_left_out_or_null(wsdl: etree._Element) -> None:
    many = {"minOccurs": "0", "maxOccurs": "unbounded"}
    assert elements(wsdl, "local_lab_f") == [
        {"name": "items", "type": "tns:local_lab_f_items", **many},
        {"name": "c", "type": "xs:string", "minOccurs": "0", "nillable": "true"},
        {"name": "many", "type": "tns:local_lab_f_many", "nillable": "true"},
    ]
    assert elements(wsdl, "local_lab_f_many") == [{"name": "item", "type": "xs:long", **many, "nillable": "true"}]
    assert elements(wsdl, "local_lab_f_items") == [
        {"name": "id", "type": "xs:long"},
        {"name": "_x0030__x0020_b", "type": "xs:string", "minOccurs": "0", "nillable": "true"},
        {"name": "on", "type": "xs:boolean", "minOccurs": "0", "nillable": "true"},
    ]
    assert elements(wsdl, "local_lab_fResponse") == [{"name": "return", "type": "tns:local_lab_f_result"}]
    assert elements(wsdl, "local_lab_f_result") == [
        {"name": "items", "type": "tns:local_lab_f_result_items", **many},
        {"name": "rows", "type": "tns:local_lab_f_result_rows", **many},
    ]
    assert elements(wsdl, "local_lab_nothingResponse") == []


def test_texts_are_told(wsdl: etree._Element) -> None:
    texts = [each.text for each in found(wsdl, "//xs:documentation | //w:documentation")]
    assert "number" in texts
    assert 'the third (left out: "é\\n")' in texts
    assert "What it does & is." in texts


def test_the_contract_is_document_literal_in_both_versions(wsdl: etree._Element) -> None:
    assert {wsdl.get("targetNamespace"), *(each.get("targetNamespace") for each in found(wsdl, "//xs:schema"))} == {"urn:triglot:typed"}
    for prefix, name in (("soap", "Triglot"), ("soap12", "Triglot12")):
        (binding,) = found(wsdl, f"w:binding[@name='{name}']")
        assert found(binding, f"{prefix}:binding/@style") == ["document"]
        assert {*found(binding, f".//{prefix}:body/@use")} == {"literal"}
        assert {*found(binding, f".//{prefix}:header/@part")} == {"credentials"}
        assert found(binding, f"w:operation/w:fault/{prefix}:fault/@name") == ["failure", "failure"]
        (port,) = found(wsdl, f"w:service/w:port[@binding='tns:{name}']")
        assert found(port, f"{prefix}:address/@location") == [LOCATION]
    assert found(wsdl, "w:message[@name='local_lab_f']/w:part/@name") == ["parameters"]


def test_the_whole_catalogue_has_both_wsdls(whole: bytes) -> None:
    functions = catalogue()
    assert len(functions) > 800
    names = [function.name for function in functions]
    assert sorted(found(etree.fromstring(whole), "w:portType/w:operation/@name")) == sorted(names)
    classic = etree.fromstring(write_wsdl(functions, "https://example.com/webservice/soap/server.php?wstoken=a"))
    assert found(classic, "w:portType/w:operation/@name") == names
    schema_of(whole)


def test_the_parts_are_in_the_order_of_the_specification(whole: bytes) -> None:
    order = ["types", "message", "portType", "binding", "service"]
    numbers = [order.index(etree.QName(part).localname) for part in etree.fromstring(whole)]
    assert numbers == sorted(numbers)
    assert set(numbers) == set(range(5))


def test_no_repeated_element_holds_but_a_repeated_element(whole: bytes, wsdl: etree._Element) -> None:
    # Generators for .NET take these for arrays of arrays, and make of them proxies that do not compile or do not run.
    for root in (etree.fromstring(whole), wsdl):
        alone = set(found(root, "//xs:complexType[not(xs:attribute)]/xs:sequence[count(*)=1][xs:element[@maxOccurs='unbounded']]/../@name"))
        repeated = {str(kind).partition(":")[2] for kind in found(root, "//xs:element[@maxOccurs='unbounded']/@type")}
        assert not alone & repeated
    assert found(wsdl, "//xs:complexType[@name='local_lab_f_result_rows']/xs:attribute[not(@use) or @use='optional']")


def test_names_of_types_differ_in_more_than_what_generators_drop(whole: bytes) -> None:
    names = found(etree.fromstring(whole), "//xs:complexType/@name")
    assert len({name.lower().replace("_", "").replace(".", "").replace("-", "") for name in names}) == len(names)


def test_what_is_built_is_always_the_same() -> None:
    assert built(catalogue()[:20]) == built(catalogue()[:20])


@pytest.mark.parametrize("full", [True, False])
def test_every_message_is_as_the_schema_says(whole: bytes, full: bool) -> None:
    schema, encoder = schema_of(whole), Encoder()
    for info in catalogue():
        arguments = {
            name: value_of(param, full=full, result=False)
            for name, param in info.params.members.items()
            if full or not may_be_left_out(param)
        }
        schema.assertValid(content(client.request(info, arguments, Token("a")).body))
        value = None if info.returns is None else value_of(info.returns, full=full, result=True)
        schema.assertValid(content(encoder.encode(Result(value, info), SOAP_11).body))


def content(message: bytes) -> etree._Element:
    """What the body of a message holds."""
    (element,) = etree.fromstring(message)[-1]
    return element


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("debug", [None, "a check"])
def test_the_detail_of_a_fault_is_as_the_schema_says(wsdl: etree._Element, version: Any, debug: str | None) -> None:
    answer = Encoder().refuse(Failure(CodedError("nopermissions"), Step.INVOKE, debug), version)
    (detail,) = content(answer.body)[-1]
    schema_of(etree.tostring(wsdl)).assertValid(etree.fromstring(etree.tostring(detail)))
    assert answer.status == (400 if version is SOAP_12 else 500)


@pytest.mark.parametrize("sent", [b"", b"{}", b"[]"])
def test_what_is_no_order_ends_the_process(sent: bytes) -> None:
    command = [sys.executable, "-W", "ignore", "-m", "protocols.soap.schema"]
    done = subprocess.run(command, input=sent, capture_output=True)
    assert (done.returncode, done.stdout) == (1, b"")


def test_no_worker_knows_spyne() -> None:
    code = """
import sys
from gateway.registry.protocols import protocols

protocols()
assert not [name for name in sys.modules if name.startswith('spyne')]
"""
    subprocess.run([sys.executable, "-c", code], check=True)
