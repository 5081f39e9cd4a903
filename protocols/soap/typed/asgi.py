"""Typed SOAP over HTTP: its address as an ASGI application, and the class that the entry point names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, Final
from urllib.parse import quote_plus

from starlette.routing import BaseRoute, Route

from gateway.errors import CodedError, GatewayError
from gateway.wire.about import About
from gateway.wire.call import Credential, Failure, FunctionInfo, Step
from gateway.wire.exchange import Answer, Headers, HttpRequest, HttpResponse, Request
from gateway.wire.protocol import Host
from protocols.endpoint import Endpoint, has_tag
from protocols.soap.about import ABOUT_TYPED
from protocols.soap.codec import PROTOCOL
from protocols.soap.typed import client
from protocols.soap.typed.codec import Decoder, Encoder, Message, RequestHead, early_credential
from protocols.soap.typed.contract import ADDRESS, NAME
from protocols.soap.typed.documents import Documents

__all__ = ["TypedSoap"]

_WSDL_HEADERS: Final[Headers] = ((b"content-type", b"text/xml; charset=utf-8"), (b"cache-control", b"private, no-cache"))
# The answer to a browser that is sent to the address alone.
_NOTHING_ASKED: Final = Answer(
    200,
    ((b"content-type", b"text/plain; charset=utf-8"),),
    b"This is a SOAP service, which is called with POST. Add ?wsdl to the address, or &wsdl after a token, for its WSDL.\n",
)

_OFF: Final = CodedError("enablewsdescription", "webservice", message="SOAP is switched off on this site.")


class TypedSoap:
    """The typed SOAP protocol, with both halves of ``gateway.wire.protocol.Protocol``.

    It is enabled whenever SOAP is, and its callers need the capability of SOAP.
    """

    name: str = NAME
    titles: ClassVar[Mapping[str, str]] = {"soaptyped": "SOAP, typed"}
    about: ClassVar[About] = ABOUT_TYPED
    of_pages: bool = False
    switched: bool = False

    def routes(self, host: Host) -> Sequence[BaseRoute]:
        """The route of the one address."""
        return [Route(ADDRESS, _Endpoint(host), name=NAME)]

    def request(self, function: FunctionInfo, arguments: dict[str, object], credential: Credential | None) -> HttpRequest:
        """The request that calls ``function``. Raises ``EncodeError`` for arguments that typed SOAP cannot carry."""
        return client.request(function, arguments, credential)

    def read(self, response: HttpResponse, function: FunctionInfo) -> object:
        """The value in an answer, or a ``Fault``. Raises ``DecodeError`` if the answer is neither."""
        return client.read(response, function)


class _Endpoint(Endpoint[Message | RequestHead | Failure]):
    """The address."""

    inflates = True

    def __init__(self, host: Host) -> None:
        self._decoder, self._encoder = Decoder(), Encoder()
        super().__init__(host, PROTOCOL, self._encoder.refuse(Failure(_OFF, Step.AUTHENTICATE)))
        self._documents = Documents(host)

    def decode(self, request: Request) -> Message | RequestHead | Failure:
        return self._decoder.decode(request, self.host.site, self.host.limits, self.host.look_up)

    def refuse(self, request: Request, failure: Failure) -> Message | RequestHead | Failure:
        return failure

    def credential(self, request: Request) -> Credential | None:
        return early_credential(request, self.host.limits)

    async def answer(self, request: Request, decoded: Message | RequestHead | Failure) -> Answer:
        if isinstance(decoded, RequestHead):
            if decoded.empty:
                return _NOTHING_ASKED
            return await self._describe(request, decoded)
        if isinstance(decoded, Failure):
            return self._encoder.refuse(self.report_failure(decoded, request.peer))
        version, credential, call = decoded
        if isinstance(call, Failure):
            # An invalid caller gets the refusal of the caller, and no error about the message.
            offered = await self.host.functions(credential, protocol=PROTOCOL, peer=request.peer)
            if isinstance(offered, Failure):
                return self._encoder.refuse(offered, version)
        return self._encoder.encode(await self.run(call, request.peer), version)

    async def _describe(self, request: Request, head: RequestHead) -> Answer:
        """The WSDL of the functions that the caller may call; no content (304) if the client has that WSDL already.

        If the address of the request has a token, so has the address of the service in the WSDL.
        """
        offered = await self.host.functions(head.credential, protocol=PROTOCOL, peer=request.peer)
        if isinstance(offered, Failure):
            return self._encoder.refuse(offered)
        location = f"{self.host.base_address}{ADDRESS}"
        if head.in_query:
            location = f"{location}?wstoken={quote_plus(head.credential.value, errors='surrogateescape')}"
        tag = b'"%s"' % self._documents.tag(offered, location).encode()
        headers = (*_WSDL_HEADERS, (b"etag", tag))
        if has_tag(request.headers, tag):
            return Answer(304, headers, b"")
        try:
            return Answer(200, headers, await self._documents.wsdl(offered, location))
        except GatewayError as error:
            return self._encoder.refuse(self.report_failure(Failure(error, Step.INVOKE), request.peer))
