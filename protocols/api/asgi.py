"""The JSON face over HTTP: ``/api/FUNCTION``, ``/api`` for batches, and the documents that describe both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, Final
from urllib.parse import quote

from anyio.lowlevel import checkpoint
from starlette.routing import BaseRoute, Route

from gateway.errors import EncodeError
from gateway.wire.about import About, Address
from gateway.wire.bearer import read_token
from gateway.wire.call import Credential, Failure, FunctionInfo, Outcome, Step, Token
from gateway.wire.exchange import Answer, HttpRequest, HttpResponse, Request
from gateway.wire.phpjson import write_strictly
from gateway.wire.protocol import Host
from protocols.api import codec
from protocols.api.codec import OFF, PROTOCOL, Message
from protocols.api.documents import Documents, answered
from protocols.endpoint import Endpoint

__all__ = ["Api"]

ADDRESS: Final = "/api"
_METHODS: Final = ("GET", "HEAD", "POST")
_NO_METHOD: Final = Answer(405, ((b"allow", b"GET, HEAD, POST"), (b"content-type", b"text/plain")), b"Call with POST or GET.")

_ABOUT: Final = About(
    text="JSON with real statuses, for clients that were never in the old world.",
    addresses=(
        Address(f"{ADDRESS}/FUNCTION", "one call, with a token in Authorization: Bearer"),
        Address(ADDRESS, "several calls at once"),
    ),
    rules=(
        "The body is a JSON object of arguments; functions that read are called with GET, too, with arguments in the query.",
        "The answer is the value itself.",
        "Errors are problem details (RFC 9457) with a status that says whose turn it is, and the errorcode.",
        "A JSON value must have the type that is described: a text is no number.",
    ),
    documents=(Address(f"{ADDRESS}/openapi.json", "OpenAPI 3.1 of what the token may call"),),
)


class Api:
    """JSON with real statuses, with both halves of ``gateway.wire.protocol.Protocol``."""

    name: str = PROTOCOL
    titles: ClassVar[Mapping[str, str]] = {"api": "JSON"}
    about: ClassVar[About] = _ABOUT
    of_pages: bool = False
    switched: bool = True

    def routes(self, host: Host) -> Sequence[BaseRoute]:
        """The routes: batches, the documents, and calls by the name of the function."""
        off = answered(codec.write(Failure(OFF, Step.AUTHENTICATE), host.base_address), host)
        endpoint = _Endpoint(host, PROTOCOL, off)
        return [
            Route(ADDRESS, endpoint, name=PROTOCOL),
            Route(f"{ADDRESS}/openapi.json", Documents(host, off, whole=True), name=f"{PROTOCOL}-document"),
            Route(f"{ADDRESS}/{{function}}/schema", Documents(host, off, whole=False), name=f"{PROTOCOL}-schema"),
            Route(f"{ADDRESS}/{{function}}", endpoint, name=f"{PROTOCOL}-call"),
        ]

    def request(self, function: FunctionInfo, arguments: dict[str, object], credential: Credential | None) -> HttpRequest:
        """The request that calls ``function``. Raises ``EncodeError`` for values that JSON cannot carry."""
        if not isinstance(credential, Token | None):
            raise EncodeError("The JSON face is called with a token.")
        headers = {"content-type": "application/json"}
        if credential is not None:
            headers["authorization"] = f"Bearer {credential.value}"
        return HttpRequest("POST", f"{ADDRESS}/{quote(function.name)}", headers, write_strictly(arguments))

    def read(self, response: HttpResponse, function: FunctionInfo) -> object:
        """The value in an answer, or a ``Fault``. Raises ``DecodeError`` if the answer is neither."""
        return codec.read_response(response)


class _Endpoint(Endpoint[Message]):
    """The addresses for calls."""

    def early_answer(self, method: str) -> Answer | None:
        return super().early_answer(method) if method in _METHODS else _NO_METHOD

    def has_body(self, method: str, content_type: str) -> bool:
        return method == "POST"

    def decode(self, request: Request) -> Message:
        return codec.decode(request, self.host.site, self.host.limits, self.host.look_up)

    def refuse(self, request: Request, failure: Failure) -> Message:
        return Message([failure])

    def credential(self, request: Request) -> Credential | None:
        return read_token(request, self.host.limits)

    async def answer(self, request: Request, decoded: Message) -> Answer:
        base = self.host.base_address
        if not decoded.batch:
            return answered(codec.write(await self.run(decoded.calls[0], request.peer), base), self.host)
        outcomes: list[Outcome] = []
        for call in decoded.calls:
            outcomes.append(await self.run(call, request.peer))
            await checkpoint()  # other requests may be served in between
        return answered(codec.write_batch(outcomes, base), self.host)
