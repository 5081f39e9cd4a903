"""What all protocols do with a request in the same way: each is asked at every address it has for calls."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from urllib.parse import urlencode

import msgspec
import pytest
from starlette.routing import Route
from starlette.types import Message, Scope

from gateway.describe import RAW, Struct, Value
from gateway.errors import CodedError, GatewayError, InternalError
from gateway.wire.call import Call, Credential, Failure, FunctionInfo, Outcome, Password, Peer, Result, Session, Step, Token
from gateway.wire.exchange import HttpRequest, Limits, Request
from gateway.wire.http import STRANGER_BYTES
from gateway.wire.protocol import Protocol
from protocols.ajax import Ajax
from protocols.api import Api
from protocols.endpoint import LARGE_BODY
from protocols.jsonrpc import JsonRpc
from protocols.mcp import Mcp
from protocols.rest import Rest
from protocols.soap import Soap
from protocols.soap.typed import TypedSoap
from protocols.xmlrpc import XmlRpc
from tests.unit.rest.strategies import Site, function

ECHO = msgspec.structs.replace(function(Value(RAW), Struct({"a": Value(RAW)})), ajax=True)
PEER = Peer("10.1.2.3", "MoodleMobile 4.5", secure=True, request_id="r")
TOKEN, PASSWORD = Token("abc"), Password("ann", "pw")
# A session and nobody go to two addresses of AJAX, tokens and passwords to two of the others.
WAYS: list[tuple[Protocol, Credential | None]] = [
    (Rest(), TOKEN),
    (Rest(), PASSWORD),
    (XmlRpc(), TOKEN),
    (XmlRpc(), PASSWORD),
    (Soap(), TOKEN),
    (Soap(), PASSWORD),
    (TypedSoap(), TOKEN),
    (JsonRpc(), TOKEN),
    (Api(), TOKEN),
    (Mcp(), TOKEN),
    (Ajax(), Session("sid", "key")),
    (Ajax(), None),
]
every_way = pytest.mark.parametrize(
    ("protocol", "credential"), WAYS, ids=[f"{protocol.name}-{type(credential).__name__}" for protocol, credential in WAYS]
)


class NotingHost:
    """A host that notes what it is asked."""

    limits = Limits(body_bytes=1_000_000)
    base_address = "https://example.com"
    site = Site()

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.refusals: list[tuple[Peer, Failure]] = []
        self.asked: list[tuple[Credential | None, Peer]] = []
        self.stranger: Failure | None = None
        self.escaped: list[Exception] = []

    def enabled(self, protocol: str) -> bool:
        return True

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
        return Result("x", ECHO)

    async def refusal(self, credential: Credential | None, *, protocol: str, peer: Peer) -> Failure | None:
        self.asked.append((credential, peer))
        return self.stranger

    def unexpected(self, error: Exception, *, protocol: str, peer: Peer) -> GatewayError:
        self.escaped.append(error)
        return InternalError("the-reference")

    def report_failure(self, protocol: str, peer: Peer, failure: Failure) -> None:
        self.refusals.append((peer, failure))

    async def functions(self, credential: Credential | None, *, protocol: str, peer: Peer) -> Sequence[FunctionInfo] | Failure:
        assert peer is PEER
        return [ECHO]

    async def cached_document(self, key: str, build: Callable[[], Awaitable[str]]) -> str:
        raise NotImplementedError


async def send(endpoint: Any, request: HttpRequest, *, method: str = "POST", announced: int | None = None) -> Any:
    """The start of the answer, and its body."""
    path, _, query = request.path.partition("?")
    headers = [(name.encode(), text.encode()) for name, text in request.headers.items()]
    length = len(request.body) if announced is None else announced
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": request.body}

    async def note(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": method, "path": path, "query_string": query.encode()}
    await endpoint({**scope, "headers": [*headers, (b"content-length", b"%d" % length)]}, receive, note)
    start, body = sent
    return start, body["body"]


def endpoint_of(protocol: Protocol, host: NotingHost, request: HttpRequest) -> Any:
    """What answers at the address of a request."""
    path = request.path.partition("?")[0]
    return next(route.app for route in protocol.routes(host) if isinstance(route, Route) and route.path_regex.match(path))


@every_way
async def test_every_call_carries_the_client_of_its_request(protocol: Protocol, credential: Credential | None) -> None:
    host = NotingHost()
    request = protocol.request(ECHO, {"a": "1"}, credential)
    start, _ = await send(endpoint_of(protocol, host, request), request)
    assert start["status"] == 200
    assert [call.peer for call in host.calls] == [PEER]
    assert host.calls[0].credential == credential
    assert (b"connection", b"close") not in start["headers"]


@every_way
async def test_a_body_that_is_not_read_closes_the_connection(protocol: Protocol, credential: Credential | None) -> None:
    host = NotingHost()
    request = protocol.request(ECHO, {"a": "1"}, credential)
    start, _ = await send(endpoint_of(protocol, host, request), request, announced=1_000_001)
    assert start["headers"].count((b"connection", b"close")) == 1
    assert host.calls == []
    ((peer, failure),) = host.refusals
    assert (peer, failure.step, failure.error.errorcode) == (PEER, Step.DECODE, "invalidparameter")


@every_way
@pytest.mark.parametrize("size", [10, STRANGER_BYTES, LARGE_BODY])
async def test_what_is_long_is_not_decoded_for_strangers(protocol: Protocol, credential: Credential | None, size: int) -> None:
    host = NotingHost()
    decoded: list[Request] = []
    host.stranger = Failure(CodedError("invalidtoken", message="You are nobody."), Step.AUTHENTICATE)
    request = protocol.request(ECHO, {"a": "x" * size}, credential)
    endpoint = endpoint_of(protocol, host, request)
    decode = endpoint.decode

    def noting(request: Request) -> object:
        decoded.append(request)
        return decode(request)

    endpoint.decode = noting
    start, body = await send(endpoint, request)
    if size < STRANGER_BYTES or (credential is None and size < host.limits.visitor_bytes):
        assert len(decoded) == len(host.calls) == 1
        assert host.asked == []
    elif credential is None:
        assert decoded == []
        assert host.asked == []
        assert host.refusals[0][1].error.errorcode == "invalidparameter"
    else:
        assert decoded == []
        assert host.calls == []
        assert host.asked == [(credential, PEER)]
        assert host.refusals == [(PEER, host.stranger)]
        assert (b"connection", b"close") in start["headers"]
        assert b"You are nobody." in body


@pytest.mark.parametrize("multipart", [False, True])
@pytest.mark.parametrize("credential", [TOKEN, PASSWORD], ids=["token", "password"])
@pytest.mark.parametrize("protocol", [Rest(), Soap()], ids=["rest", "soap"])
async def test_a_long_body_is_decoded_for_callers_wherever_their_credential_is(
    protocol: Protocol, credential: Token | Password, multipart: bool
) -> None:
    host = NotingHost()
    request = protocol.request(ECHO, {"a": "1"}, credential)
    names = {Token: ("wstoken",), Password: ("wsusername", "wspassword")}[type(credential)]
    values = dict(zip(names, msgspec.structs.astuple(credential), strict=True))
    fields = {"padding": "&wstokens=x" + "x" * STRANGER_BYTES, **values, "wsfunction": "echo", "after": "b=1"}
    kind, body = "application/x-www-form-urlencoded", urlencode(fields).encode()
    if multipart:
        kind = "multipart/form-data; boundary=B"
        parts = (f'--B\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n' for name, text in fields.items())
        body = "".join([*parts, "--B--\r\n"]).encode()
    path = request.path.partition("?")[0]
    await send(endpoint_of(protocol, host, request), HttpRequest("POST", path, {"content-type": kind}, body))
    assert host.asked == [(credential, PEER)]


async def test_a_body_is_not_inflated_far_beyond_what_markup_is() -> None:
    host = NotingHost()
    host.limits = Limits(body_bytes=1 << 25)
    headers = {"content-type": "text/xml", "content-encoding": "gzip"}
    endpoint = endpoint_of(Soap(), host, Soap().request(ECHO, {}, TOKEN))
    await send(endpoint, HttpRequest("POST", "/webservice/soap/server.php?wstoken=x", headers, gzip.compress(b"<x>" + b" " * 8_000_000)))
    assert "longer than" in host.refusals[-1][1].error.public_message


@every_way
@pytest.mark.parametrize("escaped", [MemoryError(), RecursionError(), AssertionError("S3CRET")], ids=repr)
@pytest.mark.parametrize("half", ["decode", "run"])
async def test_whatever_escapes_is_an_internal_error_of_the_protocol(
    protocol: Protocol, credential: Credential | None, escaped: Exception, half: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = NotingHost()
    request = protocol.request(ECHO, {"a": "1"}, credential)
    endpoint = endpoint_of(protocol, host, request)

    def escape(*_: object) -> None:
        raise escaped

    monkeypatch.setattr(endpoint if half == "decode" else host, half, escape)
    _, body = await send(endpoint, request)
    assert host.escaped == [escaped]
    assert b"the-reference" in body
    assert b"S3CRET" not in body
    ((_, failure),) = host.refusals
    assert failure.error.errorcode == "internalerror"


async def test_a_compressed_body_is_not_inflated_for_strangers() -> None:
    host = NotingHost()
    long = gzip.compress(b"<x>" + b" " * host.limits.visitor_bytes + b"</x>")
    headers = {"content-type": "text/xml", "content-encoding": "gzip"}
    endpoint = endpoint_of(Soap(), host, Soap().request(ECHO, {}, TOKEN))
    host.stranger = Failure(CodedError("invalidtoken"), Step.AUTHENTICATE)
    await send(endpoint, HttpRequest("POST", "/webservice/soap/server.php?wstoken=x", headers, long))
    assert host.asked == [(Token("x"), PEER)]
    await send(endpoint, HttpRequest("POST", "/webservice/soap/server.php", headers, long))
    assert "longer than 65536 bytes" in host.refusals[-1][1].error.public_message


@every_way
@pytest.mark.parametrize("size", [10, LARGE_BODY])
async def test_large_bodies_alone_are_decoded_in_a_thread(protocol: Protocol, credential: Credential | None, size: int) -> None:
    on_the_loop: list[bool] = []
    host = NotingHost()
    request = protocol.request(ECHO, {"a": "x" * size}, credential)
    endpoint = endpoint_of(protocol, host, request)
    decode = endpoint.decode

    def noting(request: Request) -> object:
        on_the_loop.append(threading.current_thread() is threading.main_thread())
        return decode(request)

    endpoint.decode = noting
    await send(endpoint, request)
    if credential is None and size >= host.limits.visitor_bytes:
        assert host.calls == []
        return
    assert host.calls[0].arguments in ({"a": "x" * size}, ["x" * size])
    assert on_the_loop == [size < LARGE_BODY]


@pytest.mark.parametrize("method", ["HEAD", "POST"])
async def test_an_answer_tells_its_length_and_head_gets_no_more(method: str) -> None:
    request = Rest().request(ECHO, {"a": "1"}, TOKEN)
    asked = msgspec.structs.replace(request, path=f"{request.path}?{request.body.decode()}")
    start, body = await send(endpoint_of(Rest(), NotingHost(), request), asked, method=method)
    assert dict(start["headers"])[b"content-length"] == b"3"
    assert body == (b"" if method == "HEAD" else b'"x"')


async def test_json_rpc_is_called_with_post_alone() -> None:
    request = JsonRpc().request(ECHO, {}, TOKEN)
    start, body = await send(endpoint_of(JsonRpc(), NotingHost(), request), request, method="PUT")
    assert (start["status"], dict(start["headers"])[b"allow"], body) == (405, b"POST", b"JSON-RPC is called with POST.")
