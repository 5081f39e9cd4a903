"""The server half: bytes to a call, an outcome to bytes (``docs/contract/encodings.md 5``)."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from gateway.describe.model import Struct, Value
from gateway.describe.types import INT, TEXT
from gateway.errors import CodecError, CodedError, CodingError, DecodeError, HostileInput
from gateway.wire.call import DEFAULT_SETTINGS, Call, CallSettings, Failure, FunctionInfo, Outcome, Password, Peer, Result, Step, Token
from gateway.wire.exchange import Answer, Limits, Request
from protocols.soap.address import SIMPLE_ADDRESS
from protocols.soap.codec import DOCUMENT_HEADERS, Encoder, Message, RequestHead, decode, read_request_head
from protocols.soap.envelope import VersionMismatch
from protocols.soap.names import SOAP_11, SOAP_12, Version
from tests.unit.rest.strategies import Site, function
from tests.unit.soap.messages import VERSIONS, message

LIMITS = Limits(form_fields=100)
PEER = Peer("10.0.0.1", "an agent")
F = function(Value(INT), Struct({"a": Value(INT), "b": Value(TEXT, default="")}))
FORM = "application/x-www-form-urlencoded"


def look_up(name: str) -> FunctionInfo | None:
    return F if name == F.name else None


def head(query: bytes = b"", *, simple: bool = False, **more: Any) -> RequestHead:
    opened = read_request_head(Request(method="POST", query=query, **more), Site(), LIMITS, simple=simple)
    assert isinstance(opened, RequestHead)
    return opened


def refusal(query: bytes = b"", **more: Any) -> Failure:
    opened = read_request_head(Request(method="POST", query=query, **more), Site(), LIMITS)
    assert isinstance(opened, Failure)
    assert opened.step is Step.DECODE
    return opened


def decoded(body: bytes, query: bytes = b"wstoken=abc") -> tuple[Version, Call | Failure]:
    message = decode(Request(query=query, body=body, peer=PEER), Site(), LIMITS, look_up)
    assert isinstance(message, Message)
    return message.version, message.call


def test_what_a_request_is_about() -> None:
    assert head() == RequestHead(Token(""), DEFAULT_SETTINGS, wsdl=False, compat=False)
    opened = head(b"wstoken=abc&wsdl=1&compat=1&moodlewssettingraw=1&moodlewssettinglang=pl&other=1")
    assert opened == RequestHead(Token("abc"), CallSettings(raw=True, lang="pl"), wsdl=True, compat=True)
    assert head(b"wsusername=ann&wspassword=p%26q", simple=True).credential == Password("ann", "p&q")
    assert head(path=b"/webservice/soap/simpleserver.php/ann/p%2Fq?a=1", simple=True).credential == Password("ann", "p/q")


@pytest.mark.parametrize(("value", "wsdl"), [("1", True), ("-1", True), ("2x", True), ("0", False), ("x", False), ("", False)])
def test_the_wsdl_is_asked_for_with_a_number_other_than_zero(value: str, wsdl: bool) -> None:
    assert head(f"wsdl={value}".encode()).wsdl is wsdl
    assert not head(f"wsdl[]={value}".encode()).wsdl


def test_fields_may_be_in_the_body() -> None:
    opened = head(b"wstoken=abc", content_type=FORM, body=b"wstoken=def&wsdl=1&moodlewssettingfileurl=0")
    assert opened == RequestHead(Token("def"), CallSettings(fileurl=False), wsdl=True, compat=False)


@pytest.mark.parametrize("content_type", [FORM, "multipart/form-data; boundary=x", "text/xml"])
def test_a_message_is_no_form(content_type: str) -> None:
    assert head(b"wstoken=abc", content_type=content_type, body=b"\n" + message("&amp;wstoken=def" * 200)).credential == Token("abc")


def test_requests_that_are_refused_before_their_message_is_read() -> None:
    assert isinstance(refusal(b"moodlewssettingraw[]=1").error, CodingError)
    assert isinstance(refusal(b"&".join([b"a=1"] * 101)).error, HostileInput)
    assert isinstance(refusal(content_type="multipart/form-data; boundary=x", body=b"no").error, DecodeError)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", ["local_lab_f", "Local_Lab_F"])
def test_calls(name: str, version: Version) -> None:
    body = message(f"<x:{name} xmlns:x='urn:any'><a>1</a></x:{name}>", version=version)
    assert decoded(body, b"wstoken=abc&moodlewssettingraw=1") == (
        version,
        Call(
            protocol="soap",
            function="local_lab_f",
            arguments={"a": 1},
            credential=Token("abc"),
            settings=CallSettings(raw=True),
            peer=PEER,
        ),
    )


def test_functions_that_there_are_not_are_left_to_the_pipeline() -> None:
    _, call = decoded(message("<Other><a>1</a><b xsi:nil='1'/></Other>"))
    assert isinstance(call, Call)
    assert (call.function, call.arguments) == ("Other", ["1", None])


@pytest.mark.parametrize(
    ("body", "version", "error"),
    [
        (b"", SOAP_11, DecodeError),
        (b"<x/>", SOAP_11, VersionMismatch),
        (message(""), SOAP_11, DecodeError),
        (message("", version=SOAP_12), SOAP_12, DecodeError),
        (message("<local_lab_f><x/><y/><z/></local_lab_f>", version=SOAP_12), SOAP_12, DecodeError),
        (message("<x/>" * 1000), SOAP_11, HostileInput),
    ],
)
def test_messages_that_are_no_calls(body: bytes, version: Version, error: type[CodecError]) -> None:
    spoken, failure = decoded(body)
    assert spoken is version
    assert isinstance(failure, Failure)
    assert (type(failure.error), failure.step) == (error, Step.DECODE)


@given(st.binary(), st.binary(), st.sampled_from(["", FORM, "multipart/form-data; boundary=x"]), st.binary(), st.booleans())
def test_anything_is_a_call_or_one_error(query: bytes, body: bytes, content_type: str, path: bytes, simple: bool) -> None:
    request = Request(method="POST", query=query, content_type=content_type, body=body, path=SIMPLE_ADDRESS.encode() + path)
    found = decode(request, Site(), LIMITS, look_up, simple=simple)
    if isinstance(found, Failure):
        assert isinstance(found.error, CodecError | CodingError)
    elif isinstance(found, Message):
        assert isinstance(found.call, Call) or isinstance(found.call.error, CodecError)


def headers(content_type: str) -> tuple[tuple[bytes, bytes], ...]:
    return ((b"content-type", content_type.encode()),)


def test_results() -> None:
    answer = Encoder().encode(Result(5, F), SOAP_11, "urn:a&b", 0)
    assert (answer.status, answer.headers) == (200, headers("text/xml; charset=utf-8"))
    (response,) = etree.fromstring(answer.body)[0]
    assert response.tag == "{urn:a&b}local_lab_fResponse"
    assert [(child.tag, child.text) for child in response] == [("return", "5")]


def test_results_in_soap_12() -> None:
    answer = Encoder().encode(Result(5, F), SOAP_12, "urn:a", 0)
    assert (answer.status, answer.headers) == (200, headers("application/soap+xml; charset=utf-8"))
    (response,) = etree.fromstring(answer.body)[0]
    assert [(child.tag, child.text) for child in response] == [("{http://www.w3.org/2003/05/soap-rpc}result", "return"), ("return", "5")]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_function_that_returns_nothing_answers_with_nothing(version: Version) -> None:
    assert Encoder().encode(Result(None, function(None)), version, "urn:a", 0) == Answer(202, headers("text/html; charset=utf-8"), b"")


def test_the_classes_of_a_result_are_counted_from_its_first() -> None:
    returns = function(Struct({"a": Value(INT)}))
    answer = Encoder().encode(Result({"a": 1}, returns), SOAP_11, "urn:a", 26)
    assert b'xsi:type="ns1:webservices_struct_class_000026"' in answer.body


@pytest.mark.parametrize(
    ("outcome", "status", "expected"),
    [
        (Failure(CodedError("invalidtoken"), Step.AUTHENTICATE), 200, DOCUMENT_HEADERS),
        (Failure(CodedError("invalidtoken"), Step.INVOKE), 500, headers("text/xml; charset=utf-8")),
        (Failure(CodedError("invalidtoken"), Step.ADMIT), 500, headers("application/soap+xml; charset=utf-8")),
        (Failure(DecodeError("No"), Step.DECODE), 500, headers("application/soap+xml; charset=utf-8")),
    ],
)
def test_refusals(outcome: Outcome, status: int, expected: object) -> None:
    answer = Encoder().encode(outcome, SOAP_12, "urn:a", 0)
    assert (answer.status, answer.headers) == (status, expected)
    assert b"Fault>" in answer.body


def test_descriptions_are_not_kept_alive() -> None:
    encoder = Encoder()
    info = msgspec.structs.replace(F, returns=Struct({"a": Value(INT)}))
    encoder.encode(Result({"a": 1}, info), SOAP_11, "urn:a", 0)
    assert len(encoder._writers[SOAP_11]._write._known) == 1
    del info
    assert len(encoder._writers[SOAP_11]._write._known) == 0
