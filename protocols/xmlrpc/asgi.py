"""XML-RPC over HTTP: the two addresses as plain ASGI callables, and the protocol as the gateway finds it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from anyio import to_thread
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from gateway.errors import HostileInput
from gateway.wire.call import Credential, Failure, FunctionInfo, Step
from gateway.wire.exchange import HttpRequest, HttpResponse
from gateway.wire.http import read_body
from gateway.wire.protocol import Host
from protocols.xmlrpc import client
from protocols.xmlrpc.codec import PROTOCOL, Encoder, Request, decode
from protocols.xmlrpc.system import System

__all__ = ["XmlRpc"]

Headers = tuple[tuple[bytes, bytes], ...]

# All that docs/contract/encodings.md 4.5 lists but Date, which is the server's own: the epoch that the reference writes is no time at all.
# The reference also closes the connection and names its server; both are about the hop and its software, not the answer.
_HEADERS: Final[Headers] = (
    (b"content-type", b"text/xml; charset=utf-8"),
    (b"cache-control", b"private, must-revalidate, pre-check=0, post-check=0, max-age=0"),
    (b"expires", b"Thu, 01 Jan 1970 00:00:00 GMT"),
    (b"pragma", b"no-cache"),
    (b"accept-ranges", b"none"),
    (b"access-control-allow-origin", b"*"),
)
_DISABLED_HEADERS: Final[Headers] = ((b"content-type", b"text/html"),)
# Bodies from this size on, which may take seconds to decode, leave the event loop to others meanwhile.
_LARGE: Final = 128 * 1024


class XmlRpc:
    """The XML-RPC protocol; both halves are promised by ``gateway.wire.protocol.Protocol``."""

    name: str = PROTOCOL
    switched: bool = True

    def routes(self, host: Host) -> Sequence[BaseRoute]:
        """The address for tokens and the one for passwords, open to every HTTP method (``docs/contract/encodings.md 4.1``)."""
        encoder, system = Encoder(), System(host)
        return [
            Route(client.ADDRESS, _Endpoint(host, encoder, system, simple=False), name="xmlrpc"),
            Route(client.SIMPLE_ADDRESS, _Endpoint(host, encoder, system, simple=True), name="xmlrpc-simple"),
        ]

    def request(self, function: FunctionInfo, arguments: dict[str, object], credential: Credential | None) -> HttpRequest:
        """The request that calls ``function``. Raises ``EncodeError`` for what positional arguments cannot carry."""
        return client.request(function, arguments, credential)

    def read(self, response: HttpResponse, function: FunctionInfo) -> object:
        """The value in an answer, or a ``Fault``. Raises ``DecodeError`` where it is neither."""
        return client.read(response, function)


class _Endpoint:
    """One of the two addresses, as an ASGI application."""

    def __init__(self, host: Host, encoder: Encoder, system: System, *, simple: bool) -> None:
        self._host = host
        self._encoder = encoder
        self._system = system
        self._simple = simple

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        host = self._host
        if not host.enabled(PROTOCOL):
            await _send(scope, send, _DISABLED_HEADERS, b"")
            return
        try:
            body = await read_body(scope, receive, host.limits.body_bytes)
        except HostileInput as error:
            await _send(scope, send, _HEADERS, self._refuse(scope, Failure(error, Step.DECODE)))
            return
        if body is None:  # the client went away
            return
        request = Request(query=scope["query_string"], body=body, simple=self._simple, address=host.client_address(scope))
        if len(body) < _LARGE:
            call = decode(request, host.site, host.limits)
        else:
            call = await to_thread.run_sync(decode, request, host.site, host.limits)
        answer = self._refuse(scope, call) if isinstance(call, Failure) else self._encoder.encode(await self._system.run(call))
        await _send(scope, send, _HEADERS, answer)

    def _refuse(self, scope: Scope, failure: Failure) -> bytes:
        """Have a request recorded that never became a call, and answer it."""
        self._host.refused(PROTOCOL, self._host.client_address(scope), failure)
        return self._encoder.encode(failure)


async def _send(scope: Scope, send: Send, headers: Headers, body: bytes) -> None:
    """Answer with the status 200, which this protocol has for everything."""
    length = (b"content-length", b"%d" % len(body))
    await send({"type": "http.response.start", "status": 200, "headers": [*headers, length]})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
