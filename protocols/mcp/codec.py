"""The codec of MCP over streamable HTTP without sessions: one request of JSON-RPC in a POST, one response.

Revision 2026-07-28 carries its version and the client's capabilities in every request; the revisions before it shake hands
(``initialize``), which is answered but remembered by nobody. Both come to the same address.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any, Final

import msgspec
import orjson

from gateway.errors import CodedError, DecodeError, EncodeError, GatewayError, InvalidParameter
from gateway.wire.bearer import take_token
from gateway.wire.call import Call, Failure, Outcome, Step, Token
from gateway.wire.exchange import Fault, Limits, Request
from gateway.wire.faults import facts, jsonrpc_code, status
from gateway.wire.form import parse_fields
from gateway.wire.jsonbounds import read_json
from gateway.wire.phpjson import parse, write_strictly

__all__ = [
    "CALL", "CAPABILITIES_KEY", "HANDSHAKE", "MODERN", "OFF", "PROTOCOL", "VERSION_KEY", "Message", "Written", "decode",
    "read_response", "refusal", "tool_call", "tool_result", "unknown_method", "write",
]  # fmt: skip

PROTOCOL: Final = "mcp"
MODERN: Final = "2026-07-28"
HANDSHAKE: Final = ("2025-11-25", "2025-06-18", "2025-03-26")
CALL: Final = "call_function"
"""The tool by which any function is called by its name, where there are too many for a tool each."""
VERSION_KEY: Final = "io.modelcontextprotocol/protocolVersion"
CAPABILITIES_KEY: Final = "io.modelcontextprotocol/clientCapabilities"
_PARSE_ERROR, _INVALID_REQUEST, _NO_METHOD, _INVALID_PARAMS = -32700, -32600, -32601, -32602
_HEADER_MISMATCH, _UNSUPPORTED_VERSION = -32020, -32022
_STATUSES: Final = {
    **dict.fromkeys((_PARSE_ERROR, _INVALID_REQUEST, _INVALID_PARAMS, _HEADER_MISMATCH, _UNSUPPORTED_VERSION), 400),
    _NO_METHOD: 404,
}

OFF: Final = CodedError("enablewsdescription", "webservice", message="MCP is switched off on this site.")
"""The refusal while the protocol is switched off."""


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """A request: its method and parameters, its id, or None for a notification, and whether it is of the newest revision."""

    method: str
    params: Mapping[str, Any]
    id: object = None
    answered: bool = True
    modern: bool = False
    everything: bool = False
    outputs: bool = False
    token: Token = Token("")


class Written(msgspec.Struct, frozen=True):
    """A response: the status, and the body, empty where nothing is to be answered."""

    status: int
    body: bytes


class Refused(Exception):
    """A request that is none, with the response for it."""

    def __init__(self, code: int, text: str, id_: object = None, data: object = None) -> None:
        """``code`` is that of JSON-RPC."""
        super().__init__(text)
        self.response = _error(id_, code, text, data, _STATUSES[code])


def decode(request: Request, limits: Limits) -> Message | Written | Failure:
    """The request of JSON-RPC, or the response in its place. Never raises."""
    try:
        form = parse_fields(request.query, limits.form_fields)
        message = _message(read_json(request.body, limits))
    except Refused as refused:
        return refused.response
    except orjson.JSONDecodeError as error:
        return _error(None, _PARSE_ERROR, f"The body is not JSON: line {error.lineno}, column {error.colno}.", None, 400)
    except GatewayError as error:
        return Failure(error, Step.DECODE)
    try:
        modern = _is_modern(message, dict(request.headers))
    except Refused as refused:
        return refused.response if message.answered else Written(400, b"")
    return msgspec.structs.replace(
        message,
        modern=modern,
        everything=form.get("tools") == "all",
        outputs=modern and form.get("outputs") == "1",
        token=take_token(request, form),
    )


def _message(body: object) -> Message:
    match body:
        case {"jsonrpc": "2.0", "method": str(method), **more} if isinstance(params := more.get("params", {}), dict):
            id_ = more.get("id")
            if "id" in more and (not isinstance(id_, str | int) or isinstance(id_, bool)):
                raise Refused(_INVALID_REQUEST, "The id of a request is a text or a number.")
            return Message(method=method, params=params, id=id_, answered="id" in more)
        case _:
            raise Refused(_INVALID_REQUEST, "The body must be one request of JSON-RPC 2.0.")


def _is_modern(message: Message, headers: Mapping[bytes, bytes]) -> bool:
    """Whether a request is of the newest revision. Raises ``Refused`` for one of an unknown revision, or that contradicts itself."""
    header = headers.get(b"mcp-protocol-version", b"").decode("latin-1")
    meta = message.params.get("_meta")
    meta = meta if isinstance(meta, dict) else {}
    if VERSION_KEY not in meta and header in ("", *HANDSHAKE, "2024-11-05"):
        return False
    if header == MODERN and not message.answered:
        return True
    if missing := [key for key in (VERSION_KEY, CAPABILITIES_KEY) if key not in meta]:
        raise Refused(_INVALID_PARAMS, f"params._meta lacks {', '.join(missing)}.", message.id)
    version = meta[VERSION_KEY]
    if header != version:
        raise Refused(_HEADER_MISMATCH, "The header MCP-Protocol-Version is not the version of the request.", message.id)
    if headers.get(b"mcp-method", b"").decode("latin-1") != message.method:
        raise Refused(_HEADER_MISMATCH, "The header Mcp-Method is not the method of the request.", message.id)
    if message.method == "tools/call" and _header_text(headers.get(b"mcp-name", b"")) != message.params.get("name"):
        raise Refused(_HEADER_MISMATCH, "The header Mcp-Name is not the name of the tool.", message.id)
    if version != MODERN:
        data = {"supported": [MODERN], "requested": version}
        raise Refused(_UNSUPPORTED_VERSION, "This revision is not spoken here.", message.id, data)
    return True


def _header_text(value: bytes) -> str | None:
    """The text that a header carries: as it is, or in base64."""
    if not (value.startswith(b"=?base64?") and value.endswith(b"?=")):
        return value.decode("latin-1")
    try:
        return base64.b64decode(value[9:-2], validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None


def tool_call(message: Message, request: Request) -> Call | Written:
    """The call that ``tools/call`` asks for; a response for a request without the name of a tool, or with arguments that are none."""
    name, arguments = message.params.get("name"), message.params.get("arguments", {})
    if not isinstance(name, str) or not isinstance(arguments, dict):
        return _error(message.id, _INVALID_PARAMS, "A call has the name of a tool, and its arguments as an object.", None, 400)
    if name == CALL:
        name, arguments = arguments.get("name", ""), arguments.get("arguments", {})
        if not isinstance(name, str) or not isinstance(arguments, dict):
            wrong = InvalidParameter("the name of a function and an object of its arguments are expected", path="arguments")
            return tool_result(message, Failure(wrong, Step.VALIDATE))
    return Call(protocol=PROTOCOL, function=name, arguments=arguments, credential=message.token, peer=request.peer, strict=True)


def tool_result(message: Message, outcome: Outcome) -> Written:
    """The response to a call: what a function returned or refused is the result of the tool, what stopped the call before is an error."""
    if not isinstance(outcome, Failure):
        try:
            text = write_strictly(outcome.value).decode()
        except EncodeError as error:
            return tool_result(message, Failure(error, Step.CLEAN))
        structured = {"structuredContent": outcome.value} if message.outputs else {}
        return write(message, {"content": [{"type": "text", "text": text}], "isError": False, **structured})
    by_name = message.params.get("name") == CALL and outcome.step in (Step.RESOLVE, Step.ADMIT)
    if outcome.step in (Step.DECODE, Step.AUTHENTICATE, Step.RESOLVE, Step.ADMIT) and not by_name:
        return refusal(message.id, outcome)
    text = write_strictly(_told(outcome)).decode()
    return write(message, {"content": [{"type": "text", "text": text}], "isError": True})


def _told(failure: Failure) -> dict[str, object]:
    """What a model needs to correct itself: never a value that it sent."""
    return {**facts(failure), "message": failure.error.public_message}


def refusal(id_: object, failure: Failure) -> Written:
    """The error of the protocol for a call that was refused before its function ran, or for a request that is none."""
    code = _INVALID_PARAMS if failure.step in (Step.RESOLVE, Step.ADMIT) else jsonrpc_code(failure)
    number = status(failure) if failure.step in (Step.DECODE, Step.AUTHENTICATE) else 400
    return _error(id_, code, failure.error.public_message, _told(failure), number)


def write(message: Message, result: Mapping[str, object], *, kept_ms: int | None = None) -> Written:
    """The response with a result; ``kept_ms`` is how long a client may keep it."""
    if message.modern:
        result = {"resultType": "complete", **result}
        if kept_ms is not None:
            result = {**result, "ttlMs": kept_ms, "cacheScope": "private"}
    return Written(200, write_strictly({"jsonrpc": "2.0", "id": message.id, "result": result}))


def unknown_method(message: Message) -> Written:
    """The response to a request of a method that there is not."""
    return _error(message.id, _NO_METHOD, "There is no such method.", None, 404 if message.modern else 200)


def _error(id_: object, code: int, text: str, data: object, number: int) -> Written:
    error = {"code": code, "message": text} | ({} if data is None else {"data": data})
    return Written(number, write_strictly({"jsonrpc": "2.0", "id": id_, "error": error}))


def read_response(body: bytes) -> object:
    """The value in a response, or a ``Fault``. Raises ``DecodeError`` if it holds neither."""
    match parse(body):
        case {"result": {"content": [{"text": str(text)}], "isError": False}}:
            return parse(text.encode())
        case {"result": {"content": [{"text": str(text)}], "isError": True}}:
            told = parse(text.encode())
        case {"error": {"data": dict(told)}}:
            pass
        case _:
            raise DecodeError("The answer is no response to a call of a tool.")
    match told:
        case {"errorcode": str(code), "message": str(message), **more}:
            return Fault(code, message, debug=None if "debuginfo" not in more else str(more["debuginfo"]))
        case _:
            raise DecodeError("The answer is a refusal without a code.")
