"""REST over HTTP (``docs/contract/encodings.md 3.1, 3.3``), on a host that echoes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, NamedTuple

import pytest
from starlette.applications import Starlette
from starlette.types import Scope

from gateway.describe.model import Struct, Value
from gateway.describe.types import INT, RAW
from gateway.errors import GatewayError
from gateway.wire.call import Call, Credential, Failure, FunctionInfo, Outcome, Password, Peer, Result, Token
from gateway.wire.exchange import HttpResponse, Limits
from gateway.wire.protocol import Host, Protocol
from protocols.rest import Rest
from tests.unit.rest.strategies import Site, function

SERVER = "/webservice/rest/server.php"
SIMPLE = "/webservice/rest/simpleserver.php"
URLENCODED = (b"content-type", b"application/x-www-form-urlencoded")

ALWAYS = [
    (b"cache-control", b"private, must-revalidate, pre-check=0, post-check=0, max-age=0"),
    (b"expires", b"Thu, 01 Jan 1970 00:00:00 GMT"),
    (b"pragma", b"no-cache"),
    (b"accept-ranges", b"none"),
    (b"access-control-allow-origin", b"*"),
]
JSON = [(b"content-type", b"application/json"), *ALWAYS]
XML = [
    (b"content-type", b"application/xml; charset=utf-8"),
    (b"content-disposition", b'inline; filename="response.xml"'),
    *ALWAYS,
]

ECHO = function(Struct({"function": Value(RAW), "count": Value(INT)}))
PEER = Peer("10.1.2.3", "an agent")


class EchoHost:
    """A host whose only function tells the name it was called by, and how many arguments there were."""

    def __init__(self, *, enabled: bool = True) -> None:
        self.limits = Limits(body_bytes=1_000_000)
        self.base_address = "https://example.com"
        self.site = Site()
        self.calls: list[Call] = []
        self.refusals: list[Failure] = []
        self._enabled = enabled

    def enabled(self, protocol: str) -> bool:
        return self._enabled and protocol == "rest"

    @property
    def challenge(self) -> bytes:
        return b"Bearer"

    def admits_origin(self, origin: str) -> bool:
        return True

    def look_up(self, name: str) -> FunctionInfo | None:
        return ECHO

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
        assert (protocol, peer) == ("rest", PEER)
        self.refusals.append(failure)

    async def cached_document(self, key: str, build: Callable[[], Awaitable[str]]) -> str:
        raise NotImplementedError

    async def functions(self, credential: Credential | None, *, protocol: str, peer: Peer) -> Sequence[FunctionInfo] | Failure:
        return [ECHO]


class Answer(NamedTuple):
    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


async def ask(
    host: Host,
    path: str = SERVER,
    query: bytes = b"moodlewsrestformat=json",
    *,
    method: str = "GET",
    headers: Iterable[tuple[bytes, bytes]] = (),
    chunks: Iterable[bytes | None] = (),
) -> Answer | None:
    """Send a request in chunks, of which None is a disconnect; the answer is None where there is none."""
    messages: list[dict[str, Any]] = [
        {"type": "http.disconnect"} if chunk is None else {"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks
    ]
    if not messages or messages[-1]["type"] == "http.request":
        messages.append({"type": "http.request"})
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(0)
        return messages.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": method, "path": path, "query_string": query, "headers": [*headers], "root_path": ""}
    await Starlette(routes=Rest().routes(host))(scope, receive, send)
    if not sent:
        return None
    start, body = sent
    assert body["type"] == "http.response.body"
    return Answer(start["status"], start["headers"], body["body"])


async def answered(host: Host, *args: Any, **kwargs: Any) -> Answer:
    answer = await ask(host, *args, **kwargs)
    assert answer is not None
    return answer


def test_the_protocol_is_one() -> None:
    protocol: Protocol = Rest()
    assert protocol.name == "rest"


async def test_json() -> None:
    body = b'{"function":"f","count":1}'
    answer = await answered(EchoHost(), query=b"wsfunction=f&a=1&moodlewsrestformat=json")
    assert answer == (200, [*JSON, (b"content-length", b"%d" % len(body))], body)


async def test_xml() -> None:
    answer = await answered(EchoHost(), query=b"wsfunction=f")
    assert answer.headers[:-1] == XML
    assert answer.headers[-1] == (b"content-length", b"%d" % len(answer.body))
    assert answer.body.startswith(b'<?xml version="1.0" encoding="UTF-8" ?>\n<RESPONSE>\n')


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"])
@pytest.mark.parametrize("path", [SERVER, SIMPLE])
async def test_every_method_is_served(method: str, path: str) -> None:
    assert (await answered(EchoHost(), path, method=method)).body == b'{"function":"","count":0}'


async def test_head_has_no_body() -> None:
    host = EchoHost()
    assert await answered(host, method="HEAD") == (200, [*JSON, (b"content-length", b"25")], b"")
    assert len(host.calls) == 1


async def test_calls_carry_credential_and_address() -> None:
    host = EchoHost()
    await ask(host, SERVER, b"wstoken=abc")
    await ask(host, SIMPLE, b"wsusername=ann&wspassword=pw")
    assert [call.credential for call in host.calls] == [Token("abc"), Password("ann", "pw")]
    assert {call.peer for call in host.calls} == {PEER}


async def test_bodies_in_chunks() -> None:
    host = EchoHost()
    await ask(host, method="POST", headers=[URLENCODED], chunks=[b"a=", b"", b"1&b[", b"x]=2"])
    assert host.calls[0].arguments == {"a": "1", "b": {"x": "2"}}


async def test_large_bodies() -> None:
    host = EchoHost()
    value = b"x" * 500_000
    await ask(host, method="POST", headers=[URLENCODED, (b"content-length", b"500002")], chunks=[b"a=" + value])
    assert host.calls[0].arguments == {"a": value.decode()}


@pytest.mark.parametrize(
    ("headers", "chunks"),
    [
        ([URLENCODED, (b"content-length", b"1000001")], []),
        ([URLENCODED, (b"content-length", b"9" * 5000)], []),
        ([URLENCODED], [b"a=" + b"x" * 999_998, b"y", b"z"]),
        ([URLENCODED], [b"x" * 1_000_001]),
        ([URLENCODED, (b"content-encoding", b"gzip")], [b"a=1"]),
    ],
)
@pytest.mark.parametrize(("query", "expected"), [(b"moodlewsrestformat=json", JSON), (b"", XML)])
async def test_too_much_is_refused(headers: Any, chunks: list[bytes], query: bytes, expected: Any) -> None:
    host = EchoHost()
    answer = await answered(host, query=query, method="POST", headers=headers, chunks=chunks)
    assert answer.status == 200
    assert answer.headers[:-1] == [*expected, (b"connection", b"close")]
    assert b"invalidparameter" in answer.body
    assert host.calls == []
    assert len(host.refusals) == 1


async def test_the_last_byte_that_fits() -> None:
    host = EchoHost()
    await ask(host, method="POST", headers=[URLENCODED], chunks=[b"a=" + b"x" * 999_998])
    assert len(host.calls) == 1


async def test_uncompressed_is_a_content_encoding_too() -> None:
    host = EchoHost()
    await ask(host, method="POST", headers=[URLENCODED, (b"content-encoding", b"Identity")], chunks=[b"a=1"])
    assert host.calls[0].arguments == {"a": "1"}


async def test_other_bodies_are_not_even_read() -> None:
    host = EchoHost()
    await ask(host, method="POST", headers=[(b"content-type", b"application/json")], chunks=[None])
    assert host.calls[0].arguments == {}


@pytest.mark.parametrize("chunks", [[None], [b"a=1", None]])
async def test_a_client_that_goes_away_gets_nothing(chunks: list[bytes | None]) -> None:
    host = EchoHost()
    assert await ask(host, method="POST", headers=[URLENCODED], chunks=chunks) is None
    assert host.calls == []


async def test_requests_that_are_no_calls_are_answered() -> None:
    host = EchoHost()
    answer = await answered(host, query=b"moodlewsrestformat=json&moodlewssettingraw[]=1")
    assert answer.headers[:-1] == XML
    assert b"<ERRORCODE>codingerror</ERRORCODE>" in answer.body
    assert host.calls == []


@pytest.mark.parametrize(("path", "status"), [(SERVER, 403), (SIMPLE, 200)])
async def test_disabled(path: str, status: int) -> None:
    host = EchoHost(enabled=False)
    assert await answered(host, path) == (status, [(b"content-type", b"text/html; charset=utf-8"), (b"content-length", b"0")], b"")
    assert host.calls == []


async def test_both_halves_meet() -> None:
    protocol = Rest()
    host = EchoHost()
    sent = protocol.request(ECHO, {"a": [1, 2]}, Token("abc"))
    headers = [(name.encode(), value.encode()) for name, value in sent.headers.items()]
    answer = await answered(host, sent.path, b"", method=sent.method, headers=headers, chunks=[sent.body])
    response = HttpResponse(answer.status, {name.decode(): value.decode() for name, value in answer.headers}, answer.body)
    assert protocol.read(response, ECHO) == {"function": "local_lab_f", "count": 1}
