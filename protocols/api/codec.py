"""The codec of the JSON face: a function's name in the address, its arguments as JSON, a value or a problem (RFC 9457) in the answer."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Final
from urllib.parse import unquote_to_bytes

import msgspec
import orjson

from gateway.describe.site import Site
from gateway.errors import (
    ERROR_TEXTS,
    CodedError,
    DecodeError,
    EncodeError,
    GatewayError,
    HostileInput,
    InvalidParameter,
)
from gateway.wire.bearer import take_token
from gateway.wire.call import Call, CallSettings, Failure, FunctionInfo, FunctionType, Outcome, Step, Token
from gateway.wire.callsettings import take_settings
from gateway.wire.exchange import Fault, HttpResponse, Limits, Request
from gateway.wire.faults import facts, status
from gateway.wire.form import Form, parse_fields, text_of
from gateway.wire.jsonbounds import read_json
from gateway.wire.phpjson import parse, write_strictly

__all__ = ["PROTOCOL", "Message", "Written", "decode", "function_name", "problem", "read_response", "write", "write_batch"]

PROTOCOL: Final = "api"
_PROBLEM: Final = "application/problem+json"
_GET_ONLY_READS: Final = "This function writes, and is called with POST."


class Message(msgspec.Struct, frozen=True):
    """The calls of a request in their order, or failures in the place of calls; and whether it is a batch."""

    calls: list[Call | Failure]
    batch: bool = False


class Written(msgspec.Struct, frozen=True):
    """An outcome as it is written: the status, the media type, and the body."""

    status: int
    media_type: str
    body: bytes


def function_name(path: bytes) -> str:
    """The name in an address ``/api/NAME``; empty for the address of batches."""
    tail = path.rstrip(b"/").rpartition(b"/")[2]
    name = (unquote_to_bytes(tail) if b"%" in tail else tail).decode("utf-8", "surrogateescape")
    return "" if name == "api" else name


def decode(request: Request, site: Site, limits: Limits, look_up: Callable[[str], FunctionInfo | None]) -> Message:
    """The calls in a request: one by its address, or a batch in its body. Never raises."""
    name = function_name(request.path)
    try:
        form = parse_fields(request.query, limits.form_fields)
        settings = take_settings(form, site)
        token = take_token(request, form)
        if request.method != "POST":
            return Message([_by_query(name, form, token, settings, request, limits, look_up)])
        given = read_json(request.body.removeprefix(BOM_UTF8), limits) if request.body.strip() else {}
    except orjson.JSONDecodeError as error:
        return _refused(DecodeError(f"The body is not JSON: line {error.lineno}, column {error.colno}."))
    except GatewayError as error:
        return _refused(error)
    if name:
        return Message([_call(name, given, token, settings, request, what="The body")])
    if not isinstance(given, list) or len(given) > limits.batch_calls:
        return _refused(HostileInput(f"A batch is a list of at most {limits.batch_calls} calls."))
    return Message([_entry(each, token, settings, request) for each in given], batch=True)


def _refused(error: GatewayError) -> Message:
    return Message([Failure(error, Step.DECODE)])


def _by_query(
    name: str,
    form: Form,
    token: Token,
    settings: CallSettings,
    request: Request,
    limits: Limits,
    look_up: Callable[[str], FunctionInfo | None],
) -> Call | Failure:
    """The call that a query asks for: scalars by their names, or all arguments as the JSON of ``arguments``."""
    info = look_up(name)
    if info is not None and info.type is not FunctionType.READ:
        return Failure(InvalidParameter(_GET_ONLY_READS), Step.DECODE)
    written = form.pop("arguments", None)
    if written is None:
        call = _call(name, {**form}, token, settings, request)
        return msgspec.structs.replace(call, strict=False) if isinstance(call, Call) else call
    try:
        given = read_json(text_of(written).encode("utf-8", "surrogateescape"), limits)
    except orjson.JSONDecodeError:
        return Failure(DecodeError("What is given as arguments is not JSON."), Step.DECODE)
    if form:
        return Failure(DecodeError("Give the arguments by their names, or all of them as JSON in arguments."), Step.DECODE)
    return _call(name, given, token, settings, request, what="What is given as arguments")


def _call(name: str, given: object, token: Token, settings: CallSettings, request: Request, what: str = "") -> Call | Failure:
    """A call with strict arguments; a failure for arguments that are no object."""
    if not isinstance(given, dict):
        return Failure(DecodeError(f"{what} must be an object with the arguments by their names."), Step.DECODE)
    return Call(protocol=PROTOCOL, function=name, arguments=given, credential=token, settings=settings, peer=request.peer, strict=True)


def _entry(each: object, token: Token, settings: CallSettings, request: Request) -> Call | Failure:
    """One call of a batch."""
    match each:
        case {"function": str(name), **more} if more.keys() <= {"arguments"}:
            return _call(name, more.get("arguments", {}), token, settings, request, what="What is given as arguments")
        case _:
            return Failure(DecodeError("A call of a batch has a function, and arguments, and nothing else."), Step.DECODE)


def write(outcome: Outcome, base_address: str) -> Written:
    """The value of a call, or the problem in its place."""
    if not isinstance(outcome, Failure):
        try:
            return Written(200, "application/json", write_strictly(outcome.value))
        except EncodeError as error:
            outcome = Failure(error, Step.CLEAN)
    told = problem(outcome, base_address)
    return Written(status(outcome), _PROBLEM, write_strictly(told))


def write_batch(outcomes: list[Outcome], base_address: str) -> Written:
    """The results of a batch in the order of its calls: each a ``value``, or a ``problem``."""
    results = [write(outcome, base_address) for outcome in outcomes]
    named = [b'{"%s":%s}' % (b"value" if each.status == 200 else b"problem", each.body) for each in results]
    return Written(200, "application/json", b"[" + b",".join(named) + b"]")


def problem(failure: Failure, base_address: str) -> Mapping[str, object]:
    """The members of the problem for a failure: what a program looks at, and a text for people."""
    error, number = failure.error, status(failure)
    return {
        "type": f"{base_address}/docs/errors#{error.errorcode}",
        "title": ERROR_TEXTS.get(error.errorcode) or HTTPStatus(number).phrase,
        "status": number,
        "detail": error.public_message,
        **facts(failure),
    }


def read_response(response: HttpResponse) -> object:
    """The value in an answer, or a ``Fault``. Raises ``DecodeError`` if the answer is neither."""
    value = parse(response.body)
    if not response.headers.get("content-type", "").startswith(_PROBLEM):
        return value
    match value:
        case {"errorcode": str(code), "detail": str(message), **more}:
            debug = more.get("debuginfo")
            return Fault(code, message, debug=None if debug is None else str(debug))
        case _:
            raise DecodeError("The answer is a problem without a code.")


OFF: Final = CodedError("enablewsdescription", "webservice", message="The JSON face is switched off on this site.")
"""The refusal while the face is switched off."""
