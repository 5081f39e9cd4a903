"""The client half, against the server half."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.describe.model import Description, List, Struct, Value
from gateway.describe.types import BOOL, FLOAT, INT, LOCALISEDFLOAT, RAW, TEXT
from gateway.errors import CodedError, DecodeError, EncodeError
from gateway.php.values import to_text
from gateway.wire.call import Call, Credential, Failure, Password, Result, Session, Step, Token
from gateway.wire.exchange import Fault, HttpResponse, Limits, Request
from protocols.soap.client import read, request
from protocols.soap.codec import Encoder, Message, decode
from protocols.soap.names import SOAP_11, Version
from tests.unit.rest.strategies import SCALARS, Site, descriptions, function, struct_values, structs, values_of
from tests.unit.soap.messages import VERSIONS, message

PARAMS = Struct({"a": Value(RAW), "b c": Value(RAW)})
TEXTS = st.text(st.characters(codec="utf-8"))
NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cn"]))


def arrived(arguments: dict[str, Any], params: Struct = PARAMS, credential: Credential | None = None) -> Call:
    """A call as the server half gets it from the client half."""
    info = function(None, params)
    sent = request(info, arguments, credential)
    path, _, query = sent.path.partition("?")
    simple = path.endswith("simpleserver.php")
    incoming = Request(method=sent.method, query=query.encode(), content_type=sent.headers["content-type"], body=sent.body)
    message = decode(incoming, Site(), Limits(), lambda name: info if name == info.name else None, simple=simple)
    assert isinstance(message, Message)
    _visit, version, call = message
    assert version is SOAP_11
    assert isinstance(call, Call)
    assert call.function == info.name
    return call


@pytest.mark.parametrize(
    ("credential", "seen"),
    [
        (None, Token("")),
        (Token("a b&ż"), Token("a b&ż")),
        (Token("\udcff"), Token("\udcff")),
        (Password("ann", "p&q=/ż"), Password("ann", "p&q=/ż")),
    ],
)
def test_credentials(credential: Credential | None, seen: Credential) -> None:
    assert arrived({}, credential=credential).credential == seen


def test_the_request() -> None:
    sent = request(function(None, PARAMS), {"a": 1}, Token("abc"))
    assert (sent.method, sent.path) == ("POST", "/webservice/soap/server.php?wstoken=abc")
    assert sent.headers == {"content-type": "text/xml; charset=utf-8", "soapaction": '"local_lab_f"'}
    assert b'<a xsi:type="xsd:long">1</a>' in sent.body


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        False,
        0,
        2**63 - 1,
        -(2**63),
        1.5,
        math.inf,
        -math.inf,
        "",
        " a\r\n\tb ",
        "<&>'\"",
        "a\0b",
        "\udcff",
        [],
        {},
        [None, [1]],
        {"k": [{}]},
    ],
)
def test_values_arrive(value: object) -> None:
    call = arrived({"a": value, "b c": value})
    assert isinstance(call.arguments, dict)
    assert [(type(each), each) for each in call.arguments.values()] == [(type(value), value)] * 2


def test_nan_arrives() -> None:
    call = arrived({"a": math.nan})
    assert isinstance(call.arguments, dict)
    assert isinstance(call.arguments["a"], float)
    assert math.isnan(call.arguments["a"])


@pytest.mark.parametrize(
    "arguments",
    [{"a": 2**63}, {"a": object()}, {"a": b"x"}, {"a": {"\0": 1}}, {"a": "\ud800"}, {"zzz": 1}],
)
def test_what_cannot_be_carried(arguments: dict[str, object]) -> None:
    with pytest.raises(EncodeError):
        request(function(None, PARAMS), arguments, None)


@pytest.mark.parametrize("credential", [Session("s", "k"), Token("\ud800")])
def test_credentials_that_cannot_be_carried(credential: Credential) -> None:
    with pytest.raises(EncodeError):
        request(function(None, PARAMS), {}, credential)


def whole(value: Any) -> Any:
    """A value with doubles that have no fraction as the integers that they arrive as."""
    if isinstance(value, dict):
        return {name: whole(item) for name, item in value.items()}
    if isinstance(value, list):
        return [whole(item) for item in value]
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e17:
        value = int(value)
    return type(value), value


ARGUMENTS = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(2**63), 2**63 - 1), st.floats(allow_nan=False), TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(NAMES, inner, max_size=3)),
    max_leaves=12,
)


@given(ARGUMENTS)
def test_arguments_arrive_whole(value: object) -> None:
    call = arrived({"a": value})
    assert isinstance(call.arguments, dict)
    assert whole(call.arguments["a"]) == whole(value)


@given(st.data())
def test_described_arguments_arrive_whole(data: st.DataObject) -> None:
    params = data.draw(structs(descriptions(), st.just(False)))
    values = data.draw(struct_values(params, SCALARS))
    assert whole(arrived(values, params).arguments) == whole(values)


def respond(value: object, returns: Description | None, version: Version = SOAP_11) -> HttpResponse:
    answer = Encoder().encode(Result(value, function(returns)), version, "urn:a", 0)
    return HttpResponse(answer.status, {}, answer.body)


# What is a text at typed positions whatever it was.
NATIVE = {**SCALARS, RAW: TEXTS}


@given(st.data(), st.sampled_from(VERSIONS))
def test_results_are_read_whole(data: st.DataObject, version: Version) -> None:
    returns = data.draw(descriptions())
    value = data.draw(values_of(returns, NATIVE))
    assert read(respond(value, returns, version), function(returns)) == as_shown(value, returns)


def as_shown(value: Any, description: Description, *, typed: bool = True) -> object:
    """A value as answers show it: with 14 digits, and, at typed positions, with null for what is absent and may be null."""
    if isinstance(value, float):
        return float(to_text(value))
    if isinstance(value, str):
        return "".join(char if char in "\t\n\r" or (char >= " " and char not in "\ufffe\uffff") else "\ufffd" for char in value)
    if value is None or isinstance(description, Value):
        return value
    if isinstance(description, List):
        return [as_shown(item, description.of, typed=False) for item in value]
    return {
        name: as_shown(value.get(name), member, typed=typed)
        for name, member in description.members.items()
        if name in value or (typed and member.null)
    }


@pytest.mark.parametrize(
    ("returns", "value"),
    [
        (None, None),
        (Value(INT), 2**40),
        (Value(BOOL), True),
        (Value(LOCALISEDFLOAT), 1.5),
        (Struct({"a": Value(FLOAT), "b": List(Value(TEXT))}), {"a": 1.0, "b": []}),
        (List(Struct({"0": Value(INT), "1": Value(BOOL)})), [{"0": 5, "1": True}, {"0": 5}, {}]),
        (Struct({"faultstring": Value(TEXT)}), {"faultstring": "x"}),
    ],
)
@pytest.mark.parametrize("version", VERSIONS)
def test_values_are_read(returns: Description | None, value: object, version: Version) -> None:
    assert read(respond(value, returns, version), function(returns)) == value


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("step", "fault"),
    [(Step.INVOKE, Fault("nopermissions", "No")), (Step.ADMIT, Fault("nopermissions", "No")), (Step.AUTHENTICATE, Fault(None, "No"))],
)
def test_faults_are_read(step: Step, fault: Fault, version: Version) -> None:
    answer = Encoder().refuse(Failure(CodedError("nopermissions", message="No"), step), version)
    assert read(HttpResponse(answer.status, {}, answer.body), function(Value(INT))) == fault


def response(inner: str) -> bytes:
    return message(f"<fResponse>{inner}</fResponse>")


@pytest.mark.parametrize(
    ("body", "returns"),
    [
        (b"", Value(INT)),
        (b"no", Value(INT)),
        (b"<x/>", Value(INT)),
        (message(""), Value(INT)),
        (response(""), Value(INT)),
        (response("<return/><return/>"), Value(INT)),
        (response("<return>x</return>"), Value(INT)),
        (response("<return xsi:type='xsd:double'>INF</return>"), Value(INT)),
        (response("<return><a/></return>"), Value(INT)),
        (response("<return xsi:type='xsd:int'>1</return>"), List(Value(INT))),
        (response("<return xsi:type='xsd:int'>1</return>"), Struct({})),
        (response("<return><b/></return>"), Struct({"a": Value(INT)})),
        (response("<return xsi:type='enc:Array'><i/></return>"), Struct({"a": Value(INT)})),
    ],
)
def test_other_answers_are_refused(body: bytes, returns: Description) -> None:
    with pytest.raises(DecodeError):
        read(HttpResponse(200, {}, body), function(returns))


def test_what_is_not_described_is_not_read() -> None:
    assert read(HttpResponse(200, {}, response("<return>x</return>")), function(None)) is None
    with pytest.raises(DecodeError):
        read(HttpResponse(202, {}, b""), function(Value(INT)))
