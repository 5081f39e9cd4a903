"""The client half, against the server half."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.describe.model import Description, FromSetting, List, Now, Struct, Value
from gateway.describe.types import BOOL, FLOAT, INT, RAW, TEXT
from gateway.errors import CodedError, DecodeError, EncodeError
from gateway.wire.call import Call, Credential, Failure, Password, Result, Session, Step, Token
from gateway.wire.exchange import Fault, HttpRequest, HttpResponse, Limits, Request
from protocols.xmlrpc.client import ADDRESS, SIMPLE_ADDRESS, read, request
from protocols.xmlrpc.codec import Encoder, decode
from tests.unit.rest.strategies import FLOATS, INTS, Site, descriptions, function, struct_values, structs, values_of
from tests.unit.rest.strategies import SCALARS as REST_SCALARS

# What XML carries as it is: no bare CR in an answer, which a parser reads as a line feed.
CARRIED = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cn"], include_characters="\n\t"))
SCALARS = {**REST_SCALARS, TEXT: CARRIED, RAW: CARRIED}
PARAMS = Struct(
    {
        "a": Value(RAW),
        "b": Value(RAW, default="x"),
        "c": Value(RAW, default=None),
        "d": Value(RAW, optional=True),
        "e": Value(RAW, default=1),
    }
)


def arrive(sent: HttpRequest) -> Call:
    """What the server half makes of a request."""
    path, _, query = sent.path.partition("?")
    call = decode(Request(query=query.encode("ascii"), body=sent.body), Site(), Limits(), simple=path == SIMPLE_ADDRESS)
    assert isinstance(call, Call)
    return call


def arguments(values: dict[str, object], params: Struct) -> object:
    """The arguments as they arrive."""
    return arrive(request(function(params=params), values, None)).arguments


@pytest.mark.parametrize("credential", [Token("abc"), Token("é&+ "), Token("\udcff"), Password("ann", "p&q%")])
def test_credentials_arrive(credential: Credential) -> None:
    sent = request(function(), {}, credential)
    assert (sent.method, sent.headers) == ("POST", {"content-type": "text/xml"})
    call = arrive(sent)
    assert (call.function, call.credential, call.arguments) == ("local_lab_f", credential, [])


def test_nobody_needs_no_credential() -> None:
    assert request(function(), {}, None).path == ADDRESS


@pytest.mark.parametrize("credential", [Session("sid", "key"), Token("\ud800")])
def test_credentials_that_cannot_be_carried(credential: Credential) -> None:
    with pytest.raises(EncodeError):
        request(function(), {}, credential)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, []),
        ({"a": 1}, [1]),
        ({"b": 2, "a": 1}, [1, 2]),
        ({"a": 1, "c": 3}, [1, "x", 3]),
        ({"a": 1, "d": 4}, [1, "x", None, 4]),
        ({"a": 1, "d": None, "e": 5}, [1, "x", None, None, 5]),
    ],
)
def test_names_become_positions(values: dict[str, object], expected: list[object]) -> None:
    assert arguments(values, PARAMS) == expected


@pytest.mark.parametrize("values", [{"b": 2}, {"a": 1, "e": 5}, {"a": 1, "z": 1}])
def test_arguments_that_have_no_position(values: dict[str, object]) -> None:
    with pytest.raises(EncodeError):
        request(function(params=PARAMS), values, None)


@pytest.mark.parametrize("default", [Now(), FromSetting("maxbytes")])
def test_a_default_of_the_moment_of_the_call_cannot_be_put_before_other_arguments(default: object) -> None:
    params = Struct({"a": Value(INT, default=default), "b": Value(INT)})
    with pytest.raises(EncodeError, match="left out"):
        request(function(params=params), {"b": 2}, None)


@pytest.mark.parametrize("value", [2**63, -(2**63) - 1, object(), b"x", {"\0": 1}, {"a\ud800": 1}, "\ud800", [{"a": 2**64}]])
def test_values_that_cannot_be_carried(value: object) -> None:
    with pytest.raises(EncodeError):
        request(function(params=PARAMS), {"a": value}, None)


# Texts and bytes of every kind, but names that XML can carry.
ANY_TEXT = st.one_of(st.text(st.characters(codec="utf-8")), st.binary().map(lambda data: data.decode("utf-8", "surrogateescape")))
NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cn"]))
ARGUMENTS = st.recursive(
    st.one_of(st.none(), st.booleans(), INTS, FLOATS, st.sampled_from([math.inf, -math.inf]), ANY_TEXT),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(NAMES, inner, max_size=4)),
    max_leaves=12,
)


def typed(value: object) -> object:
    """A value that shows its types."""
    if isinstance(value, dict):
        return {name: typed(item) for name, item in value.items()}
    return [typed(item) for item in value] if isinstance(value, list) else (type(value), repr(value))


@given(ARGUMENTS)
def test_arguments_arrive_whole(value: object) -> None:
    arriving = arguments({"a": value}, PARAMS)
    assert isinstance(arriving, list)
    assert typed(arriving) == typed([value])


@given(st.data())
def test_described_arguments_arrive_whole(data: st.DataObject) -> None:
    params = data.draw(structs(descriptions(names=st.sampled_from("abcd")), st.just(False), st.sampled_from("efgh")))
    values = data.draw(struct_values(params, REST_SCALARS))
    try:
        arriving = arguments(values, params)
    except EncodeError:
        return
    assert isinstance(arriving, list)
    named = dict(zip(params.members, arriving, strict=False))
    assert all(typed(named[name]) == typed(value) for name, value in values.items())


def respond(value: object, returns: Description | None) -> HttpResponse:
    return HttpResponse(200, {"content-type": "text/xml; charset=utf-8"}, Encoder().encode(Result(value, function(returns))))


@given(st.data())
def test_results_are_read_whole(data: st.DataObject) -> None:
    returns = data.draw(descriptions(names=st.sampled_from(["a", "b", "%s", "<&\"'é"])))
    value: Any = data.draw(values_of(returns, SCALARS))
    assert read(respond(value, returns), function(returns)) == as_shown(value, returns)


def as_shown(value: Any, description: Description) -> object:
    """A null text is shown as an empty one, unless it is the whole answer."""
    return None if value is None else inside(value, description)


def inside(value: Any, description: Description) -> object:
    if isinstance(description, Value):
        return "" if value is None and description.type in (TEXT, RAW, "alpha") else value
    if value is None:
        return None
    if isinstance(description, List):
        return [inside(item, description.of) for item in value]
    return {name: inside(item, description.members[name]) for name, item in value.items()}


@pytest.mark.parametrize(
    ("returns", "value"),
    [
        (None, None),
        (Value(INT), 2**40),
        (Struct({"a": Value(FLOAT), "b": List(Value(TEXT))}), {"a": 1.0, "b": []}),
        (Struct({"faultCode": Value(INT), "x": Value(INT, optional=True)}), {"faultCode": 1}),
        (Struct({"faultCode": Value(INT), "faultString": Value(TEXT)}), {"faultCode": 1, "faultString": "x"}),
        (Struct({"0": Value(INT), "1": Value(BOOL)}), {"0": 5, "1": True}),
    ],
)
def test_values_are_read(returns: Description | None, value: object) -> None:
    assert read(respond(value, returns), function(returns)) == value


@pytest.mark.parametrize("debug", [None, "why"])
@pytest.mark.parametrize("returns", [None, Value(INT), Struct({"faultCode": Value(INT)}), Struct({"x": Value(INT)})])
def test_faults_are_read(debug: str | None, returns: Description | None) -> None:
    failure = Failure(CodedError("invalidtoken", message="No."), Step.AUTHENTICATE, debug)
    response = HttpResponse(200, {}, Encoder().encode(failure))
    assert read(response, function(returns)) == Fault("invalidtoken", "No.", None, debug)


def response(value: str) -> bytes:
    return f"<methodResponse><params>{value}</params></methodResponse>".encode()


@pytest.mark.parametrize(
    ("body", "returns"),
    [
        (b"", Value(INT)),
        (b"no", Value(INT)),
        (response("<param><value/></param><param><value/></param>"), Value(INT)),
        (response("<param><value><array><data/></array></value></param>"), Value(INT)),
        (response("<param><value><int>1</int></value></param>"), List(Value(INT))),
        (response("<param><value><int>1</int></value></param>"), Struct({})),
        (response("<param><value><array><data><value/></data></array></value></param>"), Struct({"0": Value(INT), "1": Value(INT)})),
        (response("<param><value><struct><member><name>b</name><value/></member></struct></value></param>"), Struct({"a": Value(INT)})),
        (b"<methodResponse><fault><value/></fault></methodResponse>", Value(INT)),
    ],
)
def test_other_answers_are_refused(body: bytes, returns: Description) -> None:
    with pytest.raises(DecodeError):
        read(HttpResponse(200, {}, body), function(returns))
