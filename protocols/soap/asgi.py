"""SOAP over HTTP: its addresses as ASGI applications, and the class that the entry point names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from importlib.resources import files
from typing import ClassVar, Final

from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from gateway.wire.about import About
from gateway.wire.call import Credential, Failure, FunctionInfo
from gateway.wire.exchange import Answer, Headers, HttpRequest, HttpResponse, Request
from gateway.wire.protocol import Host, Readers
from protocols.endpoint import Endpoint, has_tag, send_answer
from protocols.soap import client
from protocols.soap.about import ABOUT
from protocols.soap.address import ADDRESS, SCHEMAS, SIMPLE_ADDRESS, service_address
from protocols.soap.codec import DOCUMENT_HEADERS, PROTOCOL, Encoder, Message, RequestHead, decode, early_credential
from protocols.soap.services import Services
from protocols.soap.wsdl import IMPORTS, write_wsdl

__all__ = ["Soap"]

# The answer while SOAP is switched off.
_OFF: Final = Answer(200, ((b"content-type", b"text/html; charset=utf-8"),), b"")
_SCHEMA_HEADERS: Final[Headers] = ((b"content-type", b"application/xml"), (b"cache-control", b"public, max-age=86400"))


class Soap:
    """The SOAP protocol, with both halves of ``gateway.wire.protocol.Protocol``."""

    name: str = PROTOCOL
    titles: ClassVar[Mapping[str, str]] = {"soap": "SOAP, rpc/encoded"}
    about: ClassVar[About] = ABOUT
    of_pages: bool = False
    switched: bool = True

    def routes(self, host: Host) -> Sequence[BaseRoute]:
        """The routes of the address for tokens, of that for passwords, with or without a password in its path, and of the schemas."""
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
        """The request that calls ``function``. Raises ``EncodeError`` for arguments that SOAP cannot carry."""
        return client.request(function, arguments, credential)

    def read(self, response: HttpResponse, function: FunctionInfo) -> object:
        """The value in an answer, or a ``Fault``. Raises ``DecodeError`` if the answer is neither."""
        return client.read(response, function)


class _Endpoint(Endpoint[Message | RequestHead | Failure]):
    """One of the two addresses."""

    readers = Readers.NOBODY
    inflates = True

    def __init__(self, host: Host, encoder: Encoder, services: Services, *, simple: bool) -> None:
        super().__init__(host, PROTOCOL, _OFF)
        self._encoder = encoder
        self._services = services
        self._simple = simple

    def decode(self, request: Request) -> Message | RequestHead | Failure:
        return decode(request, self.host.site, self.host.limits, self.host.look_up, simple=self._simple)

    def refuse(self, request: Request, failure: Failure) -> Message | RequestHead | Failure:
        return failure

    def credential(self, request: Request) -> Credential | None:
        return early_credential(request, self.host.limits, simple=self._simple)

    async def answer(self, request: Request, decoded: Message | RequestHead | Failure) -> Answer:
        if isinstance(decoded, RequestHead):
            return await self._describe(request, decoded)
        if isinstance(decoded, Failure):
            return self._encoder.refuse(self.report_failure(decoded, request.peer))
        (credential, *_), version, call = decoded
        if isinstance(call, Failure):
            # An invalid caller gets the refusal of the caller, and no error about the message.
            offered = await self._services.offered(credential, request.peer)
            if isinstance(offered, Failure):
                return self._encoder.refuse(offered, version)
        outcome = await self.run(call, request.peer)
        first = await self._services.first_class(outcome, credential, request.peer)
        return self._encoder.encode(outcome, version, service_address(self.host.base_address, credential), first)

    async def _describe(self, request: Request, head: RequestHead) -> Answer:
        """The WSDL of the functions that the caller may call; no content (304) if the client has that WSDL already."""
        offered = await self._services.offered(head.credential, request.peer)
        if isinstance(offered, Failure):
            return self._encoder.refuse(offered)
        schemas = f"{self.host.base_address}{SCHEMAS}" if head.compat else None
        body = write_wsdl(offered, service_address(self.host.base_address, head.credential), schemas)
        tag = b'"%s"' % sha256(body).hexdigest()[:32].encode()
        headers = (*DOCUMENT_HEADERS, (b"etag", tag))
        return Answer(304, headers, b"") if has_tag(request.headers, tag) else Answer(200, headers, body)


class _Schema:
    """One of the schemas that a WSDL imports, as an ASGI application."""

    def __init__(self, host: Host, name: str) -> None:
        self._host = host
        self._answer = Answer(200, _SCHEMA_HEADERS, files(__package__).joinpath("schemas", name).read_bytes())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send_answer(scope, send, self._answer if self._host.enabled(PROTOCOL) else _OFF)
