"""JSON-RPC over HTTP: one address, POST only; the token as ``Authorization: Bearer`` or in the query."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from gateway.errors import EncodeError, GatewayError
from gateway.wire.call import Call, CallSettings, Credential, Failure, FunctionInfo, Outcome, Step, Token
from gateway.wire.callsettings import take_settings
from gateway.wire.exchange import HttpRequest, HttpResponse
from gateway.wire.form import parse_fields
from gateway.wire.http import bearer_token, read_body
from gateway.wire.protocol import Host
from protocols.jsonrpc import codec
from protocols.jsonrpc.codec import Entry

__all__ = ["JsonRpc"]

PROTOCOL: Final = "jsonrpc"
ADDRESS: Final = "/webservice/jsonrpc"


# An answer belongs to whoever asked.
_HEADERS: Final = ((b"content-type", b"application/json"), (b"cache-control", b"no-store"))
_SWITCHED_OFF: Final = Response(status_code=403)
_POST_ONLY: Final = PlainTextResponse("JSON-RPC is called with POST.", 405, {"allow": "POST"})


class JsonRpc:
    """The JSON-RPC protocol; both halves are promised by ``gateway.wire.protocol.Protocol``."""

    name: str = PROTOCOL
    switched: bool = True

    def routes(self, host: Host) -> Sequence[BaseRoute]:
        """The one address of the protocol."""
        return [Route(ADDRESS, _Endpoint(host), name=PROTOCOL)]

    def request(self, function: FunctionInfo, arguments: dict[str, object], credential: Credential | None) -> HttpRequest:
        """The request that calls ``function``. Raises ``EncodeError`` for what JSON cannot carry."""
        if not isinstance(credential, Token | None):
            raise EncodeError("JSON-RPC is called with a token.")
        headers = {"content-type": "application/json"}
        if credential is not None:
            headers["authorization"] = f"Bearer {credential.value}"
        return HttpRequest("POST", ADDRESS, headers, codec.write_request(function.name, arguments))

    def read(self, response: HttpResponse, function: FunctionInfo) -> object:
        """The value in an answer, or a ``Fault``. Raises ``DecodeError`` where it is neither."""
        return codec.read_response(response.body)


class _Endpoint:
    """The address, as an ASGI application."""

    def __init__(self, host: Host) -> None:
        self._host = host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        host = self._host
        if scope["method"] != "POST":
            await _POST_ONLY(scope, receive, send)
            return
        if not host.enabled(PROTOCOL):
            await _SWITCHED_OFF(scope, receive, send)
            return
        address = host.client_address(scope)
        try:
            body = await read_body(scope, receive, host.limits.body_bytes)
            credential, settings = _who_and_how(scope, host)
        except GatewayError as error:
            entries, batch = [Entry(Failure(error, Step.DECODE))], False
        else:
            if body is None:
                return
            entries, batch = codec.decode(body, PROTOCOL, credential, settings, address)
        answers = [(entry, await self._outcome(entry.call, address)) for entry in entries]
        content = codec.encode([(entry.id, outcome) for entry, outcome in answers if entry.answered], batch=batch)
        # A request of which no part is to be answered has no content (section 6 of the specification).
        head = (*_HEADERS, (b"content-length", b"%d" % len(content))) if content else ()
        await send({"type": "http.response.start", "status": 200 if content else 204, "headers": head})
        await send({"type": "http.response.body", "body": content})

    async def _outcome(self, call: Call | Failure, address: str) -> Outcome:
        """What became of one request."""
        if isinstance(call, Failure):
            self._host.refused(PROTOCOL, address, call)
            return call
        return await self._host.run(call)


def _who_and_how(scope: Scope, host: Host) -> tuple[Credential, CallSettings]:
    """The token and the settings of a request. Raises ``GatewayError`` for a query that is none."""
    query = parse_fields(scope["query_string"], host.limits.form_fields)
    settings = take_settings(query, host.site)
    bearer = bearer_token(scope)
    token = query.get("wstoken", "") if bearer is None else bearer
    return Token(token if isinstance(token, str) else ""), settings
