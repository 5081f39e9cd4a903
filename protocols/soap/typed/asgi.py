"""Typed SOAP over HTTP: its address as a plain ASGI callable, and the protocol as the gateway finds it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import quote_plus

from anyio import to_thread
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from gateway.errors import GatewayError, HostileInput
from gateway.wire.call import Credential, Failure, FunctionInfo, Step
from gateway.wire.exchange import HttpRequest, HttpResponse
from gateway.wire.http import bearer_token, read_body
from gateway.wire.protocol import Host
from protocols.soap.asgi import CLOSE, DISABLED, LARGE, has_tag, send_answer
from protocols.soap.codec import PROTOCOL, Answer, Headers
from protocols.soap.names import SOAP_11, Version
from protocols.soap.typed import client
from protocols.soap.typed.codec import Decoder, Encoder, Request, Visit, open_request
from protocols.soap.typed.contract import ADDRESS, NAME
from protocols.soap.typed.documents import Documents

__all__ = ["TypedSoap"]

_WSDL_HEADERS: Final[Headers] = ((b"content-type", b"text/xml; charset=utf-8"), (b"cache-control", b"private, no-cache"))


class TypedSoap:
    """The typed face of SOAP; both halves are promised by ``gateway.wire.protocol.Protocol``.

    It is on where SOAP is, whose capability its callers need: it has no switch of its own.
    """

    name: str = NAME
    switched: bool = False

    def routes(self, host: Host) -> Sequence[BaseRoute]:
        """The one address."""
        return [Route(ADDRESS, _Endpoint(host), name=NAME)]

    def request(self, function: FunctionInfo, arguments: dict[str, object], credential: Credential | None) -> HttpRequest:
        """The request that calls ``function``. Raises ``EncodeError`` for what typed SOAP cannot carry."""
        return client.request(function, arguments, credential)

    def read(self, response: HttpResponse, function: FunctionInfo) -> object:
        """The value in an answer, or a ``Fault``. Raises ``DecodeError`` where it is neither."""
        return client.read(response, function)


class _Endpoint:
    """The address, as an ASGI application."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._decoder, self._encoder = Decoder(), Encoder()
        self._documents = Documents(host)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        host = self._host
        if not host.enabled(PROTOCOL):
            await send_answer(scope, send, DISABLED)
            return
        try:
            body = await read_body(scope, receive, host.limits.body_bytes)
        except HostileInput as error:
            # What is left of the body is not read, so that the connection is of no further use.
            answer = self._refuse(scope, Failure(error, Step.DECODE))
            await send_answer(scope, send, answer._replace(headers=(*answer.headers, CLOSE)))
            return
        if body is not None:  # else the client went away
            await send_answer(scope, send, await self._answer(scope, body))

    async def _answer(self, scope: Scope, body: bytes) -> Answer:
        host = self._host
        request = Request(
            method=scope["method"],
            query=scope["query_string"],
            bearer=bearer_token(scope),
            body=body,
            address=host.client_address(scope),
        )
        visit = open_request(request, host.site, host.limits)
        if isinstance(visit, Failure):
            return self._refuse(scope, visit)
        if visit.wsdl:
            return await self._describe(scope, visit)
        return await self._call(scope, request, visit)

    async def _call(self, scope: Scope, request: Request, visit: Visit) -> Answer:
        host = self._host
        if len(request.body) < LARGE:
            version, credential, call = self._decoder.decode(request, visit, host.look_up, host.limits)
        else:
            version, credential, call = await to_thread.run_sync(self._decoder.decode, request, visit, host.look_up, host.limits)
        if isinstance(call, Failure):
            # Who may not call is told that, and nothing of the message.
            offered = await self._offered(credential, request.address)
            return self._refuse(scope, offered if isinstance(offered, Failure) else call, version)
        return self._encoder.encode(await host.run(call), version)

    async def _describe(self, scope: Scope, visit: Visit) -> Answer:
        """The WSDL of what the caller may call, or nothing where the client has it already.

        Whoever has the token in the address from which the WSDL comes finds it in that to which calls go.
        """
        offered = await self._offered(visit.credential, self._host.client_address(scope))
        if isinstance(offered, Failure):
            return self._refuse(scope, offered)
        location = f"{self._host.base_address}{ADDRESS}"
        if visit.in_query:
            location = f"{location}?wstoken={quote_plus(visit.credential.value, errors='surrogateescape')}"
        tag = b'"%s"' % self._documents.tag(offered, location).encode()
        headers = (*_WSDL_HEADERS, (b"etag", tag))
        if has_tag(scope, tag):
            return Answer(304, headers, b"")
        try:
            return Answer(200, headers, await self._documents.wsdl(offered, location))
        except GatewayError as error:
            return self._refuse(scope, Failure(error, Step.INVOKE))

    async def _offered(self, credential: Credential, address: str) -> Sequence[FunctionInfo] | Failure:
        """What a caller may call, by name; or the failure with which any call of that caller ends."""
        try:
            return await self._host.functions(credential, protocol=PROTOCOL, address=address)
        except GatewayError as error:
            return Failure(error, Step.AUTHENTICATE)

    def _refuse(self, scope: Scope, failure: Failure, version: Version = SOAP_11) -> Answer:
        """Have a request recorded that never became a call, and answer it."""
        self._host.refused(PROTOCOL, self._host.client_address(scope), failure)
        return self._encoder.refuse(failure, version)
