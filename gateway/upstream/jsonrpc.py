"""The kind of upstream ``jsonrpc``: servers of JSON-RPC 2.0, whose methods are learnt by OpenRPC where that is offered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from gateway.describe.model import Description, Struct
from gateway.upstream.bindings import Bindings
from gateway.upstream.credentials import authorization, refused
from gateway.upstream.errors import UpstreamAnswer, UpstreamAway, UpstreamFault
from gateway.upstream.fitting import fitted, marked_paths, opened
from gateway.upstream.guessing import guessed_type
from gateway.upstream.imported import Asked, Imported, Learned
from gateway.upstream.json_documents import at, read_document
from gateway.upstream.json_schema import SchemaRefused, Schemas
from gateway.upstream.kind import KindError, Line
from gateway.upstream.names import local_name
from gateway.upstream.observed import Exchange, Seen
from gateway.wire.call import Credential
from gateway.wire.exchange import HttpRequest, HttpResponse

__all__ = ["JsonRpc"]


class Binding(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """How a method is called: with arguments by name or in their order, some of them as JSON, under other names if they have any."""

    by: Literal["name", "position"] = "name"
    names: Mapping[str, str] = {}
    json: tuple[str, ...] = ()


class JsonRpc:
    """Servers of JSON-RPC 2.0."""

    name = "jsonrpc"

    def __init__(self) -> None:
        """Nothing is read yet."""
        self._bindings = Bindings(lambda data: msgspec.convert(data, Binding))

    async def learn(self, line: Line, credential: Credential | None) -> Learned:
        """The methods of the OpenRPC document that the settings name, else of what ``rpc.discover`` returns.

        Raises ``GatewayError``, and ``KindError`` where there is none.
        """
        where = line.settings.document
        try:
            document = read_document(await line.fetch(where), where) if where else await self._discovered(line, credential)
            return _learned(line, document)
        except SchemaRefused as error:
            raise KindError(str(error)) from error
        except UpstreamFault as error:
            said = f"the server does not describe itself (rpc.discover: {error.public_message})"
            raise KindError(f"{said}: name its OpenRPC document, or learn from a recording") from error

    async def _discovered(self, line: Line, credential: Credential | None) -> Mapping[str, Any]:
        response = await line.send(_request("rpc.discover", None, credential))
        found = _result(response)
        if not isinstance(found, Mapping):
            raise SchemaRefused("rpc.discover: the answer is no object")
        return found

    async def call(
        self, line: Line, function: Imported, arguments: dict[str, object], credential: Credential | None, asked: Asked
    ) -> object:
        """The value that a method returns. Raises ``GatewayError``."""
        binding = self._bindings.of(line, function)
        read = opened({name: arguments.get(name) for name in function.params.members}, binding.json)
        given: dict[str, object] = {binding.names.get(name, name): value for name, value in read.items()} if isinstance(read, dict) else {}
        params: object = {name: value for name, value in given.items() if value is not None}
        if binding.by == "position":
            params = _in_order(list(given.values()))
        response = await line.send(_request(function.remote, params, credential), function, asked)
        value = _result(response)
        return None if function.returns is None else fitted(value, function.returns)

    def check(self, line: Line, function: Imported) -> None:
        """Raise ``KindError`` for a function whose binding cannot be used."""
        self._bindings.of(line, function)

    def seen(self, exchange: Exchange) -> Seen | None:
        """The call in a recorded exchange, as ``gateway.upstream.recorded.Observant`` has it; of a batch, nothing."""
        try:
            asked, told = msgspec.json.decode(exchange.request), msgspec.json.decode(exchange.answer or b"null")
        except (msgspec.DecodeError, RecursionError):
            return None
        match asked:
            case {"jsonrpc": "2.0", "method": str(method)} if not method.startswith("rpc."):
                params = asked.get("params", [])
            case _:
                return None
        arguments = params if isinstance(params, (dict, list)) else []
        returned = isinstance(told, Mapping) and "result" in told
        return Seen(method=method, arguments=arguments, returned=returned, value=told["result"] if returned else None)

    def binding(self, params: Struct, forms: Mapping[str, str], returned: Mapping[str, str], *, by_name: bool) -> dict[str, Any]:
        """What is needed to call a function of these parameters."""
        by: Literal["name", "position"] = "name" if by_name else "position"
        data: dict[str, Any] = msgspec.to_builtins(Binding(by=by, json=tuple(marked_paths(params))))
        # Said even where it is the usual, since it takes the place of what was said before.
        return {**data, "by": by}


def _in_order(values: list[object]) -> list[object]:
    """Arguments in their order, without those at the end that were left out."""
    while values and values[-1] is None:
        values.pop()
    return values


def _request(method: str, params: object, credential: Credential | None) -> HttpRequest:
    message: dict[str, object] = {"jsonrpc": "2.0", "id": 1, "method": method}
    if params:
        message["params"] = params
    headers = {"content-type": "application/json", "accept": "application/json", **authorization(credential)}
    return HttpRequest("POST", "", headers, msgspec.json.encode(message))


def _result(response: HttpResponse) -> object:
    """The result in an answer. Raises ``UpstreamFault`` for an error, and ``UpstreamAnswer`` for what is neither."""
    try:
        told = msgspec.json.decode(response.body)
    except (msgspec.DecodeError, RecursionError) as error:
        if 400 <= response.status < 500:
            raise refused(response) from error
        raise UpstreamAnswer("the answer is not JSON") from error
    if not isinstance(told, Mapping) or ("result" not in told and not isinstance(told.get("error"), Mapping)):
        if 400 <= response.status < 500:
            raise refused(response)
        raise UpstreamAnswer("the answer is no answer of JSON-RPC")
    refusal = told.get("error")
    if not isinstance(refusal, Mapping):
        return told["result"]
    data = refusal.get("data")
    inner = data.get("errorcode") or data.get("code") if isinstance(data, Mapping) else None
    code, message = str(inner or refusal.get("code") or "fault")[:100], str(refusal.get("message") or "The server has refused the call.")
    if refusal.get("code") == -32603 and response.status in (502, 503, 504):
        raise UpstreamAway(f"the status {response.status}")
    raise UpstreamFault(code, " ".join(message.split())[:1000])


def _learned(line: Line, document: Mapping[str, Any]) -> Learned:
    """The methods of an OpenRPC document. Raises ``SchemaRefused``."""
    methods = document.get("methods")
    if not isinstance(methods, list):
        raise SchemaRefused("methods: a list is expected, as in a document of OpenRPC")
    functions: dict[str, Imported] = {}
    left_out: dict[str, str] = {}
    for index, method in enumerate(methods):
        told = _followed(document, method)
        remote = str(told.get("name", ""))
        name = local_name(line.name, line.settings, remote)
        if not remote or name in functions:
            left_out[remote or f"methods[{index}]"] = f"its name here, {name}, is taken" if remote else "has no name"
            continue
        try:
            functions[name] = _function(document, name, remote, told)
        except SchemaRefused as error:
            left_out[remote] = f"methods[{index}]: {error}"
    servers = document.get("servers")
    first = servers[0] if isinstance(servers, list) and servers and isinstance(servers[0], Mapping) else {}
    return Learned(functions=tuple(functions.values()), address=str(first.get("url", "")), left_out=left_out)


def _function(document: Mapping[str, Any], name: str, remote: str, told: Mapping[str, Any]) -> Imported:
    schemas = Schemas(lambda reference: at(document, reference))
    params: dict[str, Description] = {}
    names: dict[str, str] = {}
    listed = told.get("params")
    for each in listed if isinstance(listed, list) else ():
        param = _followed(document, each)
        remote_name = str(param.get("name", ""))
        plain = "".join(sign if sign.isalnum() and sign.isascii() else "_" for sign in remote_name) or f"arg{len(params) + 1}"
        text = str(param.get("description") or param.get("summary") or "")
        params[plain] = schemas.description(param.get("schema", True), required=bool(param.get("required")), text=text, argument=True)
        if plain != remote_name:
            names[plain] = remote_name
    result = told.get("result")
    returns = schemas.description(_followed(document, result).get("schema", True)) if isinstance(result, Mapping) else None
    described = Struct(params)
    by: Literal["name", "position"] = "position" if told.get("paramStructure") == "by-position" else "name"
    binding = Binding(by=by, names=names, json=tuple(marked_paths(described)))
    text = " ".join(str(told.get("summary") or told.get("description") or f"Calls {remote}.").split())[:1000]
    kind = guessed_type(remote)
    return Imported(name=name, remote=remote, type=kind, text=text, params=described, returns=returns, binding=msgspec.to_builtins(binding))


def _followed(document: Mapping[str, Any], node: object) -> Mapping[str, Any]:
    for _ in range(20):
        if not isinstance(node, Mapping):
            raise SchemaRefused("an object is expected")
        if not isinstance(node.get("$ref"), str):
            return node
        node = at(document, node["$ref"])
    raise SchemaRefused("references lead to references without an end")
