"""XML-RPC over HTTP (``docs/contract/encodings.md 4.1, 4.5``), on a host that echoes."""

from __future__ import annotations

import asyncio
import xmlrpc.client
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
from protocols.xmlrpc import XmlRpc
from tests.unit.rest.strategies import Site, function

SERVER = "/webservice/xmlrpc/server.php"
SIMPLE = "/webservice/xmlrpc/simpleserver.php"

HEADERS = [
    (b"content-type", b"text/xml; charset=utf-8"),
    (b"cache-control", b"private, must-revalidate, pre-check=0, post-check=0, max-age=0"),
    (b"expires", b"Thu, 01 Jan 1970 00:00:00 GMT"),
    (b"pragma", b"no-cache"),
    (b"accept-ranges", b"none"),
    (b"access-control-allow-origin", b"*"),
]
ECHO = function(Struct({"function": Value(RAW), "count": Value(INT)}), Struct({"a": Value(RAW)}))
BODY = xmlrpc.client.dumps((1,), "f").encode()
ANSWER = {"function": "f", "count": 1}
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
        return self._enabled and protocol == "xmlrpc"

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
        assert (protocol, peer) == ("xmlrpc", PEER)
        self.refusals.append(failure)

    async def cached_document(self, key: str, build: Callable[[], Awaitable[str]]) -> str:
        raise NotImplementedError

    async def functions(self, credential: Credential | None, *, protocol: str, peer: Peer) -> Sequence[FunctionInfo] | Failure:
        return [ECHO]


class Answer(NamedTuple):
    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes

    @property
    def value(self) -> Any:
        """What the standard library reads in it."""
        return xmlrpc.client.loads(self.body)[0][0]


async def ask(
    host: Host,
    path: str = SERVER,
    query: bytes = b"",
    *,
    method: str = "POST",
    headers: Iterable[tuple[bytes, bytes]] = (),
    chunks: Iterable[bytes | None] = (BODY,),
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

    scope = {"type": "http", "method": method, "path": path, "query_string": query, "headers": [*headers], "root_path": ""}
    await Starlette(routes=XmlRpc().routes(host))(scope, receive, send)
    if not sent:
        return None
    start, body = sent
    return Answer(start["status"], start["headers"], body["body"])


async def answered(host: Host, *args: Any, **kwargs: Any) -> Answer:
    answer = await ask(host, *args, **kwargs)
    assert answer is not None
    return answer


def test_the_protocol_is_one() -> None:
    protocol: Protocol = XmlRpc()
    assert protocol.name == "xmlrpc"


async def test_an_answer() -> None:
    answer = await answered(EchoHost())
    assert answer.status == 200
    assert answer.headers == [*HEADERS, (b"content-length", b"%d" % len(answer.body))]
    assert answer.value == ANSWER


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("path", [SERVER, SIMPLE])
@pytest.mark.parametrize("headers", [[], [(b"content-type", b"application/x-www-form-urlencoded")]])
async def test_method_and_content_type_do_not_matter(method: str, path: str, headers: list[tuple[bytes, bytes]]) -> None:
    assert (await answered(EchoHost(), path, method=method, headers=headers)).value == ANSWER


async def test_head_has_no_body() -> None:
    answer = await answered(EchoHost(), method="HEAD")
    assert (answer.body, answer.headers[:-1]) == (b"", HEADERS)


async def test_calls_carry_credential_and_address() -> None:
    host = EchoHost()
    await ask(host, SERVER, b"wstoken=abc")
    await ask(host, SIMPLE, b"wsusername=ann&wspassword=pw")
    assert [call.credential for call in host.calls] == [Token("abc"), Password("ann", "pw")]
    assert {call.peer for call in host.calls} == {PEER}


async def test_large_bodies_in_chunks() -> None:
    host = EchoHost()
    body = xmlrpc.client.dumps(("x" * 500_000,), "f").encode()
    await ask(host, chunks=[body[:100], b"", body[100:]])
    assert host.calls[0].arguments == ["x" * 500_000]


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
    assert (answer.status, [each for each in answer.headers[:-1] if each != (b"connection", b"close")]) == (200, HEADERS)
    with pytest.raises(xmlrpc.client.Fault) as fault:
        xmlrpc.client.loads(answer.body)
    assert fault.value.faultCode == -32700
    assert (len(host.calls), len(host.refusals)) == (0, 1)


async def test_a_setting_that_is_an_array() -> None:
    answer = await answered(EchoHost(), query=b"moodlewssettingraw[]=1")
    with pytest.raises(xmlrpc.client.Fault, match="codingerror"):
        xmlrpc.client.loads(answer.body)


async def test_a_client_that_goes_away_gets_nothing() -> None:
    host = EchoHost()
    assert await ask(host, chunks=[BODY[:10], None]) is None
    assert host.calls == []


async def test_many_calls() -> None:
    host = EchoHost()
    body = xmlrpc.client.dumps(([{"methodName": "f", "params": [1]}] * 2,), "system.multicall").encode()
    assert (await answered(host, chunks=[body])).value == [[ANSWER], [ANSWER]]
    assert len(host.calls) == 2


@pytest.mark.parametrize("path", [SERVER, SIMPLE])
async def test_disabled(path: str) -> None:
    host = EchoHost(enabled=False)
    assert await answered(host, path) == (200, [(b"content-type", b"text/html; charset=utf-8"), (b"content-length", b"0")], b"")
    assert host.calls == []


async def test_both_halves_meet() -> None:
    protocol = XmlRpc()
    host = EchoHost()
    sent = protocol.request(ECHO, {"a": [1, 2]}, Token("abc"))
    path, _, query = sent.path.partition("?")
    answer = await answered(host, path, query.encode(), method=sent.method, chunks=[sent.body])
    response = HttpResponse(answer.status, {name.decode(): value.decode() for name, value in answer.headers}, answer.body)
    assert protocol.read(response, ECHO) == {"function": "local_lab_f", "count": 1}
    assert host.calls[0].arguments == [[1, 2]]
