"""The client half of AJAX: one call in a batch of its own, without a login."""

from __future__ import annotations

from typing import Final

from gateway.call import FunctionInfo
from gateway.errors import DecodeError
from gateway.protocol import Fault, HttpRequest, HttpResponse
from protocols import phpjson

__all__ = ["ADDRESS", "OPEN_ADDRESS", "read", "request"]

ADDRESS: Final = "/lib/ajax/service.php"
OPEN_ADDRESS: Final = "/lib/ajax/service-nologin.php"


def request(function: FunctionInfo, arguments: dict[str, object]) -> HttpRequest:
    """The request that calls ``function``. Raises ``EncodeError`` for what JSON cannot carry."""
    body = phpjson.write_strictly([{"index": 0, "methodname": function.name, "args": arguments}])
    return HttpRequest("POST", OPEN_ADDRESS, {"content-type": "application/json"}, body)


def read(response: HttpResponse, function: FunctionInfo) -> object:
    """The value in an answer, or a ``Fault``. Raises ``DecodeError`` where it is neither."""
    match phpjson.parse(response.body):
        case [{"error": False, "data": data}]:
            return None if function.returns is None else phpjson.shape(data, function.returns)
        case [{"error": True, "exception": {"message": str(message), "errorcode": str(code), **more}}]:
            return Fault(code, message, debug=None if "debuginfo" not in more else str(more["debuginfo"]))
        case {"error": str(message), "errorcode": str(code)}:
            return Fault(code, message)
        case _:
            raise DecodeError("The answer is no collection of one entry.")
