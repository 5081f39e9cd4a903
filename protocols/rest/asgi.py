"""REST over HTTP: its two addresses as ASGI applications, and the class that the entry point names.

Most calls come by REST, so that nothing is built for each request that can be built before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, Final

from starlette.routing import BaseRoute, Route

from gateway.wire.about import About
from gateway.wire.call import Call, Credential, Failure, FunctionInfo
from gateway.wire.exchange import Answer, Client, Headers, HttpRequest, HttpResponse, Request
from gateway.wire.form import reads_body
from gateway.wire.protocol import Host, Readers
from protocols.endpoint import Endpoint
from protocols.rest import client
from protocols.rest.about import ABOUT
from protocols.rest.codec import PROTOCOL, Encoder, Format, decode, early_credential, is_json, refuse, with_hint

__all__ = ["Rest"]

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


class Rest:
    """The REST protocol, with both halves of ``gateway.wire.protocol.Protocol``."""

    name: str = PROTOCOL
    titles: ClassVar[Mapping[str, str]] = {"rest": "REST, answers in JSON", "rest-xml": "REST, answers in XML"}
    about: ClassVar[About] = ABOUT
    of_pages: bool = False
    switched: bool = True

    @property
    def clients(self) -> Mapping[str, Client]:
        """The client halves by name: one that asks for JSON, and one that asks for XML."""
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
        """The value in an answer in JSON or XML, or a ``Fault``. Raises ``DecodeError`` if the answer is neither."""
        return client.read(response, function)


class _XmlClient:
    """The client half that asks for an answer in XML."""

    def request(self, function: FunctionInfo, arguments: dict[str, object], credential: Credential | None) -> HttpRequest:
        return client.request(function, arguments, credential, Format.XML)

    def read(self, response: HttpResponse, function: FunctionInfo) -> object:
        return client.read(response, function)


class _Endpoint(Endpoint[tuple[Format, Call | Failure]]):
    """One of the two addresses."""

    readers = Readers.ANYONE

    def __init__(self, host: Host, encoder: Encoder, *, simple: bool) -> None:
        super().__init__(host, PROTOCOL, Answer(200 if simple else 403, ((b"content-type", b"text/html; charset=utf-8"),), b""))
        self._encoder = encoder
        self._simple = simple

    has_body = staticmethod(reads_body)

    def decode(self, request: Request) -> tuple[Format, Call | Failure]:
        return decode(request, self.host.site, self.host.limits, simple=self._simple)

    def refuse(self, request: Request, failure: Failure) -> tuple[Format, Call | Failure]:
        return refuse(request.query, failure, self.host.limits)

    def credential(self, request: Request) -> Credential | None:
        return early_credential(request, self.host.limits, simple=self._simple)

    async def answer(self, request: Request, decoded: tuple[Format, Call | Failure]) -> Answer:
        form, call = decoded
        outcome = self.report_failure(call, request.peer) if isinstance(call, Failure) else await self.host.run(call)
        if isinstance(outcome, Failure) and is_json(request):
            outcome = with_hint(outcome)
        return Answer(200, _HEADERS[form], self._encoder.encode(outcome, form))
