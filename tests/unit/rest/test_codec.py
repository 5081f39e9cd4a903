"""The server half: bytes to calls, outcomes to bytes (``docs/contract/encodings.md 1.5, 3.1, 3.5``)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.describe.model import Struct, Value
from gateway.describe.types import FLOAT, INT
from gateway.errors import AccessRefused, CodecError, CodedError, CodingError, DecodeError, HostileInput, InternalError, InvalidParameter
from gateway.wire.call import DEFAULT_SETTINGS, Call, CallSettings, Failure, Password, Peer, Result, Step, Token
from gateway.wire.exchange import Limits, Request
from protocols.rest.codec import Encoder, Format, decode, refuse
from tests.unit.rest.strategies import Site, function

URLENCODED = "application/x-www-form-urlencoded"
LIMITS = Limits(form_fields=100)
PEER = Peer("10.0.0.1", "an agent")


def post(body: bytes, query: bytes = b"", **more: Any) -> Request:
    return Request(**{"method": "POST", "query": query, "content_type": URLENCODED, "body": body, **more})


def call(request: Request, *, simple: bool = False) -> Call:
    outcome = decode(request, Site(), LIMITS, simple=simple)[1]
    assert isinstance(outcome, Call)
    return outcome


def test_a_call_with_a_token() -> None:
    request = post(b"notes[0][text]=hi&dry=0", b"wstoken=abc&wsfunction=local_demo_add&moodlewsrestformat=json", peer=PEER)
    assert decode(request, Site(), LIMITS) == (
        Format.JSON,
        Call(
            protocol="rest",
            function="local_demo_add",
            arguments={"notes": {0: {"text": "hi"}}, "dry": "0"},
            credential=Token("abc"),
            settings=DEFAULT_SETTINGS,
            peer=PEER,
            takes="rest-json",
        ),
    )


def test_a_call_with_a_password() -> None:
    request = post(b"wsusername=ann&wspassword=p%26q&wsfunction=f&wstoken=abc")
    assert call(request, simple=True).credential == Password("ann", "p&q")
    assert call(request, simple=True).arguments == {"wstoken": "abc"}


def test_stray_names_are_arguments() -> None:
    request = post(b"wstoken=t&wsfunction=f&wsusername=u&_=1&moodlewssettingbogus=1&lang=en")
    assert call(request).arguments == {"wsusername": "u", "_": "1", "moodlewssettingbogus": "1", "lang": "en"}


@pytest.mark.parametrize("simple", [False, True])
@pytest.mark.parametrize("body", [b"", b"wstoken[]=a&wsfunction[x]=b&wsusername[]=c&wspassword[]=d"])
def test_missing_credentials_and_function_are_empty(body: bytes, simple: bool) -> None:
    credential = Password("", "") if simple else Token("")
    assert (call(post(body), simple=simple).credential, call(post(body), simple=simple).function) == (credential, "")


@pytest.mark.parametrize(
    ("value", "answer"),
    [(b"=json", Format.JSON), (b"=xml", Format.XML), (b"=JSON", Format.XML), (b"=", Format.XML), (b"[]=json", Format.XML)],
)
def test_format(value: bytes, answer: Format) -> None:
    for request in (post(b"moodlewsrestformat" + value), post(b"", b"moodlewsrestformat" + value)):
        assert decode(request, Site(), LIMITS)[0] is answer
        assert call(request).arguments == {}


def test_without_a_format_the_answer_is_xml() -> None:
    assert decode(post(b"a=1"), Site(), LIMITS)[0] is Format.XML


def test_the_body_wins() -> None:
    request = post(b"moodlewsrestformat=json&a[y]=2&7=z", b"moodlewsrestformat=xml&a[x]=1&b=1&5=x")
    assert decode(request, Site(), LIMITS)[0] is Format.JSON
    assert call(request).arguments == {"a": {"y": "2"}, "b": "1", 0: "x", 1: "z"}


@pytest.mark.parametrize(
    ("method", "content_type"), [("PUT", URLENCODED), ("GET", URLENCODED), ("POST", "application/json"), ("POST", ""), ("POST", "text/xml")]
)
def test_other_bodies_are_ignored(method: str, content_type: str) -> None:
    request = post(b"a=1", b"wsfunction=f", method=method, content_type=content_type)
    assert call(request).arguments == {}
    assert call(request).function == "f"


def test_a_multipart_body() -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="wsfunction"\r\n\r\nf\r\n--x--\r\n'
    assert call(post(body, content_type="multipart/form-data; boundary=x")).function == "f"


@pytest.mark.parametrize(
    ("field", "settings"),
    [
        (b"raw=1", {"raw": True}),
        (b"raw=TRUE", {"raw": True}),
        (b"raw=Yes", {"raw": True}),
        (b"raw=x", {"raw": True}),
        (b"raw=2", {"raw": True}),
        (b"raw=0", {}),
        (b"raw=", {}),
        (b"raw=off", {}),
        (b"fileurl=0", {"fileurl": False}),
        (b"fileurl=No", {"fileurl": False}),
        (b"fileurl=on", {}),
        (b"filter=1", {"filter": True}),
        (b"lang=pl", {"lang": "pl"}),
        (b"lang=p!l", {"lang": "pl"}),
        (b"lang=xx", {}),
        (b"timezone=Europe/London", {"timezone": "Europe/London"}),
        (b"timezone=%2B5.5", {"timezone": "+5.5"}),
        (b"timezone=99", {"timezone": "99"}),
        (b"timezone=!", {}),
    ],
)
def test_settings(field: bytes, settings: dict[str, Any]) -> None:
    for request in (post(b"moodlewssetting" + field), post(b"", b"moodlewssetting" + field)):
        assert call(request).settings == CallSettings(**settings)
        assert call(request).arguments == {}


def test_settings_of_the_body_win() -> None:
    request = post(b"moodlewssettingraw=0&moodlewssettingfilter=1", b"moodlewssettingraw=1")
    assert call(request).settings == CallSettings(raw=False, filter=True)


def failure(request: Request) -> tuple[Format, Failure]:
    answer, outcome = decode(request, Site(), LIMITS)
    assert isinstance(outcome, Failure)
    assert outcome.step is Step.DECODE
    return answer, outcome


@pytest.mark.parametrize("name", [b"raw", b"fileurl", b"filter", b"lang", b"timezone"])
def test_a_setting_that_is_an_array_is_reported_in_xml(name: bytes) -> None:
    answer, outcome = failure(post(b"moodlewssetting" + name + b"[]=1", b"moodlewsrestformat=json"))
    assert answer is Format.XML
    assert isinstance(outcome.error, CodingError)


def test_too_many_fields_are_reported_in_the_format_that_is_known() -> None:
    flood = b"a[]=1&" * 101
    assert isinstance(failure(post(flood))[1].error, HostileInput)
    assert failure(post(flood, b"moodlewsrestformat=json"))[0] is Format.JSON
    assert failure(post(b"moodlewsrestformat=json", flood))[0] is Format.XML


def test_malformed_multipart() -> None:
    answer, outcome = failure(post(b"garbage", b"moodlewsrestformat=json", content_type="multipart/form-data; boundary=x"))
    assert answer is Format.JSON
    assert isinstance(outcome.error, DecodeError)


def test_refusing_a_request_unread() -> None:
    error = Failure(HostileInput("too long"), Step.DECODE)
    assert refuse(b"moodlewsrestformat=json", error, LIMITS) == (Format.JSON, error)
    assert refuse(b"", error, LIMITS)[0] is Format.XML
    assert refuse(b"a=1&" * 101, error, LIMITS)[0] is Format.XML


@given(
    query=st.binary(),
    body=st.binary(),
    method=st.sampled_from(["POST", "GET", "BREW"]),
    content_type=st.sampled_from([URLENCODED, "multipart/form-data; boundary=x"]) | st.text(st.characters(codec="latin-1")),
    simple=st.booleans(),
)
def test_any_bytes_are_a_call_or_a_failure(query: bytes, body: bytes, method: str, content_type: str, simple: bool) -> None:
    request = Request(method=method, query=query, content_type=content_type, body=body)
    answer, outcome = decode(request, Site(), LIMITS, simple=simple)
    assert isinstance(answer, Format)
    if isinstance(outcome, Failure):
        assert isinstance(outcome.error, CodecError | CodingError)
        Encoder().encode(outcome, answer)
    else:
        assert isinstance(outcome, Call)


TOKEN_REFUSED = CodedError("invalidtoken", "moodle", message="No such token.")


@pytest.mark.parametrize(
    ("outcome", "answer", "body"),
    [
        (Result({"a": 1.0}, function(Struct({"a": Value(FLOAT)}))), Format.JSON, '{"a":1}'),
        (Result("ignored", function(None)), Format.JSON, "null"),
        (
            Result(5, function(Value(INT))),
            Format.XML,
            '<?xml version="1.0" encoding="UTF-8" ?>\n<RESPONSE>\n<VALUE>5</VALUE>\n</RESPONSE>\n',
        ),
        (Result(None, function(None)), Format.XML, '<?xml version="1.0" encoding="UTF-8" ?>\n<RESPONSE>\n</RESPONSE>\n'),
        (
            Failure(TOKEN_REFUSED, Step.AUTHENTICATE),
            Format.JSON,
            r'{"exception":"core\\exception\\moodle_exception","errorcode":"invalidtoken","message":"No such token."}',
        ),
        (
            Failure(AccessRefused(debug="not shown"), Step.ADMIT, debug="shown"),
            Format.JSON,
            '{"exception":"webservice_access_exception","errorcode":"accessexception",'
            '"message":"You may not call this function with this token.","debuginfo":"shown"}',
        ),
        (
            Failure(TOKEN_REFUSED, Step.AUTHENTICATE, debug="a<b"),
            Format.XML,
            '<?xml version="1.0" encoding="UTF-8" ?>\n<EXCEPTION class="core\\exception\\moodle_exception">\n'
            "<ERRORCODE>invalidtoken</ERRORCODE>\n<MESSAGE>No such token.</MESSAGE>\n<DEBUGINFO>a&lt;b</DEBUGINFO>\n</EXCEPTION>\n",
        ),
        (Failure(InvalidParameter("bad", path="a[0].b"), Step.VALIDATE, debug="\udcff"), Format.JSON, ""),
    ],
)
def test_encoding(outcome: Result | Failure, answer: Format, body: str) -> None:
    assert Encoder().encode(outcome, answer).decode() == body


def test_unexpected_errors_tell_their_reference_only() -> None:
    body = Encoder().encode(Failure(InternalError("R-1"), Step.INVOKE), Format.JSON)
    assert body.startswith(b'{"exception":"core\\\\exception\\\\moodle_exception","errorcode":"internalerror","message":"')
    assert b"R-1" in body
