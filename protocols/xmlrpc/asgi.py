"""XML-RPC over HTTP: its two addresses as ASGI applications, and the class that the entry point names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, Final

from starlette.routing import BaseRoute, Route

from gateway.wire.about import About
from gateway.wire.call import Call, Credential, Failure, FunctionInfo
from gateway.wire.exchange import Answer, Headers, HttpRequest, HttpResponse, Request
from gateway.wire.form import parse_fields
from gateway.wire.protocol import Host, Readers
from protocols.endpoint import Endpoint
from protocols.xmlrpc import client
from protocols.xmlrpc.about import ABOUT
from protocols.xmlrpc.codec import PROTOCOL, Encoder, decode, read_credential, wants_compat
from protocols.xmlrpc.system import System

__all__ = ["XmlRpc"]

# The headers that docs/contract/encodings.md 4.5 lists, except Date, which the server adds (the reference writes the epoch).
# The reference also closes the connection and names its server, which concerns its software and not the answer.
_HEADERS: Final[Headers] = (
    (b"content-type", b"text/xml; charset=utf-8"),
    (b"cache-control", b"private, must-revalidate, pre-check=0, post-check=0, max-age=0"),
    (b"expires", b"Thu, 01 Jan 1970 00:00:00 GMT"),
    (b"pragma", b"no-cache"),
    (b"accept-ranges", b"none"),
    (b"access-control-allow-origin", b"*"),
)


class XmlRpc:
    """The XML-RPC protocol, with both halves of ``gateway.wire.protocol.Protocol``."""

    name: str = PROTOCOL
    titles: ClassVar[Mapping[str, str]] = {"xmlrpc": "XML-RPC"}
    about: ClassVar[About] = ABOUT
    of_pages: bool = False
    switched: bool = True

    def routes(self, host: Host) -> Sequence[BaseRoute]:
        """The address for tokens and the one for passwords, open to every HTTP method (``docs/contract/encodings.md 4.1``)."""
        encoder, system = Encoder(), System(host)
        return [
            Route(client.ADDRESS, _Endpoint(host, encoder, system, simple=False), name="xmlrpc"),
            Route(client.SIMPLE_ADDRESS, _Endpoint(host, encoder, system, simple=True), name="xmlrpc-simple"),
        ]

    def request(self, function: FunctionInfo, arguments: dict[str, object], credential: Credential | None) -> HttpRequest:
        """The request that calls ``function``. Raises ``EncodeError`` for arguments that XML-RPC cannot carry."""
        return client.request(function, arguments, credential)

    def read(self, response: HttpResponse, function: FunctionInfo) -> object:
        """The value in an answer, or a ``Fault``. Raises ``DecodeError`` if the answer is neither."""
        return client.read(response, function)


class _Endpoint(Endpoint[Call | Failure]):
    """One of the two addresses."""

    readers = Readers.ANYONE

    def __init__(self, host: Host, encoder: Encoder, system: System, *, simple: bool) -> None:
        super().__init__(host, PROTOCOL, Answer(200, ((b"content-type", b"text/html; charset=utf-8"),), b""))
        self._encoder = encoder
        self._system = system
        self._simple = simple

    def decode(self, request: Request) -> Call | Failure:
        return decode(request, self.host.site, self.host.limits, simple=self._simple)

    def refuse(self, request: Request, failure: Failure) -> Call | Failure:
        return failure

    def credential(self, request: Request) -> Credential | None:
        return read_credential(parse_fields(request.query, self.host.limits.form_fields), simple=self._simple)

    async def answer(self, request: Request, decoded: Call | Failure) -> Answer:
        if isinstance(decoded, Failure):
            return Answer(200, _HEADERS, self._encoder.encode(self.report_failure(decoded, request.peer)))
        outcome = await self._system.run(decoded)
        return Answer(200, _HEADERS, self._encoder.encode(outcome, compat=wants_compat(request.query, self.host.limits)))
