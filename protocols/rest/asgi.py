"""REST over HTTP: the two addresses as plain ASGI callables, and the protocol as the gateway finds it.

This is the way most calls take, so nothing is built per request that can be built before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from anyio import to_thread
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from gateway.errors import HostileInput
from gateway.wire.call import Credential, Failure, FunctionInfo
from gateway.wire.exchange import Client, HttpRequest, HttpResponse
from gateway.wire.form import reads_body
from gateway.wire.http import agent, content_type, read_body
from gateway.wire.protocol import Host
from protocols.rest import client
from protocols.rest.codec import PROTOCOL, Encoder, Format, Request, decode, refuse

__all__ = ["Rest"]

Headers = tuple[tuple[bytes, bytes], ...]

_ALWAYS: Final[Headers] = (
    (b"cache-control", b"private, must-revalidate, pre-check=0, post-check=0, max-age=0"),
    (b"expires", b"Thu, 01 Jan 1970 00:00:00 GMT"),
    (b"pragma", b"no-cache"),
    (b"accept-ranges", b"none"),
    (b"access-control-allow-origin", b"*"),
)
_HEADERS: Final[Mapping[Format, Headers]] = {
    Format.JSON: ((b"content-type", b"application/json"), *_ALWAYS),
    Format.XML: (
        (b"content-type", b"application/xml; charset=utf-8"),
        (b"content-disposition", b'inline; filename="response.xml"'),
        *_ALWAYS,
    ),
}
_DISABLED_HEADERS: Final[Headers] = ((b"content-type", b"text/html"),)
# Bodies from this size on, which may take seconds to decode, leave the event loop to others meanwhile.
_LARGE: Final = 256 * 1024
_CLOSE: Final = (b"connection", b"close")


class Rest:
    """The REST protocol; both halves are promised by ``gateway.wire.protocol.Protocol``."""

    name: str = PROTOCOL
    switched: bool = True

    @property
    def clients(self) -> Mapping[str, Client]:
        """The client halves: one asks for JSON, the other for XML."""
        return {self.name: self, f"{self.name}-xml": _XmlClient()}

    def routes(self, host: Host) -> Sequence[BaseRoute]:
        """The address for tokens and the one for passwords, open to every HTTP method (``docs/contract/encodings.md 3.1``)."""
        encoder = Encoder()
        return [
            Route(client.ADDRESS, _Endpoint(host, encoder, simple=False), name="rest"),
            Route(client.SIMPLE_ADDRESS, _Endpoint(host, encoder, simple=True), name="rest-simple"),
        ]

    def request(self, function: FunctionInfo, arguments: dict[str, object], credential: Credential | None) -> HttpRequest:
        """The request that calls ``function`` and asks for JSON.

        Raises ``EncodeError`` for what a form cannot carry.
        """
        return client.request(function, arguments, credential)

    def read(self, response: HttpResponse, function: FunctionInfo) -> object:
        """The value in an answer in JSON or XML, or a ``Fault``. Raises ``DecodeError`` where it is neither."""
        return client.read(response, function)


class _XmlClient:
    """The client half that asks for an answer in XML."""

    def request(self, function: FunctionInfo, arguments: dict[str, object], credential: Credential | None) -> HttpRequest:
        return client.request(function, arguments, credential, Format.XML)

    def read(self, response: HttpResponse, function: FunctionInfo) -> object:
        return client.read(response, function)


class _Endpoint:
    """One of the two addresses, as an ASGI application."""

    def __init__(self, host: Host, encoder: Encoder, *, simple: bool) -> None:
        self._host = host
        self._encoder = encoder
        self._simple = simple

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        host = self._host
        if not host.enabled(PROTOCOL):
            await _send(scope, send, 200 if self._simple else 403, _DISABLED_HEADERS, b"")
            return
        closing: Headers = ()
        try:
            request = await self._read(scope, receive)
        except HostileInput as error:
            # What is left of the body is not read, so that the connection is of no further use.
            closing = (_CLOSE,)
            answer, failure = refuse(scope["query_string"], error, host.limits)
            body = self._refuse(scope, failure, answer)
        else:
            if request is None:
                return
            if len(request.body) < _LARGE:
                answer, call = decode(request, host.site, host.limits)
            else:
                answer, call = await to_thread.run_sync(decode, request, host.site, host.limits)
            body = self._refuse(scope, call, answer) if isinstance(call, Failure) else self._encoder.encode(await host.run(call), answer)
        await _send(scope, send, 200, (*_HEADERS[answer], *closing), body)

    def _refuse(self, scope: Scope, failure: Failure, answer: Format) -> bytes:
        """Have a request recorded that never became a call, and answer it."""
        self._host.refused(PROTOCOL, self._host.client_address(scope), failure)
        return self._encoder.encode(failure, answer)

    async def _read(self, scope: Scope, receive: Receive) -> Request | None:
        """The request with as much of its body as matters; None where the client went away.

        Raises ``HostileInput`` for a compressed or too long body, before more of it is kept.
        """
        kind = content_type(scope)
        body: bytes | None = b""
        if reads_body(scope["method"], kind):
            body = await read_body(scope, receive, self._host.limits.body_bytes)
        if body is None:
            return None
        return Request(
            method=scope["method"],
            query=scope["query_string"],
            content_type=kind,
            body=body,
            simple=self._simple,
            address=self._host.client_address(scope),
            agent=agent(scope),
        )


async def _send(scope: Scope, send: Send, status: int, headers: Headers, body: bytes) -> None:
    length = (b"content-length", b"%d" % len(body))
    await send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
