"""The codec of JSON-RPC 2.0 (https://www.jsonrpc.org/specification): bytes to requests and responses, and back."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Iterable
from typing import Any, Final

import msgspec
import orjson

from gateway.describe.site import Site
from gateway.errors import DecodeError, EncodeError, GatewayError, HostileInput, InvalidParameter
from gateway.wire.bearer import take_token
from gateway.wire.call import Call, CallSettings, Credential, Failure, Outcome, Peer, Step
from gateway.wire.callsettings import take_settings
from gateway.wire.exchange import Fault, Limits, Request
from gateway.wire.faults import jsonrpc_code
from gateway.wire.form import parse_fields
from gateway.wire.jsonbounds import read_json
from gateway.wire.phpjson import write_strictly

__all__ = ["PROTOCOL", "Entry", "Message", "decode", "encode", "read_response", "refuse", "write_request"]

PROTOCOL: Final = "jsonrpc"


class Entry(msgspec.Struct, frozen=True):
    """One request of a message: its call, or the failure in place of a call. Only a request with an ``id`` is answered."""

    call: Call | Failure
    id: object = None
    answered: bool = True


class Message(msgspec.Struct, frozen=True):
    """The requests of a message in their order, and whether it is a batch."""

    entries: list[Entry]
    batch: bool = False


def decode(request: Request, site: Site, limits: Limits) -> Message:
    """The calls in an HTTP request, with the token in its header or query and the settings in its query. Never raises."""
    try:
        form = parse_fields(request.query, limits.form_fields)
        settings = take_settings(form, site)
        message = read_json(request.body.removeprefix(BOM_UTF8), limits)
    except orjson.JSONDecodeError as error:
        return refuse(DecodeError(f"The body is not JSON: line {error.lineno}, column {error.colno}."))
    except GatewayError as error:
        return refuse(error)
    requests = message if isinstance(message, list) else [message]
    if not requests:
        return refuse(_invalid())
    if len(requests) > limits.batch_calls:
        return refuse(HostileInput(f"A batch may have {limits.batch_calls} requests."))
    token = take_token(request, form)
    return Message([_entry(each, token, settings, request.peer) for each in requests], batch=isinstance(message, list))


def refuse(error: GatewayError, step: Step = Step.DECODE) -> Message:
    """A message of one failure, in place of a message that cannot be read, or that is not because of its caller."""
    return Message([Entry(Failure(error, step))])


def encode(message: Message, outcomes: Iterable[Outcome]) -> bytes:
    """The responses to the requests that have an id; empty if none has."""
    responses = [_response(entry.id, outcome) for entry, outcome in zip(message.entries, outcomes, strict=True) if entry.answered]
    if not responses:
        return b""
    return b"[" + b",".join(responses) + b"]" if message.batch else responses[0]


def write_request(function: str, arguments: dict[str, object]) -> bytes:
    """The JSON of a request with named parameters. Raises ``EncodeError`` for values that JSON cannot carry."""
    return write_strictly({"jsonrpc": "2.0", "method": function, "params": arguments, "id": 1})


def read_response(body: bytes) -> object:
    """The result in a response, or a ``Fault``. Raises ``DecodeError`` if the response holds neither."""
    try:
        message = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise DecodeError("The answer is not JSON.") from None
    match message:
        case {"error": {"message": str(text), "data": {"errorcode": code, "exception": wire_class, **more}}}:
            return Fault(str(code), text, str(wire_class), None if "debuginfo" not in more else str(more["debuginfo"]))
        case {"result": result}:
            return result
        case _:
            raise DecodeError("The answer is no JSON-RPC response.")


def _entry(request: Any, credential: Credential, settings: CallSettings, peer: Peer) -> Entry:
    """One request of a message; an invalid request becomes a failure, answered with the id null."""
    match request:
        case {"jsonrpc": "2.0", "method": str(method), **more} if _is_id(more.get("id")) and isinstance(
            params := more.get("params", {}), dict | list
        ):
            call = Call(
                protocol=PROTOCOL,
                function=method,
                arguments=params,
                credential=credential,
                settings=settings,
                peer=peer,
            )
            return Entry(call, more.get("id"), answered="id" in more)
        case _:
            return Entry(Failure(_invalid(), Step.DECODE))


def _is_id(id_: object) -> bool:
    """Whether a request may have this id: a text, a number or null (section 4)."""
    return isinstance(id_, str | int | float | None) and not isinstance(id_, bool)


def _invalid() -> InvalidParameter:
    return InvalidParameter("This is no JSON-RPC 2.0 request.")


def _response(id_: object, outcome: Outcome) -> bytes:
    """The JSON of one response; a result that JSON cannot carry becomes an error."""
    if not isinstance(outcome, Failure):
        try:
            return write_strictly({"jsonrpc": "2.0", "result": outcome.value, "id": id_})
        except EncodeError as error:
            outcome = Failure(error, Step.CLEAN)
    data = {"errorcode": outcome.error.errorcode, "exception": outcome.error.wire_class}
    if outcome.debug is not None:
        data["debuginfo"] = outcome.debug
    refusal = {"code": jsonrpc_code(outcome), "message": outcome.error.public_message, "data": data}
    return write_strictly({"jsonrpc": "2.0", "error": refusal, "id": id_})
