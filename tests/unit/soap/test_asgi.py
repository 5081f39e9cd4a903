"""SOAP over HTTP (``docs/contract/encodings.md 5``, ``docs/contract/server.md 2.3``), on a host that echoes."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, NamedTuple

import msgspec
import pytest
from lxml import etree
from starlette.applications import Starlette
from starlette.types import Scope

from gateway.describe.model import Struct, Value
from gateway.describe.types import INT, RAW
from gateway.errors import CodedError, GatewayError
from gateway.wire.call import Call, CallSettings, Credential, Failure, FunctionInfo, Outcome, Password, Peer, Result, Step, Token
from gateway.wire.exchange import HttpResponse, Limits
from gateway.wire.protocol import Host, Protocol
from protocols.soap import Soap
from protocols.soap.names import SOAP_12
from tests.unit.rest.strategies import Site, function
from tests.unit.soap.messages import message

SERVER = "/webservice/soap/server.php"
SIMPLE = "/webservice/soap/simpleserver.php"
BASE = "https://example.com"

MESSAGE_HEADERS = [(b"content-type", b"text/xml; charset=utf-8")]
DOCUMENT_HEADERS = [
    (b"content-type", b"application/xml; charset=utf-8"),
    (b"content-disposition", b'inline; filename="response.xml"'),
    (b"cache-control", b"private, must-revalidate, pre-check=0, post-check=0, max-age=0"),
    (b"expires", b"Thu, 01 Jan 1970 00:00:00 GMT"),
    (b"pragma", b"no-cache"),
    (b"accept-ranges", b"none"),
]
ECHO = function(Struct({"function": Value(RAW), "count": Value(INT)}), Struct({"a": Value(RAW)}))
BEFORE = msgspec.structs.replace(function(Struct({})), name="local_lab_before")
BODY = message("<local_lab_f><a>1</a></local_lab_f>")
PEER = Peer("10.1.2.3", "an agent")


class EchoHost:
    """A host whose function tells the name it was called by, and how many arguments there were; the token ``bad`` is refused."""

    def __init__(self, *, enabled: bool = True) -> None:
        self.limits = Limits(body_bytes=1_000_000)
        self.base_address = BASE
        self.site = Site()
        self.calls: list[Call] = []
        self.refusals: list[Failure] = []
        self._enabled = enabled

    def enabled(self, protocol: str) -> bool:
        return self._enabled and protocol == "soap"

    @property
    def challenge(self) -> bytes:
        return b"Bearer"

    def admits_origin(self, origin: str) -> bool:
        return True

    def look_up(self, name: str) -> FunctionInfo | None:
        return ECHO if name == ECHO.name else None

    def peer(self, scope: Scope) -> Peer:
        return PEER

    async def run(self, call: Call) -> Outcome:
        self.calls.append(call)
        return Result({"function": call.function, "count": len(call.arguments or ())}, ECHO)

    async def refusal(self, credential: Credential | None, *, protocol: str, peer: Peer) -> Failure | None:
        return None

    def unexpected(self, error: Exception, *, protocol: str, peer: Peer) -> GatewayError:
        raise error

    def report_failure(self, protocol: str, peer: Peer, failure: Failure) -> None:
        assert (protocol, peer) == ("soap", PEER)
        self.refusals.append(failure)

    async def cached_document(self, key: str, build: Callable[[], Awaitable[str]]) -> str:
        raise NotImplementedError

    async def functions(self, credential: Credential | None, *, protocol: str, peer: Peer) -> Sequence[FunctionInfo] | Failure:
        if credential == Token("bad"):
            self.refusals.append(Failure(CodedError("invalidtoken"), Step.AUTHENTICATE))
            return self.refusals[-1]
        return [BEFORE, ECHO]


class Answer(NamedTuple):
    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes

    def header(self, name: bytes) -> bytes:
        return dict(self.headers)[name]


async def ask(
    host: Host,
    path: str = SERVER,
    query: bytes = b"wstoken=abc",
    *,
    method: str = "POST",
    headers: Iterable[tuple[bytes, bytes]] = (),
    chunks: Iterable[bytes | None] = (BODY,),
    raw_path: bytes | None = None,
) -> Answer | None:
    """Send a request in chunks, of which None is a disconnect; the answer is None where there is none."""
    messages: list[dict[str, Any]] = [
        {"type": "http.disconnect"} if chunk is None else {"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks
    ]
    messages.append({"type": "http.request"})
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(0)
        return messages.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": query,
        "headers": [*headers],
        "root_path": "",
        "raw_path": raw_path,
    }
    await Starlette(routes=Soap().routes(host))(scope, receive, send)
    if not sent:
        return None
    start, body = sent
    return Answer(start["status"], start["headers"], body["body"])


async def answered(host: Host, *args: Any, **kwargs: Any) -> Answer:
    answer = await ask(host, *args, **kwargs)
    assert answer is not None
    return answer


def test_the_protocol_is_one() -> None:
    protocol: Protocol = Soap()
    assert protocol.name == "soap"


async def test_an_answer() -> None:
    answer = await answered(EchoHost())
    assert answer.status == 200
    assert answer.headers == [*MESSAGE_HEADERS, (b"content-length", b"%d" % len(answer.body))]
    (response,) = etree.fromstring(answer.body)[0]
    assert response.tag == f"{{{BASE}{SERVER}?wstoken=abc}}local_lab_fResponse"
    assert b'xsi:type="ns1:webservices_struct_class_000001"><function xsi:type="xsd:string">local_lab_f</function>' in answer.body


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("content_type", [b"text/xml", b"application/x-www-form-urlencoded", b"multipart/form-data", b""])
async def test_method_and_content_type_do_not_matter(method: str, content_type: bytes) -> None:
    host = EchoHost()
    assert (await answered(host, method=method, headers=[(b"content-type", content_type)])).status == 200
    assert host.calls[0].arguments == {"a": "1"}


async def test_head_has_no_body() -> None:
    answer = await answered(EchoHost(), method="HEAD")
    assert (answer.status, answer.body) == (200, b"")
    assert int(answer.header(b"content-length")) > 0


async def test_soap_12() -> None:
    answer = await answered(EchoHost(), chunks=[message("<local_lab_f/>", version=SOAP_12)])
    assert answer.header(b"content-type") == b"application/soap+xml; charset=utf-8"


async def test_calls_carry_credential_settings_and_address() -> None:
    host = EchoHost()
    await ask(host, SERVER, b"wstoken=abc&moodlewssettingraw=1")
    await ask(host, SIMPLE, b"wsusername=ann&wspassword=pw")
    assert [call.credential for call in host.calls] == [Token("abc"), Password("ann", "pw")]
    assert host.calls[0].settings == CallSettings(raw=True)
    assert {call.peer for call in host.calls} == {PEER}


@pytest.mark.parametrize(
    ("path", "raw_path", "expected"),
    [
        ("/ann/pw", None, Password("ann", "pw")),
        ("/ann/p w", b"/webservice/soap/simpleserver.php/ann/p%20w", Password("ann", "p w")),
        ("/ann/p/w", b"/webservice/soap/simpleserver.php/ann/p%2Fw?x", Password("ann", "p/w")),
        ("/ann/p/w", None, Password("", "")),
        ("/ż/pw", None, Password("ż", "pw")),
        ("/ann", None, Password("", "")),
        ("/", None, Password("", "")),
    ],
)
async def test_passwords_in_the_path(path: str, raw_path: bytes | None, expected: Password) -> None:
    host = EchoHost()
    await ask(host, SIMPLE + path, b"", raw_path=raw_path)
    assert host.calls[0].credential == expected


async def test_the_namespace_is_the_address_of_the_service() -> None:
    answer = await answered(EchoHost(), SIMPLE, b"wsusername=ann&wspassword=p/w")
    assert f'xmlns:ns1="{BASE}{SIMPLE}/ann/p%2Fw"'.encode() in answer.body


async def test_large_bodies_in_chunks() -> None:
    host = EchoHost()
    body = message(f"<local_lab_f><a>{'x' * 500_000}</a></local_lab_f>")
    await ask(host, chunks=[body[:100], b"", body[100:]])
    assert host.calls[0].arguments == {"a": "x" * 500_000}


@pytest.mark.parametrize(
    ("headers", "chunks"),
    [
        ([(b"content-length", b"1000001")], []),
        ([], [b"x" * 1_000_000, b"y"]),
        ([(b"content-encoding", b"gzip")], [BODY]),
        ([], []),
        ([], [b"garbage"]),
    ],
)
async def test_what_is_no_call_is_answered_with_a_fault(headers: Any, chunks: list[bytes]) -> None:
    host = EchoHost()
    answer = await answered(host, headers=headers, chunks=chunks)
    assert (answer.status, answer.header(b"content-type")) == (500, b"text/xml; charset=utf-8")
    assert b"<faultcode>SOAP-ENV:Client</faultcode>" in answer.body
    assert (len(host.calls), len(host.refusals)) == (0, 1)


async def test_a_body_that_is_not_read_to_its_end_closes_the_connection() -> None:
    assert (await answered(EchoHost(), headers=[(b"content-length", b"1000001")], chunks=[])).header(b"connection") == b"close"


@pytest.mark.parametrize("query", [b"wstoken=bad", b"wstoken=bad&wsdl=1"])
async def test_who_may_not_call_is_told_that_and_nothing_of_the_message(query: bytes) -> None:
    host = EchoHost()
    answer = await answered(host, query=query, chunks=[b"garbage"])
    assert (answer.status, answer.headers[:-1]) == (200, DOCUMENT_HEADERS)
    assert b"<faultcode>MOODLE:error</faultcode>" in answer.body
    assert len(host.refusals) == 1


async def test_a_setting_that_is_an_array() -> None:
    answer = await answered(EchoHost(), query=b"moodlewssettingraw[]=1")
    assert (answer.status, answer.headers[:-1]) == (200, DOCUMENT_HEADERS)
    assert b"<faultcode>MOODLE:error</faultcode>" in answer.body


async def test_a_client_that_goes_away_gets_nothing() -> None:
    host = EchoHost()
    assert await ask(host, chunks=[BODY[:10], None]) is None
    assert host.calls == []


@pytest.mark.parametrize(
    ("path", "query", "namespace"),
    [
        (SERVER, b"wstoken=abc&wsdl=1", f"{BASE}{SERVER}?wstoken=abc"),
        (SIMPLE, b"wsusername=ann&wspassword=pw&wsdl=1", f"{BASE}{SIMPLE}/ann/pw"),
        (f"{SIMPLE}/ann/pw", b"wsdl=1", f"{BASE}{SIMPLE}/ann/pw"),
    ],
)
async def test_the_wsdl(path: str, query: bytes, namespace: str) -> None:
    host = EchoHost()
    answer = await answered(host, path, query, method="GET", chunks=[])
    assert (answer.status, answer.headers[:-2]) == (200, DOCUMENT_HEADERS)
    document = etree.fromstring(answer.body)
    assert document.get("targetNamespace") == namespace
    assert b"xsd:import" not in answer.body
    assert (host.calls, host.refusals) == ([], [])


async def test_the_wsdl_that_imports_its_schemas() -> None:
    host = EchoHost()
    answer = await answered(host, query=b"wstoken=abc&wsdl=1&compat=1", chunks=[])
    document = etree.fromstring(answer.body)
    locations = document.xpath("//@schemaLocation")
    assert isinstance(locations, list)
    assert len(locations) == 2
    for location in locations:
        assert isinstance(location, str)
        schema = await answered(host, location.removeprefix(BASE), b"", method="GET", chunks=[])
        assert (schema.status, schema.header(b"content-type")) == (200, b"application/xml")
        assert etree.fromstring(schema.body).tag == "{http://www.w3.org/2001/XMLSchema}schema"


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*"])
async def test_a_wsdl_that_the_client_has_is_not_sent_again(form: str) -> None:
    tag = (await answered(EchoHost(), query=b"wstoken=abc&wsdl=1", chunks=[])).header(b"etag").decode()
    headers = [(b"if-none-match", form.format(tag).encode())]
    answer = await answered(EchoHost(), query=b"wstoken=abc&wsdl=1", headers=headers, chunks=[])
    assert (answer.status, answer.body, answer.header(b"etag").decode()) == (304, b"", tag)
    assert (await answered(EchoHost(), query=b"wstoken=abd&wsdl=1", headers=[(b"if-none-match", tag.encode())], chunks=[])).status == 200


@pytest.mark.parametrize("path", [SERVER, SIMPLE, f"{SIMPLE}/ann/pw", "/webservice/soap/schemas/xml-soap.xsd"])
async def test_disabled(path: str) -> None:
    host = EchoHost(enabled=False)
    assert await answered(host, path) == (200, [(b"content-type", b"text/html; charset=utf-8"), (b"content-length", b"0")], b"")
    assert host.calls == []


async def test_both_halves_meet() -> None:
    protocol = Soap()
    host = EchoHost()
    sent = protocol.request(ECHO, {"a": [1, 2]}, Token("abc"))
    path, _, query = sent.path.partition("?")
    answer = await answered(host, path, query.encode(), method=sent.method, chunks=[sent.body])
    response = HttpResponse(answer.status, {name.decode(): value.decode() for name, value in answer.headers}, answer.body)
    assert protocol.read(response, ECHO) == {"function": "local_lab_f", "count": 1}
    assert host.calls[0].arguments == {"a": [1, 2]}


async def test_compressed_messages_are_read() -> None:
    host = EchoHost()
    answer = await answered(host, headers=[(b"content-encoding", b"gzip")], chunks=[gzip.compress(BODY)])
    assert (answer.status, host.calls[0].arguments) == (200, {"a": "1"})


async def test_a_message_with_attachments_is_refused_as_one() -> None:
    headers = [(b"content-type", b"multipart/related; boundary=M")]
    answer = await answered(EchoHost(), headers=headers, chunks=[b"--M\r\nContent-ID: <a>\r\n\r\n" + BODY + b"\r\n--M--\r\n"])
    assert answer.status == 500
    assert b"multipart/related" in answer.body
    assert b"/webservice/soap/typed" in answer.body
