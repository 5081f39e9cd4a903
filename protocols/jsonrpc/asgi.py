"""JSON-RPC over HTTP: one address, POST only; the token as ``Authorization: Bearer`` or in the query."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from gateway.call import Call, CallSettings, Credential, Failure, FunctionInfo, Outcome, Step, Token
from gateway.callsettings import take_settings
from gateway.errors import EncodeError, GatewayError
from gateway.form import parse_fields
from gateway.http import bearer_token, read_body
from gateway.protocol import Host, HttpRequest, HttpResponse
from protocols.jsonrpc import codec
from protocols.jsonrpc.codec import Entry

__all__ = ["JsonRpc"]

ADDRESS = "/webservice/jsonrpc"


class JsonRpc:
    """The JSON-RPC protocol; both halves are promised by ``gateway.protocol.Protocol``."""

    name: str = "jsonrpc"
    switched: bool = True

    def routes(self, host: Host) -> Sequence[BaseRoute]:
        """The one address of the protocol."""

        async def answer(request: Request) -> Response:
            if not host.enabled(self.name):
                return Response(status_code=403)
            address = host.client_address(request.scope)
            try:
                body = await read_body(request.scope, request.receive, host.limits.body_bytes)
                credential, settings = _who_and_how(request, host)
            except GatewayError as error:
                entries, batch = [Entry(Failure(error, Step.DECODE))], False
            else:
                entries, batch = codec.decode(body or b"", self.name, credential, settings, address)
            answers = []
            for entry in entries:
                outcome = await self._outcome(host, entry.call, address)
                if entry.answered:
                    answers.append((entry.id, outcome))
            content = codec.encode(answers, batch=batch)
            return (
                Response(content, media_type="application/json", headers={"cache-control": "no-store"})
                if content
                else Response(status_code=204)
            )

        return [Route(ADDRESS, answer, methods=["POST"], name="jsonrpc")]

    async def _outcome(self, host: Host, call: Call | Failure, address: str) -> Outcome:
        """What became of one request."""
        if isinstance(call, Failure):
            host.refused(self.name, address, call)
            return call
        return await host.run(call)

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


def _who_and_how(request: Request, host: Host) -> tuple[Credential, CallSettings]:
    """The token and the settings of a request. Raises ``GatewayError`` for a query that is none."""
    query = parse_fields(request.scope["query_string"], host.limits.form_fields)
    settings = take_settings(query, host.site)
    bearer = bearer_token(request.scope)
    token = query.get("wstoken", "") if bearer is None else bearer
    return Token(token if isinstance(token, str) else ""), settings
