"""The client half of XML-RPC: a call to an HTTP request, an HTTP response to a value or a fault."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from gateway.describe.model import MISSING, Description, Struct, Value, constant_default
from gateway.describe.types import BOOL, FLOAT, INT, LOCALISEDFLOAT, PERMISSION
from gateway.errors import DecodeError, EncodeError
from gateway.php.values import INT_MAX, INT_MIN
from gateway.wire.call import Credential, FunctionInfo
from gateway.wire.exchange import HttpRequest, HttpResponse
from protocols.markup import carries, document, encode_base64
from protocols.shaping import address_of, shape
from protocols.xmlrpc.faults import read_fault
from protocols.xmlrpc.reader import read_response
from protocols.xmlrpc.writer import array, escape, scalar, struct

__all__ = ["ADDRESS", "SIMPLE_ADDRESS", "read", "request"]

ADDRESS: Final = "/webservice/xmlrpc/server.php"
SIMPLE_ADDRESS: Final = "/webservice/xmlrpc/simpleserver.php"

_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8"?>'
# Types that have no empty text as a value, so that an empty text stands for null.
_NEVER_EMPTY: Final = frozenset({BOOL, FLOAT, INT, LOCALISEDFLOAT, PERMISSION})

_NIL: Final = "<value><nil/></value>"


def request(function: FunctionInfo, arguments: Mapping[str, object], credential: Credential | None) -> HttpRequest:
    """The request that calls ``function`` with named ``arguments``, which are put in the declared order.

    Texts that XML cannot carry are sent as base64. Raises ``EncodeError`` for integers beyond 64 bits, for
    names that XML cannot carry or that are not declared, for a parameter that is left out, has no default and
    has others after it, and for sessions.
    """
    params = "".join([f"<param>{_write(value)}</param>" for value in _positional(function, arguments)])
    call = f"<methodCall><methodName>{escape(_name(function.name))}</methodName><params>{params}</params></methodCall>"
    # A parser would read a bare CR as a line feed.
    body = document(f"{_DECLARATION}{call}").replace(b"\r", b"&#13;")
    return HttpRequest("POST", address_of(credential, ADDRESS, SIMPLE_ADDRESS), {"content-type": "text/xml"}, body)


def _positional(function: FunctionInfo, arguments: Mapping[str, object]) -> list[object]:
    """The arguments in declared order, up to the last that is given; one that is left out before has its default."""
    params = function.params.members
    if not arguments.keys() <= params.keys():
        raise EncodeError(f"{function.name} has no parameters of these names.")
    names = list(params)
    while names and names[-1] not in arguments:
        names.pop()
    positional = [arguments.get(name, constant_default(params[name])) for name in names]
    if MISSING in positional:
        raise EncodeError("A parameter cannot be left out where one after it is given.")
    return positional


def _write(value: object) -> str:
    """An argument as a ``value`` element."""
    if value is None:
        return _NIL
    if isinstance(value, dict):
        return struct({_name(str(name)): _write(item) for name, item in value.items()})
    if isinstance(value, list | tuple):
        return array([_write(item) for item in value])
    if isinstance(value, str) and not carries(value):
        return f"<value><base64>{encode_base64(value)}</base64></value>"
    if isinstance(value, int) and not INT_MIN <= value <= INT_MAX:
        raise EncodeError("XML-RPC carries integers of 64 bits.")
    if isinstance(value, str | int | float):
        return scalar(value)
    raise EncodeError("XML-RPC cannot carry a value of this type.")


def _name(name: str) -> str:
    """The name. Raises ``EncodeError`` if XML cannot carry it."""
    if not carries(name):
        raise EncodeError("XML-RPC cannot carry one of the names.")
    return name


def read(response: HttpResponse, function: FunctionInfo) -> object:
    """The value in an answer, or a ``Fault``; the description tells what an empty string or array stands for.

    A struct whose description has a member ``faultCode`` is read as a value, although the contract sends it as a fault.
    Raises ``DecodeError`` if the answer is neither value nor fault.
    """
    if not response.body:
        raise DecodeError(f"The answer is empty (status {response.status}).")
    is_fault, values = read_response(response.body)
    returns = function.returns
    if is_fault and not _is_value(values[0], returns):
        return read_fault(values[0])
    if len(values) > 1:
        raise DecodeError("The answer holds more than one value.")
    return shape(values[0], returns, _scalar, struct_of=_struct_of, null="") if values and returns is not None else None


def _is_value(fault: object, returns: Description | None) -> bool:
    """Whether a fault is a result: its members, ``faultCode`` among them, are those of the described struct."""
    declared = returns.members.keys() if isinstance(returns, Struct) else frozenset[str]()
    return isinstance(fault, dict) and "faultCode" in declared and fault.keys() <= declared


def _struct_of(items: list[object], struct: Struct) -> object:
    """The struct of which the answer has only the values, because its keys are integers or it is empty; else the list."""
    members = struct.members
    return dict(zip(members, items, strict=False)) if len(items) in (0, len(members)) else items


def _scalar(value: object, description: Value) -> object:
    if isinstance(value, list | dict):
        raise DecodeError("The answer holds something else where a scalar is described.")
    return None if value == "" and description.null and description.type.canonical in _NEVER_EMPTY else value
