"""The server half of typed SOAP: bytes to a call, an outcome to bytes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.describe.model import List, Struct, Value
from gateway.describe.types import BOOL, FLOAT, INT, TEXT
from gateway.errors import CodecError, CodedError, CodingError, DecodeError, GatewayError, HostileInput, InternalError, InvalidResponse
from gateway.wire.call import DEFAULT_SETTINGS, Call, CallSettings, Failure, FunctionInfo, Peer, Result, Step, Token
from gateway.wire.exchange import Fault, Limits, Request
from protocols.soap.envelope import MustUnderstand, VersionMismatch, open_envelope
from protocols.soap.names import SOAP_11, SOAP_12, Version
from protocols.soap.typed.codec import Decoder, Encoder, Message, RequestHead, early_credential, read_request_head
from protocols.soap.typed.faults import read_fault
from tests.unit.rest.strategies import Site, function
from tests.unit.soap.messages import VERSIONS
from tests.unit.soap.typed.typed_messages import typed_message

LIMITS = Limits(form_fields=200)
SUBS = List(Struct({"x": Value(FLOAT), "on": Value(BOOL, optional=True)}))
F = function(
    Struct({"n": Value(INT), "t": Value(TEXT), "l": List(Value(INT)), "m": List(List(Value(FLOAT))), "null": List(Value(INT), null=True)}),
    Struct({"a": Value(INT), "b": Value(TEXT, default=""), "subs": SUBS, "deep": Struct({"subs": SUBS}, optional=True)}),
)
CALL = "<local_lab_f><a>1</a><b>ż</b><subs><x>1.5</x></subs></local_lab_f>"
ARGUMENTS: dict[str | int, object] = {"a": 1, "b": "ż", "subs": [{"x": 1.5}]}
DECODER = Decoder()
PEER = Peer("10.0.0.1", "an agent")


def look_up(name: str) -> FunctionInfo | None:
    return F if name == F.name else None


def head(query: bytes = b"", method: str = "POST", **more: Any) -> RequestHead:
    opened = read_request_head(Request(method=method, query=query, **more), Site(), LIMITS)
    assert isinstance(opened, RequestHead)
    return opened


def decoded(body: bytes, query: bytes = b"wstoken=abc", bearer: str | None = None) -> Message:
    message = DECODER.decode(Request(query=query, headers=headed(bearer), body=body, peer=PEER), Site(), LIMITS, look_up)
    assert isinstance(message, Message)
    return message


def headed(bearer: str | None) -> list[tuple[bytes, bytes]]:
    """The headers of a request with that token."""
    return [] if bearer is None else [(b"authorization", f"Bearer {bearer}".encode())]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_call(version: Version) -> None:
    assert decoded(typed_message(CALL, version=version), b"wstoken=abc&moodlewssettingraw=1") == (
        version,
        Token("abc"),
        Call(
            protocol="soap",
            function="local_lab_f",
            arguments=ARGUMENTS,
            credential=Token("abc"),
            settings=CallSettings(raw=True),
            peer=PEER,
        ),
    )


def test_a_function_that_is_not_there_is_for_the_pipeline_to_refuse() -> None:
    call = decoded(typed_message("<nobody><a>1</a><b><c/></b></nobody>")).call
    assert isinstance(call, Call)
    assert (call.function, call.arguments) == ("nobody", {"a": "1", "b": {"c": ""}})


HEADER = "<credentials {attributes}><token> in message </token></credentials>"


@pytest.mark.parametrize(
    ("query", "bearer", "header", "token"),
    [
        (b"wstoken=q", None, "", "q"),
        (b"wstoken=q", "h", "", "h"),
        (b"wstoken=q", "h", HEADER, "in message"),
        (b"", None, "<other/>", ""),
        (b"wstoken[]=q", None, "", ""),
        (b"", "", "", ""),
    ],
)
def test_who_sends_a_message_says_first_the_message_then_http_then_the_address(
    query: bytes, bearer: str | None, header: str, token: str
) -> None:
    message = typed_message(CALL, header.format(attributes=""))
    found = decoded(message, query, bearer)
    assert found.credential == Token(token)
    assert isinstance(found.call, Call)
    assert found.call.credential == Token(token)


@pytest.mark.parametrize("version", VERSIONS)
def test_only_the_credentials_in_a_header_are_understood(version: Version) -> None:
    demand = f'xmlns:e="{version.namespace}" e:mustUnderstand="1"'
    found = decoded(typed_message(CALL, HEADER.format(attributes=demand), version))
    assert isinstance(found.call, Call)
    found = decoded(typed_message(CALL, f"{HEADER}<other {demand}/>".format(attributes=""), version))
    assert isinstance(found.call, Failure)
    assert isinstance(found.call.error, MustUnderstand)
    assert found.credential == Token("in message")


@pytest.mark.parametrize(
    ("method", "query", "wsdl"),
    [
        ("GET", b"wsdl", True),
        ("GET", b"wsdl=1&wstoken=a", True),
        ("HEAD", b"wsdl=", True),
        ("GET", b"wsdl=0", False),
        ("GET", b"", False),
        ("POST", b"wsdl", False),
    ],
)
def test_the_wsdl_is_asked_for_with_get(method: str, query: bytes, wsdl: bool) -> None:
    assert head(query, method).wsdl is wsdl


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("query", [b"WSDL", b"Wsdl=1", b"singleWsdl", b"singlewsdl=", b"wstoken=abc&SINGLEWSDL"])
def test_the_wsdl_is_asked_for_in_any_case_of_letters(method: str, query: bytes) -> None:
    assert head(query, method).wsdl is True


@pytest.mark.parametrize(
    ("method", "query", "body", "empty"),
    [
        ("GET", b"", b"", True),
        ("HEAD", b"wstoken=abc", b"", True),
        ("GET", b"wsdl=0", b"", True),
        ("GET", b"wsdl", b"", False),
        ("POST", b"", b"", False),
        ("GET", b"", b"<e/>", False),
    ],
)
def test_a_request_of_a_browser_asks_for_nothing(method: str, query: bytes, body: bytes, empty: bool) -> None:
    assert head(query, method, body=body).empty is empty


def test_the_charset_of_http_has_the_last_word() -> None:
    body = typed_message("<local_lab_f><b>\u017c</b></local_lab_f>").decode().encode("iso-8859-2")
    request = Request(query=b"wstoken=abc", content_type="text/xml; charset=ISO-8859-2", body=body)
    message = DECODER.decode(request, Site(), LIMITS, look_up)
    assert isinstance(message, Message)
    assert isinstance(message.call, Call)
    assert message.call.arguments == {"b": "\u017c", "subs": []}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    ("query", "headers", "header", "found"),
    [
        (b"wstoken=q", (), "", "q"),
        (b"wstoken=q", ((b"authorization", b"Bearer h"),), "", "h"),
        (b"", (), "<c:credentials><c:token> m </c:token></c:credentials>", "m"),
        (b"", (), '<credentials xmlns="u"><token a="b">m</token></credentials>', "m"),
        (b"", (), "<c:tokens>m</c:tokens>", ""),
        (b"", (), "", ""),
    ],
)
def test_the_token_is_told_before_the_message_is_read(
    query: bytes, headers: Sequence[tuple[bytes, bytes]], header: str, found: str, encoding: str
) -> None:
    head = Request(query=query, headers=headers)
    body = f"<e:Envelope><e:Header>{header}</e:Header><e:Body>".encode(encoding)
    assert early_credential(head, Limits()) == (Token(found) if query or headers else None)
    assert early_credential(msgspec.structs.replace(head, body=body), Limits()) == Token(found)


def test_a_token_in_the_address_is_known_as_such() -> None:
    assert head(b"wstoken=a").in_query
    assert not head(b"").in_query
    assert not head(b"wstoken=a", headers=headed("b")).in_query
    assert head(b"").settings == DEFAULT_SETTINGS


@pytest.mark.parametrize(("query", "error"), [(b"moodlewssettingraw[]=1", CodingError), (b"a&" * 300, HostileInput)])
def test_an_address_that_is_none(query: bytes, error: type[Exception]) -> None:
    opened = read_request_head(Request(method="POST", query=query), Site(), LIMITS)
    assert isinstance(opened, Failure)
    assert isinstance(opened.error, error)


BOMB = b"""<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;">]>"""
EXTERNAL = b'<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
DEEP = "<subs>" * 200 + "</subs>" * 200
MANY = " ".join([f"x{number}='y'" for number in range(100_000)])
WIDE = "<a {}>1</a>".format(" ".join([f'x{number}="y"' for number in range(150)]))


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"", DecodeError),
        (b"garbage", DecodeError),
        (b"<x/>", VersionMismatch),
        (typed_message(""), DecodeError),
        (typed_message("text"), DecodeError),
        (typed_message("<f/><g/>"), DecodeError),
        (typed_message("<local_lab_f><a>1</a><a>2</a></local_lab_f>"), DecodeError),
        (typed_message("<local_lab_f>text</local_lab_f>"), DecodeError),
        (typed_message('<local_lab_f xsi:nil="true"/>'), DecodeError),
        (BOMB + typed_message("<local_lab_f><b>&e;</b></local_lab_f>"), HostileInput),
        (EXTERNAL + typed_message("<local_lab_f><b>&a;</b></local_lab_f>"), HostileInput),
        (typed_message(f"<local_lab_f>{DEEP}</local_lab_f>"), HostileInput),
        (typed_message(f"<local_lab_f>{WIDE}</local_lab_f>"), HostileInput),
        (typed_message(f"<local_lab_f {MANY}/>"), HostileInput),
        (typed_message("<local_lab_f>" + "<subs/>" * 10_000 + "</local_lab_f>"), HostileInput),
        (typed_message("<f>" * 300 + "</f>" * 300), DecodeError),
        (typed_message("<local_lab_f><b>" + "x" * 11_000_000 + "</b></local_lab_f>"), DecodeError),
    ],
)
def test_what_is_no_call_is_refused(body: bytes, error: type[Exception]) -> None:
    call = decoded(body).call
    assert isinstance(call, Failure)
    assert (call.step, type(call.error)) == (Step.DECODE, error)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_call_or_refused(body: bytes) -> None:
    check(decoded(body))


VALID = typed_message(
    CALL.replace("</local_lab_f>", '<deep><subs><x xsi:nil="true"/></subs></deep></local_lab_f>'), HEADER.format(attributes="")
)
PIECES = st.sampled_from(
    [b"<", b">", b"/", b'"', b"&amp;", b"&x;", b"<a>", b"</a>", b"<subs>", b"\0", b"\xff", b"xsi:nil", b"=", b"<![CDATA[", b"]]>"]
)


@given(st.lists(st.tuples(st.integers(0, len(VALID)), st.integers(0, 12), PIECES), min_size=1, max_size=5))
def test_a_message_that_was_changed_is_a_call_or_refused(changes: list[tuple[int, int, bytes]]) -> None:
    body = VALID
    for place, length, piece in changes:
        body = body[:place] + piece + body[place + length :]
    check(decoded(body))


XML = st.recursive(
    st.sampled_from(["", "1", "ż", "<a/>", "<b>x</b>", '<x xsi:nil="true"/>']),
    lambda inner: st.builds(
        lambda tag, inner: f"<{tag}>{''.join(inner)}</{tag}>",
        st.sampled_from(["a", "subs", "deep", "x", "zz", "item"]),
        st.lists(inner, max_size=3),
    ),
    max_leaves=20,
)


@given(XML)
def test_any_elements_are_a_call_or_refused(written: str) -> None:
    check(decoded(typed_message(f"<local_lab_f>{written}</local_lab_f>")))


def check(found: Message) -> None:
    if isinstance(found.call, Failure):
        assert isinstance(found.call.error, CodecError)
        answer = Encoder().refuse(found.call, found.version)
        assert read_fault(open_envelope(answer.body)) is not None
    else:
        assert isinstance(found.call.arguments, dict)


def answer(value: object, info: FunctionInfo = F, version: Version = SOAP_11) -> str:
    """What the answer holds, between the tags of the body."""
    encoded = Encoder().encode(Result(value, info), version)
    assert (encoded.status, dict(encoded.headers)[b"content-type"]) == (200, version.content_type.encode())
    text = encoded.body.decode()
    return text[text.index("Body>") + 5 : text.rindex("</")].rpartition("</")[0]


@pytest.mark.parametrize("version", VERSIONS)
def test_an_answer(version: Version) -> None:
    value = {"n": 1, "t": "<ż>\r", "l": [1, None], "m": [[1.5], []], "null": None}
    assert answer(value, version=version) == (
        '<local_lab_fResponse xmlns="urn:triglot:typed"><return><n>1</n><t>&lt;ż&gt;&#13;</t><l>1</l><l xsi:nil="true"/>'
        '<m><item>1.5</item></m><m></m><null xsi:nil="true"/></return></local_lab_fResponse>'
    )


@pytest.mark.parametrize(
    ("value", "returns", "written"),
    [
        (None, None, ""),
        (None, Value(INT), '<return xsi:nil="true"/>'),
        ([], List(Value(INT)), ""),
        ([True], List(Value(BOOL)), "<return>true</return>"),
        ([[1], []], List(List(Value(INT))), "<return><item>1</item></return><return></return>"),
        ([1], List(Value(INT), null=True), "<return><item>1</item></return>"),
        ({}, Struct({"a": Value(INT, optional=True)}), "<return></return>"),
        (None, Struct({}, null=True), '<return xsi:nil="true"/>'),
        (float("-inf"), Value(FLOAT), "<return>-INF</return>"),
        (float("nan"), Value(FLOAT), "<return>NaN</return>"),
        (0.1 + 0.2, Value(FLOAT), "<return>0.30000000000000004</return>"),
        ("a\0b\ud800", Value(TEXT), "<return>a\ufffdb\ufffd</return>"),
        ({"0": 1}, Struct({"0": Value(INT)}), "<return><_x0030_>1</_x0030_></return>"),
    ],
)
def test_results_of_every_kind(value: object, returns: Any, written: str) -> None:
    assert answer(value, function(returns)) == f'<local_lab_fResponse xmlns="urn:triglot:typed">{written}</local_lab_fResponse>'


@pytest.mark.parametrize(
    ("error", "version", "status", "code"),
    [
        (CodedError("nopermissions"), SOAP_11, 500, "SOAP-ENV:Client"),
        (CodedError("nopermissions"), SOAP_12, 400, "env:Sender"),
        (InternalError("abc"), SOAP_11, 500, "SOAP-ENV:Server"),
        (InternalError("abc"), SOAP_12, 500, "env:Receiver"),
        (InvalidResponse(), SOAP_12, 500, "env:Receiver"),
        (VersionMismatch("x"), SOAP_11, 500, "SOAP-ENV:VersionMismatch"),
        (MustUnderstand("x"), SOAP_12, 500, "env:MustUnderstand"),
    ],
)
def test_codes_of_faults(error: GatewayError, version: Version, status: int, code: str) -> None:
    answer = Encoder().refuse(Failure(error, Step.INVOKE), version)
    assert answer.status == status
    assert f">{code}</".encode() in answer.body
    assert (b"urn:triglot:typed" in answer.body) == (not isinstance(error, VersionMismatch | MustUnderstand))


@pytest.mark.parametrize("version", VERSIONS)
def test_faults_tell_what_went_wrong(version: Version) -> None:
    failure = Failure(CodedError("nopermissions", message="No <é>"), Step.INVOKE, "capability")
    envelope = open_envelope(Encoder().refuse(failure, version).body)
    assert read_fault(envelope) == Fault("nopermissions", "No <é>", "core\\exception\\moodle_exception", "capability")
