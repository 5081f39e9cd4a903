"""The client half of typed SOAP, against the server half (``gateway.wire.protocol.Protocol``)."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.describe.model import Description, List, Struct, Value
from gateway.describe.types import BOOL, FLOAT, INT, LOCALISEDFLOAT, RAW, TEXT
from gateway.errors import CodedError, DecodeError, EncodeError
from gateway.wire.call import Call, Credential, Failure, Password, Result, Session, Step, Token
from gateway.wire.exchange import Fault, HttpResponse, Limits, Request
from protocols.soap.names import SOAP_11, Version
from protocols.soap.typed.client import read, request
from protocols.soap.typed.codec import Decoder, Encoder, Message
from protocols.soap.typed.contract import given_always, is_repeated, may_be_left_out
from tests.unit.rest.strategies import SCALARS, TEXTS, Site, descriptions, function, struct_values, structs, values_of
from tests.unit.soap.messages import VERSIONS
from tests.unit.soap.typed.typed_messages import typed_message

LIMITS = Limits()
PARAMS = Struct({"a": Value(RAW), "b c": Value(INT), "f": Value(FLOAT), "on": Value(BOOL), "l": List(Value(INT), default=[])})


def arrived(arguments: dict[str, object], params: Struct = PARAMS, credential: Credential | None = None) -> Call:
    """The call that the server half makes of a request."""
    info = function(None, params)
    sent = request(info, arguments, credential)
    headers = [(name.encode(), text.encode()) for name, text in sent.headers.items()]
    received = Request(method=sent.method, headers=headers, body=sent.body)
    message = Decoder().decode(received, Site(), LIMITS, lambda name: info if name == info.name else None)
    assert isinstance(message, Message)
    assert isinstance(message.call, Call)
    return message.call


def test_a_request() -> None:
    sent = request(function(None, PARAMS), {"a": "x"}, Token("abc"))
    assert (sent.method, sent.path) == ("POST", "/webservice/soap/typed")
    assert sent.headers == {
        "content-type": "text/xml; charset=utf-8",
        "soapaction": '"local_lab_f"',
        "authorization": "Bearer abc",
    }
    assert arrived({"a": "x"}, credential=Token("abc")).credential == Token("abc")
    assert arrived({}).credential == Token("")


def test_values_arrive() -> None:
    arguments = {"on": True, "b c": -(2**63), "a": "<ż>\r\n ", "f": 0.1 + 0.2, "l": [1, None]}
    assert arrived(arguments).arguments == arguments
    assert arrived({"a": None}).arguments == {"a": None}
    call = arrived({"f": math.nan})
    assert isinstance(call.arguments, dict)
    assert math.isnan(float(str(call.arguments["f"])))


def test_scalars_for_texts_arrive_as_php_writes_them() -> None:
    assert [arrived({"a": value}).arguments for value in (True, False, 7, 1.5)] == [{"a": "1"}, {"a": ""}, {"a": "7"}, {"a": "1.5"}]


def test_text_that_is_no_number_arrives_for_validation_to_refuse() -> None:
    assert arrived({"b c": "x", "on": "maybe"}).arguments == {"b c": "x", "on": "maybe"}


@pytest.mark.parametrize(
    "arguments",
    [{"b c": 2**63}, {"a": object()}, {"a": b"x"}, {"a": "\0"}, {"a": "\ud800"}, {"zzz": 1}, {"a": [1]}, {"a": {"b": 1}}, {"l": 1}],
)
def test_what_cannot_be_carried(arguments: dict[str, object]) -> None:
    with pytest.raises(EncodeError):
        request(function(None, PARAMS), arguments, None)


@pytest.mark.parametrize("value", [1, [1], {"b": 1}])
def test_structs_that_cannot_be_carried(value: object) -> None:
    with pytest.raises(EncodeError):
        request(function(None, Struct({"s": Struct({"a": Value(INT)})})), {"s": value}, None)


@pytest.mark.parametrize("credential", [Session("s", "k"), Password("u", "p"), Token("ż"), Token("a\r\nb")])
def test_credentials_that_cannot_be_carried(credential: Credential) -> None:
    with pytest.raises(EncodeError):
        request(function(None, PARAMS), {}, credential)


CARRIED = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"], exclude_characters="\ufffe\uffff"))
KINDS = {**SCALARS, RAW: CARRIED, TEXT: CARRIED, LOCALISEDFLOAT: CARRIED}


def shown(value: Any, node: Description, left_out: Any) -> Any:
    """A value as it arrives: without empty lists that may be left out, and without None that may be and must not be null."""
    if isinstance(node, List) and value is not None:
        return [shown(item, node.of, left_out) for item in value]
    if isinstance(node, Struct) and value is not None:
        return shown_members(value, node, left_out)
    return value


def shown_members(value: Any, struct: Struct, left_out: Any) -> Any:
    return {
        name: shown(value[name], member, left_out)
        for name, member in struct.members.items()
        if name in value and not (is_repeated(member) and left_out(member) and not value[name])
    }


@given(st.data())
def test_described_arguments_arrive_whole(data: st.DataObject) -> None:
    params = data.draw(structs(descriptions(), st.just(False)))
    values = data.draw(struct_values(params, KINDS))
    assert arrived(values, params).arguments == shown_members(values, params, may_be_left_out)


def respond(value: object, returns: Description | None, version: Version = SOAP_11) -> HttpResponse:
    answer = Encoder().encode(Result(value, function(returns)), version)
    return HttpResponse(answer.status, {}, answer.body)


RESULTS = {**SCALARS, RAW: CARRIED, TEXT: CARRIED}


@given(st.data(), st.sampled_from(VERSIONS))
def test_results_are_read_whole(data: st.DataObject, version: Version) -> None:
    returns = data.draw(descriptions())
    value = data.draw(values_of(returns, RESULTS))
    expected = shown(value, returns, lambda node: not given_always(node))
    assert read(respond(value, returns, version), function(returns)) == expected


@given(TEXTS)
def test_texts_that_xml_cannot_carry_are_mended(text: str) -> None:
    assert isinstance(read(respond(text, Value(RAW)), function(Value(RAW))), str)


@pytest.mark.parametrize("version", VERSIONS)
def test_faults_are_read(version: Version) -> None:
    answer = Encoder().refuse(Failure(CodedError("nopermissions", message="No"), Step.INVOKE, "why"), version)
    expected = Fault("nopermissions", "No", "core\\exception\\moodle_exception", "why")
    assert read(HttpResponse(answer.status, {}, answer.body), function(Value(INT))) == expected


def response(inner: str) -> bytes:
    return typed_message(f"<local_lab_fResponse>{inner}</local_lab_fResponse>")


@pytest.mark.parametrize(
    ("body", "returns"),
    [
        (b"", Value(INT)),
        (b"no", Value(INT)),
        (typed_message(""), Value(INT)),
        (typed_message("<otherResponse/>"), Value(INT)),
        (response(""), Value(INT)),
        (response("text"), Value(INT)),
        (response("<return>1</return><return>2</return>"), Value(INT)),
        (response("<return>1</return><more/>"), Value(INT)),
        (response("<return>x</return>"), Value(INT)),
        (response("<return>maybe</return>"), Value(BOOL)),
        (response("<return><a/></return>"), Value(INT)),
        (response("<return><b/></return>"), Struct({"a": Value(INT)})),
        (response("<return>x</return>"), Struct({})),
        (response("<return>x</return>"), List(Value(INT), null=True)),
    ],
)
def test_other_answers_are_refused(body: bytes, returns: Description) -> None:
    with pytest.raises(DecodeError):
        read(HttpResponse(200, {}, body), function(returns))


def test_a_fault_without_a_text_is_none() -> None:
    fault = "<s:Fault xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'/>"
    with pytest.raises(DecodeError):
        read(HttpResponse(500, {}, typed_message(fault)), function(Value(INT)))


def test_what_is_not_described_is_not_read() -> None:
    assert read(HttpResponse(200, {}, response("")), function(None)) is None
