"""The client half of AJAX: one call in a batch of its own, with a browser session or without a login."""

from __future__ import annotations

from typing import Final

from gateway.errors import DecodeError, EncodeError
from gateway.wire import phpjson
from gateway.wire.call import Credential, FunctionInfo, Session
from gateway.wire.exchange import Fault, HttpRequest, HttpResponse
from gateway.wire.http import SESSION_COOKIE
from protocols.shaping import quoted, shape_json

__all__ = ["ADDRESS", "OPEN_ADDRESS", "read", "request"]

ADDRESS: Final = "/lib/ajax/service.php"
OPEN_ADDRESS: Final = "/lib/ajax/service-nologin.php"


def request(function: FunctionInfo, arguments: dict[str, object], credential: Credential | None) -> HttpRequest:
    """The request that calls ``function``.

    Raises ``EncodeError`` for values that JSON cannot carry, for tokens and passwords, and for functions that pages may not call.
    """
    if not function.ajax:
        raise EncodeError(f"Pages may not call {function.name}.")
    body = phpjson.write_strictly([{"index": 0, "methodname": function.name, "args": arguments}])
    headers = {"content-type": "application/json"}
    if credential is None:
        return HttpRequest("POST", OPEN_ADDRESS, headers, body)
    if not isinstance(credential, Session):
        raise EncodeError("AJAX is called from pages: with a session, or by nobody.")
    headers["cookie"] = f"{SESSION_COOKIE}={credential.sid}"
    sesskey = "" if credential.sesskey is None else f"?sesskey={quoted(credential.sesskey)}"
    return HttpRequest("POST", f"{ADDRESS}{sesskey}", headers, body)


def read(response: HttpResponse, function: FunctionInfo) -> object:
    """The value in an answer, or a ``Fault``. Raises ``DecodeError`` if the answer is neither."""
    match phpjson.parse(response.body):
        case [{"error": False, "data": data}]:
            return None if function.returns is None else shape_json(data, function.returns)
        case [{"error": True, "exception": {"message": str(message), "errorcode": str(code), **more}}]:
            return Fault(code, message, debug=None if "debuginfo" not in more else str(more["debuginfo"]))
        case {"error": str(message), "errorcode": str(code)}:
            return Fault(code, message)
        case _:
            raise DecodeError("The answer is no collection of one entry.")
