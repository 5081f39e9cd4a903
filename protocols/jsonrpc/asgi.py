"""JSON-RPC over HTTP: one address, POST only; the token as ``Authorization: Bearer`` or in the query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, Final

from anyio.lowlevel import checkpoint
from starlette.routing import BaseRoute, Route

from gateway.errors import CodedError, EncodeError
from gateway.wire.about import About, Address
from gateway.wire.bearer import read_token
from gateway.wire.call import Credential, Failure, FunctionInfo, Step, Token
from gateway.wire.exchange import Answer, Headers, HttpRequest, HttpResponse, Request
from gateway.wire.protocol import Host
from protocols.endpoint import Endpoint
from protocols.jsonrpc import codec
from protocols.jsonrpc.codec import PROTOCOL, Message

__all__ = ["JsonRpc"]

ADDRESS: Final = "/webservice/jsonrpc"

_ABOUT: Final = About(
    text="JSON-RPC 2.0 over HTTP: JSON in and JSON out, with batches.",
    addresses=(Address(ADDRESS, "with a token in Authorization: Bearer"),),
    rules=(
        "The method is the function; params is an object by name, or a list in the order of the description.",
        "A list of requests is a batch: each has its own answer, and none stops the others.",
        "A request without an id is a notification: it is done, and not answered.",
        "The data of an error have exception and errorcode; the numbers of the specification stand for requests that are none.",
    ),
)

# An answer is for its caller only.
_HEADERS: Final[Headers] = ((b"content-type", b"application/json"), (b"cache-control", b"no-store"))
_POST_ONLY: Final = Answer(405, ((b"allow", b"POST"), (b"content-type", b"text/plain; charset=utf-8")), b"JSON-RPC is called with POST.")

_OFF: Final = CodedError("enablewsdescription", "webservice", message="JSON-RPC is switched off on this site.")


class JsonRpc:
    """The JSON-RPC protocol, with both halves of ``gateway.wire.protocol.Protocol``."""

    name: str = PROTOCOL
    titles: ClassVar[Mapping[str, str]] = {"jsonrpc": "JSON-RPC 2.0"}
    about: ClassVar[About] = _ABOUT
    of_pages: bool = False
    switched: bool = True

    def routes(self, host: Host) -> Sequence[BaseRoute]:
        """The route of the one address of the protocol."""
        return [Route(ADDRESS, _Endpoint(host), name=PROTOCOL)]

    def request(self, function: FunctionInfo, arguments: dict[str, object], credential: Credential | None) -> HttpRequest:
        """The request that calls ``function``. Raises ``EncodeError`` for values that JSON cannot carry."""
        if not isinstance(credential, Token | None):
            raise EncodeError("JSON-RPC is called with a token.")
        headers = {"content-type": "application/json"}
        if credential is not None:
            headers["authorization"] = f"Bearer {credential.value}"
        return HttpRequest("POST", ADDRESS, headers, codec.write_request(function.name, arguments))

    def read(self, response: HttpResponse, function: FunctionInfo) -> object:
        """The value in an answer, or a ``Fault``. Raises ``DecodeError`` if the answer is neither."""
        return codec.read_response(response.body)


class _Endpoint(Endpoint[Message]):
    """The address."""

    def __init__(self, host: Host) -> None:
        super().__init__(host, PROTOCOL, Answer(403, _HEADERS, codec.encode(codec.refuse(_OFF), [Failure(_OFF, Step.AUTHENTICATE)])))

    def early_answer(self, method: str) -> Answer | None:
        return super().early_answer(method) if method == "POST" else _POST_ONLY

    def decode(self, request: Request) -> Message:
        return codec.decode(request, self.host.site, self.host.limits)

    def refuse(self, request: Request, failure: Failure) -> Message:
        return codec.refuse(failure.error, failure.step)

    def credential(self, request: Request) -> Credential | None:
        return read_token(request, self.host.limits)

    async def answer(self, request: Request, decoded: Message) -> Answer:
        outcomes = []
        for entry in decoded.entries:
            outcomes.append(await self.run(entry.call, request.peer))
            if decoded.batch:
                await checkpoint()  # other requests may be served in between
        body = codec.encode(decoded, outcomes)
        # The answer to notifications alone has no content (section 6 of the specification).
        return Answer(200, _HEADERS, body) if body else Answer(204, (), b"")
