"""The server half: bytes to a call, outcomes to bytes (``docs/contract/encodings.md 1.5, 4.1``)."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.describe.model import Description, Value
from gateway.describe.types import INT, TEXT
from gateway.errors import CodecError, CodedError, CodingError, DecodeError, HostileInput
from gateway.wire.call import DEFAULT_SETTINGS, Call, CallSettings, Failure, Outcome, Password, Peer, Result, Step, Token
from gateway.wire.exchange import Limits, Request
from protocols.xmlrpc.codec import Encoder, decode, wants_compat
from protocols.xmlrpc.reader import read_response
from tests.unit.rest.strategies import Site, function

LIMITS = Limits(form_fields=100)
PEER = Peer("10.0.0.1", "an agent")
BODY = b"<methodCall><methodName>f</methodName><params><param><value><int>1</int></value></param></params></methodCall>"


def call(query: bytes, *, simple: bool = False) -> Call:
    outcome = decode(Request(query=query, body=BODY, peer=PEER), Site(), LIMITS, simple=simple)
    assert isinstance(outcome, Call)
    return outcome


def refusal(query: bytes, body: bytes) -> Failure:
    outcome = decode(Request(query=query, body=body), Site(), LIMITS)
    assert isinstance(outcome, Failure)
    assert outcome.step is Step.DECODE
    return outcome


def test_a_call_with_a_token() -> None:
    assert call(b"wstoken=abc&wsusername=u&other=1") == Call(
        protocol="xmlrpc", function="f", arguments=[1], credential=Token("abc"), settings=DEFAULT_SETTINGS, peer=PEER
    )


def test_a_call_with_a_password() -> None:
    assert call(b"wsusername=ann&wspassword=p%26q&wstoken=abc", simple=True).credential == Password("ann", "p&q")


@pytest.mark.parametrize("query", [b"", b"wstoken[]=a&wsusername[]=c&wspassword[]=d"])
def test_nobody_is_named(query: bytes) -> None:
    assert call(query).credential == Token("")
    assert call(query, simple=True).credential == Password("", "")


def test_settings_stand_in_the_query() -> None:
    assert call(b"moodlewssettingraw=1&moodlewssettingfileurl=off&moodlewssettinglang=pl").settings == CallSettings(
        raw=True, fileurl=False, lang="pl"
    )


def test_a_setting_that_is_an_array_comes_before_the_body() -> None:
    assert isinstance(refusal(b"moodlewssettingraw[]=1", b"garbage").error, CodingError)


def test_requests_that_are_no_calls() -> None:
    assert isinstance(refusal(b"wstoken=abc", b"garbage").error, DecodeError)
    assert isinstance(refusal(b"&".join([b"a=1"] * 101), BODY).error, HostileInput)


@given(st.binary(), st.binary(), st.booleans())
def test_anything_is_a_call_or_one_error(query: bytes, body: bytes, simple: bool) -> None:
    outcome = decode(Request(query=query, body=body), Site(), LIMITS, simple=simple)
    assert isinstance(outcome, Call) or isinstance(outcome.error, CodecError | CodingError)


def test_results_and_refusals() -> None:
    encoder = Encoder()
    assert read_response(encoder.encode(Result(5, function(Value(INT))))) == (False, [5])
    assert read_response(encoder.encode(Result(None, function(None)))) == (False, [])
    is_fault, _ = read_response(encoder.encode(Failure(CodedError("invalidtoken"), Step.AUTHENTICATE)))
    assert is_fault


def test_many_outcomes() -> None:
    outcomes: list[Outcome] = [
        Result(5, function(Value(INT))),
        Failure(CodedError("invalidtoken", message="No."), Step.AUTHENTICATE),
        Result(None, function(None)),
    ]
    fault = {"faultCode": 89159464, "faultString": "No. | ERRORCODE: invalidtoken"}
    assert read_response(Encoder().encode(outcomes)) == (False, [[[5], fault, [""]]])
    assert read_response(Encoder().encode([])) == (False, [[]])


@pytest.mark.parametrize(("value", "returns"), [(None, None), ("dropped", None), (None, Value(TEXT))])
def test_no_result_is_no_parameter_or_where_a_client_needs_one_an_empty_string(value: object, returns: Description | None) -> None:
    outcome = Result(value, msgspec.structs.replace(function(), returns=returns))
    assert read_response(Encoder().encode(outcome)).values == []
    assert read_response(Encoder().encode(outcome, compat=True)).values == [""]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [(b"", False), (b"compat", False), (b"compat=0", False), (b"compat=1&wstoken=a", True), (b"a=compat", False), (b"compat[]=1", False)],
)
def test_a_query_asks_for_a_value_in_every_answer(query: bytes, wanted: bool) -> None:
    assert wants_compat(query, Limits()) is wanted


def test_a_query_that_cannot_be_read_asks_for_nothing() -> None:
    assert wants_compat(b"compat=1&" * 10, Limits(form_fields=3)) is False
