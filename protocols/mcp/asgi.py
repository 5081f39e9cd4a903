"""MCP over HTTP: one address, POST only, without sessions; every request stands for itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import ClassVar, Final

from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from gateway.errors import EncodeError, InvalidParameter
from gateway.wire.about import About, Address
from gateway.wire.bearer import read_token
from gateway.wire.call import Credential, Failure, FunctionInfo, Step, Token
from gateway.wire.exchange import Answer, Headers, HttpRequest, HttpResponse, Request
from gateway.wire.phpjson import write_strictly
from gateway.wire.protocol import Host
from protocols.endpoint import Endpoint, send_answer
from protocols.mcp import codec, tools
from protocols.mcp.codec import HANDSHAKE, MODERN, OFF, PROTOCOL, Message, Written

__all__ = ["Mcp"]

ADDRESS: Final = "/mcp"
_JSON: Final[Headers] = ((b"content-type", b"application/json"), (b"cache-control", b"no-store"))
_POST_ONLY: Final = Answer(405, ((b"allow", b"POST"), (b"content-type", b"text/plain")), b"MCP is called with POST.")
_ORIGIN: Final = Answer(403, ((b"content-type", b"text/plain"),), b"Pages of this origin may not call this site.")
# How long clients may keep the list of tools, in milliseconds.
_KEPT_MS: Final = 60_000
_INSTRUCTIONS: Final = "The functions of a learning site that this token may call. Errors say which argument is wrong and what is expected."
_ABOUT: Final = About(
    text="The functions of a token's service as tools for agents.",
    addresses=(
        Address(ADDRESS, "tools: one for each function up to 40, else three for all"),
        Address(f"{ADDRESS}?tools=all", "a tool for each function"),
        Address(f"{ADDRESS}?outputs=1", "the form of results, too"),
    ),
    rules=(
        "Revision 2026-07-28 of the Model Context Protocol, and those of 2025, without sessions.",
        "Agents only read, unless triglot/writingservices names the service of the token.",
        "What is refused once a function is known is a result that says what to correct.",
    ),
)


class Mcp:
    """MCP, with both halves of ``gateway.wire.protocol.Protocol``."""

    name: str = PROTOCOL
    titles: ClassVar[Mapping[str, str]] = {"mcp": "MCP"}
    about: ClassVar[About] = _ABOUT
    of_pages: bool = False
    switched: bool = True

    def routes(self, host: Host) -> Sequence[BaseRoute]:
        """The route of the one address."""
        return [
            Route(ADDRESS, _Endpoint(host, PROTOCOL, _answer(codec.refusal(None, Failure(OFF, Step.AUTHENTICATE)), host)), name=PROTOCOL)
        ]

    def request(self, function: FunctionInfo, arguments: dict[str, object], credential: Credential | None) -> HttpRequest:
        """The request that calls the tool of a function. Raises ``EncodeError`` for values that JSON cannot carry."""
        if not isinstance(credential, Token | None):
            raise EncodeError("MCP is called with a token.")
        headers = {"content-type": "application/json", "mcp-protocol-version": MODERN, "mcp-method": "tools/call"}
        headers |= {"mcp-name": function.name, "accept": "application/json, text/event-stream"}
        if credential is not None:
            headers["authorization"] = f"Bearer {credential.value}"
        meta = {codec.VERSION_KEY: MODERN, codec.CAPABILITIES_KEY: {}}
        params = {"name": function.name, "arguments": arguments, "_meta": meta}
        return HttpRequest("POST", ADDRESS, headers, write_strictly({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}))

    def read(self, response: HttpResponse, function: FunctionInfo) -> object:
        """The value in an answer, or a ``Fault``. Raises ``DecodeError`` if the answer is neither."""
        return codec.read_response(response.body)


class _Endpoint(Endpoint[Message | Written | Failure]):
    """The address."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        origin = dict(scope["headers"]).get(b"origin")
        if origin is not None and not self.host.admits_origin(origin.decode("latin-1")):
            await send_answer(scope, send, _ORIGIN)
        else:
            await super().__call__(scope, receive, send)

    def early_answer(self, method: str) -> Answer | None:
        return super().early_answer(method) if method == "POST" else _POST_ONLY

    def decode(self, request: Request) -> Message | Written | Failure:
        return codec.decode(request, self.host.limits)

    def refuse(self, request: Request, failure: Failure) -> Failure:
        return failure

    def credential(self, request: Request) -> Credential | None:
        return read_token(request, self.host.limits)

    async def answer(self, request: Request, decoded: Message | Written | Failure) -> Answer:
        if isinstance(decoded, Failure):
            decoded = codec.refusal(None, self.report_failure(decoded, request.peer))
        elif isinstance(decoded, Message):
            decoded = await self._response(request, decoded)
        return _answer(decoded, self.host)

    async def _response(self, request: Request, message: Message) -> Written:
        if message.method == "tools/call" and message.answered and message.params.get("name") not in (tools.SEARCH, tools.DESCRIBE):
            call = codec.tool_call(message, request)
            return call if isinstance(call, Written) else codec.tool_result(message, await self.host.run(call))
        offered = await self.host.functions(message.token, protocol=PROTOCOL, peer=request.peer)
        if isinstance(offered, Failure):
            return codec.refusal(message.id, offered)
        if not message.answered:  # a notification, of which nothing follows
            return Written(202, b"")
        match message.method:
            case "tools/list":
                listed = tools.tools(offered, everything=message.everything, outputs=message.outputs)
                return codec.write(message, {"tools": listed}, kept_ms=_KEPT_MS)
            case "tools/call":
                return _looked_up(message, offered)
            case "server/discover" if message.modern:
                return codec.write(message, {**_about(), "supportedVersions": [MODERN]}, kept_ms=_KEPT_MS)
            case "initialize" if not message.modern:
                asked = message.params.get("protocolVersion")
                return codec.write(message, {**_about(), "protocolVersion": asked if asked in HANDSHAKE else HANDSHAKE[0]})
            case "ping" if not message.modern:
                return codec.write(message, {})
            case _:
                return codec.unknown_method(message)


def _about() -> dict[str, object]:
    """What the server says of itself."""
    server = {"name": "triglot", "title": "Triglot", "version": version("triglot")}
    meta = {"io.modelcontextprotocol/serverInfo": server}
    return {"capabilities": {"tools": {}}, "serverInfo": server, "instructions": _INSTRUCTIONS, "_meta": meta}


def _looked_up(message: Message, offered: Sequence[FunctionInfo]) -> Written:
    """The response to a search for functions, or to the question what one takes."""
    arguments = message.params.get("arguments")
    asked = arguments if isinstance(arguments, dict) else {}
    told: object
    if message.params["name"] == tools.SEARCH:
        told = tools.found(offered, str(asked.get("words", "")))
    else:
        info = next((info for info in offered if info.name == asked.get("name")), None)
        if info is None:
            unknown = InvalidParameter("the name of a function that you may call is expected", path="name")
            return codec.tool_result(message, Failure(unknown, Step.VALIDATE))
        told = tools.described(info)
    return codec.write(message, {"content": [{"type": "text", "text": write_strictly(told).decode()}], "isError": False})


def _answer(written: Written, host: Host) -> Answer:
    headers = (*_JSON, (b"www-authenticate", host.challenge)) if written.status == 401 else _JSON
    return Answer(written.status, headers if written.body else (), written.body)
