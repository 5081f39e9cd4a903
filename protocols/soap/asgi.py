"""SOAP over HTTP: the addresses as plain ASGI callables, and the protocol as the gateway finds it."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from importlib.resources import files
from typing import Final
from urllib.parse import quote

from anyio import to_thread
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from gateway.errors import HostileInput
from gateway.wire.call import Credential, Failure, FunctionInfo, Step
from gateway.wire.exchange import HttpRequest, HttpResponse
from gateway.wire.http import content_type, read_body
from gateway.wire.protocol import Host
from protocols.soap import client
from protocols.soap.address import ADDRESS, SCHEMAS, SIMPLE_ADDRESS, service_address
from protocols.soap.codec import DOCUMENT_HEADERS, PROTOCOL, Answer, Encoder, Headers, Request, Visit, decode, open_request
from protocols.soap.names import SOAP_11, Version
from protocols.soap.services import Services
from protocols.soap.wsdl import IMPORTS, write_wsdl

__all__ = ["CLOSE", "DISABLED", "LARGE", "Soap", "has_tag", "send_answer"]

DISABLED: Final = Answer(200, ((b"content-type", b"text/html"),), b"")
CLOSE: Final = (b"connection", b"close")
_SCHEMA_HEADERS: Final[Headers] = ((b"content-type", b"application/xml"), (b"cache-control", b"public, max-age=86400"))
# Bodies from this size on, which may take seconds to decode, leave the event loop to others meanwhile.
LARGE: Final = 128 * 1024


class Soap:
    """The SOAP protocol; both halves are promised by ``gateway.wire.protocol.Protocol``."""

    name: str = PROTOCOL
    switched: bool = True

    def routes(self, host: Host) -> Sequence[BaseRoute]:
        """The address for tokens, the one for passwords with and without these in its path, and the schemas of the WSDL."""
        encoder, services = Encoder(), Services(host)
        token = _Endpoint(host, encoder, services, simple=False)
        password = _Endpoint(host, encoder, services, simple=True)
        return [
            Route(ADDRESS, token, name="soap"),
            Route(SIMPLE_ADDRESS, password, name="soap-simple"),
            Route(f"{SIMPLE_ADDRESS}/{{credential:path}}", password, name="soap-simple-path"),
            *[Route(f"{SCHEMAS}/{name}", _Schema(host, name), name=f"soap-{name}") for name in IMPORTS.values()],
        ]

    def request(self, function: FunctionInfo, arguments: dict[str, object], credential: Credential | None) -> HttpRequest:
        """The request that calls ``function``. Raises ``EncodeError`` for what SOAP cannot carry."""
        return client.request(function, arguments, credential)

    def read(self, response: HttpResponse, function: FunctionInfo) -> object:
        """The value in an answer, or a ``Fault``. Raises ``DecodeError`` where it is neither."""
        return client.read(response, function)


class _Endpoint:
    """One of the two addresses, as an ASGI application."""

    def __init__(self, host: Host, encoder: Encoder, services: Services, *, simple: bool) -> None:
        self._host = host
        self._encoder = encoder
        self._services = services
        self._simple = simple

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
        request = Request(
            method=scope["method"],
            query=scope["query_string"],
            content_type=content_type(scope),
            body=body,
            path=_rest_of_path(scope),
            simple=self._simple,
            address=self._host.client_address(scope),
        )
        visit = open_request(request, self._host.site, self._host.limits)
        if isinstance(visit, Failure):
            return self._refuse(scope, visit)
        if visit.wsdl:
            return await self._describe(scope, visit)
        return await self._call(scope, request, visit)

    async def _call(self, scope: Scope, request: Request, visit: Visit) -> Answer:
        host = self._host
        if len(request.body) < LARGE:
            version, call = decode(request, visit, host.look_up, host.limits)
        else:
            version, call = await to_thread.run_sync(decode, request, visit, host.look_up, host.limits)
        if isinstance(call, Failure):
            # Who may not call is told that, and nothing of the message.
            offered = await self._services.offered(visit.credential, request.address)
            return self._refuse(scope, offered if isinstance(offered, Failure) else call, version)
        outcome = await host.run(call)
        first = await self._services.first_class(outcome, visit.credential, request.address)
        return self._encoder.encode(outcome, version, service_address(host.base_address, visit.credential), first)

    async def _describe(self, scope: Scope, visit: Visit) -> Answer:
        """The WSDL of what the caller may call, or nothing where the client has it already."""
        host = self._host
        offered = await self._services.offered(visit.credential, host.client_address(scope))
        if isinstance(offered, Failure):
            return self._refuse(scope, offered)
        schemas = f"{host.base_address}{SCHEMAS}" if visit.compat else None
        body = write_wsdl(offered, service_address(host.base_address, visit.credential), schemas)
        tag = b'"%s"' % sha256(body).hexdigest()[:32].encode()
        headers = (*DOCUMENT_HEADERS, (b"etag", tag))
        return Answer(304, headers, b"") if has_tag(scope, tag) else Answer(200, headers, body)

    def _refuse(self, scope: Scope, failure: Failure, version: Version = SOAP_11) -> Answer:
        """Have a request recorded that never became a call, and answer it."""
        self._host.refused(PROTOCOL, self._host.client_address(scope), failure)
        return self._encoder.refuse(failure, version)


class _Schema:
    """One of the schemas that a WSDL imports, as an ASGI application."""

    def __init__(self, host: Host, name: str) -> None:
        self._host = host
        self._answer = Answer(200, _SCHEMA_HEADERS, files(__package__).joinpath("schemas", name).read_bytes())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send_answer(scope, send, self._answer if self._host.enabled(PROTOCOL) else DISABLED)


def _rest_of_path(scope: Scope) -> str:
    """What follows the address for passwords in the path, still percent-encoded where the server tells."""
    raw: bytes | None = scope.get("raw_path")
    path = quote(scope["path"]) if raw is None else raw.decode("latin-1").partition("?")[0]
    return path.partition(SIMPLE_ADDRESS)[2]


def has_tag(scope: Scope, tag: bytes) -> bool:
    """Whether the client says that it has what bears this entity tag."""
    known = b",".join(value for name, value in scope["headers"] if name == b"if-none-match")
    return any(each.strip().removeprefix(b"W/") in (tag, b"*") for each in known.split(b","))


async def send_answer(scope: Scope, send: Send, answer: Answer) -> None:
    """Send an answer, to HEAD without its body."""
    length = (b"content-length", b"%d" % len(answer.body))
    await send({"type": "http.response.start", "status": answer.status, "headers": [*answer.headers, length]})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else answer.body})
