"""Messages of SOAP: faults, references, what servers get wrong, and what nobody may send."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from lxml import etree

from gateway.describe import compile_params, compile_returns
from gateway.errors import InvalidParameter
from gateway.upstream.errors import UpstreamAnswer, UpstreamFault
from gateway.upstream.imported import PLAIN, Imported
from gateway.upstream.soap import Soap
from gateway.wire.call import Credential, Password, Token
from gateway.wire.exchange import HttpRequest, HttpResponse
from tests.unit.describe.site import REFERENCE
from tests.unit.upstream.lines import FakeLine, answered
from tests.unit.upstream.soap.corpus import BASE, CASES

SOAP, SOAP12 = "http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope"
WSSE = "{http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd}"


def imported(name: str) -> Imported:
    line = FakeLine(lambda request: answered(""), url=BASE, documents=CASES[name].documents)
    (function,) = asyncio.run(Soap().learn(line, None)).functions
    return function


def call(function: Imported, server: Callable[[HttpRequest], HttpResponse], credential: Credential | None = None, **arguments: Any) -> Any:
    given = compile_params(function.params)(arguments, REFERENCE)
    value = asyncio.run(Soap().call(FakeLine(server, url=BASE), function, given, credential, PLAIN))
    return compile_returns(function.returns)(value, REFERENCE)


def envelope(body: str, soap: str = SOAP) -> str:
    return (
        f'<s:Envelope xmlns:s="{soap}" xmlns:t="urn:t" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        f'xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:enc="http://schemas.xmlsoap.org/soap/encoding/"><s:Body>{body}</s:Body></s:Envelope>'
    )


def answering(body: str, status: int = 200, kind: str = "text/xml", soap: str = SOAP) -> Callable[[HttpRequest], HttpResponse]:
    return lambda request: answered(envelope(body, soap), kind, status)


STRUCT = "one struct"
THING = {"id": 1, "name": "a"}


@pytest.mark.parametrize(
    "body",
    [
        "<t:EchoResponse><t:thing><t:id>1</t:id><t:name>a</t:name></t:thing></t:EchoResponse>",
        "<t:EchoResponse><thing><id>1</id><name>a</name></thing></t:EchoResponse>",  # no namespaces, which many forget
        "<t:EchoResponse><t:thing><t:name>a</t:name><t:new/><t:id> 1 </t:id></t:thing></t:EchoResponse>",  # another order, and more
    ],
)
def test_what_servers_get_wrong_is_read_all_the_same(body: str) -> None:
    assert call(imported(STRUCT), answering(body), thing=THING) == THING


@pytest.mark.parametrize(
    ("body", "soap", "code", "message"),
    [
        ("<s:Fault><faultcode>s:Client.Bad</faultcode><faultstring>No\n so.</faultstring></s:Fault>", SOAP, "Client.Bad", "No so."),
        ("<s:Fault><faultcode>s:Server</faultcode><faultstring>x</faultstring><detail><e><errorcode>outofstock</errorcode></e></detail></s:Fault>",
         SOAP, "outofstock", "x"),
        ("<s:Fault><s:Code><s:Value>s:Sender</s:Value></s:Code><s:Reason><s:Text xml:lang='en'>No.</s:Text></s:Reason></s:Fault>",
         SOAP12, "Sender", "No."),
        ("<s:Fault/>", SOAP, "fault", "The server has refused the call."),
    ],
)  # fmt: skip
def test_a_fault_is_an_error_with_its_code(body: str, soap: str, code: str, message: str) -> None:
    with pytest.raises(UpstreamFault) as fault:
        call(imported(STRUCT), answering(body, 500, soap=soap), thing=THING)
    assert (fault.value.errorcode, fault.value.public_message) == (code, message)


DEEP = "<t:child>" * 400 + "</t:child>" * 400
BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>'


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        ("<html>", 200, "text/html"),
        ("", 200, "text/xml"),
        ("<a/>", 200, "text/xml"),
        (envelope("<t:x>")[:-10], 200, "text/xml"),
        (BOMB + envelope("<t:EchoResponse/>"), 200, "text/xml"),
        ("oops", 500, "text/plain"),
        ("--x\r\n\r\n", 200, "multipart/related; boundary=x"),
    ],
)
def test_what_is_no_answer_is_a_clear_error(body: str, status: int, kind: str) -> None:
    with pytest.raises(UpstreamAnswer):
        call(imported(STRUCT), lambda request: answered(body, kind, status), thing=THING)


def test_an_answer_that_is_nested_too_deeply_is_refused() -> None:
    body = f"<t:EchoResponse><t:thing><t:name>a</t:name>{DEEP}</t:thing></t:EchoResponse>"
    with pytest.raises(UpstreamAnswer):
        call(imported("recursion"), answering(body), thing={"name": "a"})


def test_deeper_levels_of_a_recursive_type_are_json_in_both_directions() -> None:
    sent: list[bytes] = []

    def server(request: HttpRequest) -> HttpResponse:
        sent.append(request.body)
        return answered(request.body.replace(b"Echo>", b"EchoResponse>"), "text/xml")

    level = {"name": "4", "child": [{"name": "5"}]}
    tree = {"name": "1", "child": [{"name": "2", "child": [{"name": "3", "child": ['{"name": "4", "child": [{"name": "5"}]}']}]}]}
    value = call(imported("recursion"), server, thing=tree)
    assert sent[0].count(b":child>") == 8
    deepest = value["child"][0]["child"][0]["child"][0]
    assert deepest == '{"child":[{"child":[],"name":"5"}],"name":"4"}'
    assert level["name"] == "4"


def test_references_inside_of_an_answer_are_followed() -> None:
    body = (
        '<t:EchoResponse><a href="#1"/><b href="#2"/></t:EchoResponse>'
        '<multiRef id="1" xsi:type="enc:Array" enc:arrayType="t:Item[2]"><item href="#3"/><item href="#3"/></multiRef>'
        '<multiRef id="2" xsi:type="enc:Array"><item>x</item><item xsi:nil="true"/></multiRef>'
        '<multiRef id="3"><id>1</id><name>n</name></multiRef>'
    )
    value = call(imported("rpc/encoded, arrays"), answering(body), a=[], b=[])
    assert value == {"a": [{"id": 1, "name": "n"}] * 2, "b": ["x", None]}


def test_references_cannot_make_a_small_answer_large() -> None:
    levels = ""
    for number in range(1, 12):
        levels += f'<m id="{number}" xsi:type="enc:Array">' + f'<i href="#{number + 1}"/>' * 10 + "</m>"
    body = f'<t:EchoResponse><thing href="#1"/></t:EchoResponse>{levels}<m id="12">x</m>'
    with pytest.raises(UpstreamAnswer, match="upstreamanswer"):
        call(imported("anyType"), answering(body), thing="a")
    loop = '<t:EchoResponse><thing href="#1"/></t:EchoResponse><m id="1" href="#2"/><m id="2" href="#1"/>'
    with pytest.raises(UpstreamAnswer):
        call(imported("anyType"), answering(loop), thing="a")


def test_what_is_of_any_type_is_json() -> None:
    body = (
        '<t:EchoResponse><t:thing xsi:type="m:Map" xmlns:m="http://xml.apache.org/xml-soap"><item><key>a b</key>'
        '<value xsi:type="xsd:int">1</value></item><item><key>c</key><value xsi:type="enc:Array"><i xsi:type="xsd:boolean">true</i></value>'
        "</item></t:thing></t:EchoResponse>"
    )
    assert call(imported("anyType"), answering(body), thing="a") == '{"a b":1,"c":[true]}'


@pytest.mark.parametrize(
    ("name", "arguments", "reason"),
    [
        ("one struct", {"thing": {"id": 1, "name": "\x01"}}, "thing.name: it has characters that XML cannot carry"),
        ("elements of any kind", {"thing": {"id": 1, "any": "<a>"}}, "thing.any: elements in XML are expected"),
        ("elements of any kind", {"thing": {"id": 1, "any": "text"}}, "thing.any: elements in XML are expected, without text"),
        ("elements of any kind", {"thing": {"id": 1, "any": "</any><x/><any>"}}, "thing.any: elements in XML are expected"),
    ],
)
def test_arguments_that_xml_cannot_carry_are_refused(name: str, arguments: dict[str, Any], reason: str) -> None:
    with pytest.raises(InvalidParameter, match=reason):
        call(imported(name), answering(""), **arguments)


def test_credentials_are_sent_as_the_server_wants_them() -> None:
    sent: list[HttpRequest] = []

    def server(request: HttpRequest) -> HttpResponse:
        sent.append(request)
        return answering("<t:EchoResponse><t:thing><t:id>1</t:id><t:name>a</t:name></t:thing></t:EchoResponse>")(request)

    call(imported(STRUCT), server, Password("u", "p&"), thing=THING)
    call(imported(STRUCT), server, Token("t"), thing=THING)
    assert [request.headers["authorization"] for request in sent] == ["Basic dTpwJg==", "Bearer t"]
    with_policy = imported("a user name in the message")
    call(with_policy, server, Password("u", "p&"), thing=THING)
    assert "authorization" not in sent[-1].headers
    token = next(etree.fromstring(sent[-1].body).iter(f"{WSSE}UsernameToken"))
    assert (token.findtext(f"{WSSE}Username"), token.findtext(f"{WSSE}Password")) == ("u", "p&")


def test_a_digest_of_the_password_is_sent_where_the_import_file_says_so() -> None:
    function = imported("a user name in the message")
    function.binding["security"] = "digest"  # type: ignore[index]  # as people edit the file
    sent: list[bytes] = []

    def server(request: HttpRequest) -> HttpResponse:
        sent.append(request.body)
        return answering("<t:EchoResponse><t:thing><t:id>1</t:id><t:name>a</t:name></t:thing></t:EchoResponse>")(request)

    call(function, server, Password("u", "p"), thing=THING)
    token = next(etree.fromstring(sent[0]).iter(f"{WSSE}UsernameToken"))
    nonce = base64.b64decode(token.findtext(f"{WSSE}Nonce") or "")
    created = token.findtext("{*}Created") or ""
    digest = base64.b64encode(hashlib.sha1(nonce + created.encode() + b"p", usedforsecurity=False).digest()).decode()
    assert token.findtext(f"{WSSE}Password") == digest
