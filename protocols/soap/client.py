"""The client half of SOAP: a call to an HTTP request, an HTTP response to a value or a fault."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

from gateway.describe.model import Value
from gateway.describe.types import BOOL, FLOAT, INT, LOCALISEDFLOAT, PERMISSION
from gateway.errors import DecodeError, EncodeError
from gateway.php.values import INT_MAX, INT_MIN
from gateway.wire.call import Credential, FunctionInfo
from gateway.wire.exchange import HttpRequest, HttpResponse, Limits
from protocols.markup import carries, encode_base64
from protocols.shaping import address_of, shape
from protocols.soap.address import ADDRESS, SIMPLE_ADDRESS
from protocols.soap.envelope import local_name, open_envelope, root_of, write_message
from protocols.soap.faults import read_fault
from protocols.soap.names import SOAP_11, element_name
from protocols.soap.reader import Reader
from protocols.soap.text import escape

__all__ = ["read", "request"]

# Servers of the contract ignore the namespace.
_NAMESPACE: Final = "urn:webservice"
_ANSWER: Final = Limits(form_fields=10_000_000, depth=128)
_FROM_TEXT: Final = {BOOL: bool, FLOAT: float, LOCALISEDFLOAT: float, INT: int, PERMISSION: int}


def request(function: FunctionInfo, arguments: Mapping[str, object], credential: Credential | None) -> HttpRequest:
    """The request that calls ``function`` with named ``arguments``, each value with its type.

    Texts that XML cannot carry are sent as base64. The server reads a double without a fraction as an integer, and None for an
    optional argument that allows no null as left out. Raises ``EncodeError`` for integers beyond 64 bits, for names that
    are not declared or that XML cannot carry, and for sessions.
    """
    if not arguments.keys() <= function.params.members.keys():
        raise EncodeError(f"{function.name} has no parameters of these names.")
    written = "".join([_write(element_name(name), value) for name, value in arguments.items()])
    body = write_message(SOAP_11, _NAMESPACE, function.name, written)
    headers = {"content-type": SOAP_11.content_type, "soapaction": f'"{function.name}"'}
    return HttpRequest("POST", address_of(credential, ADDRESS, SIMPLE_ADDRESS), headers, body)


def _write(tag: str, value: object) -> str:
    """An argument as an element with an attribute for its type."""
    if value is None:
        return f'<{tag} xsi:nil="true"/>'
    if isinstance(value, dict):
        items = "".join([f"<item>{_write_key(str(name))}{_write('value', item)}</item>" for name, item in value.items()])
        return f'<{tag} xsi:type="ns2:Map">{items}</{tag}>'
    if isinstance(value, list | tuple):
        items = "".join([_write("item", item) for item in value])
        return f"<{tag} {SOAP_11.array(SOAP_11.any_type, len(value))}>{items}</{tag}>"
    kind, text = _write_scalar(value)
    return f'<{tag} xsi:type="xsd:{kind}">{text}</{tag}>'


def _write_key(name: str) -> str:
    if not carries(name):
        raise EncodeError("SOAP cannot carry one of the names.")
    return f'<key xsi:type="xsd:string">{escape(name)}</key>'


def _write_scalar(value: object) -> tuple[str, str]:
    """The XML Schema type of a scalar, and its text."""
    if isinstance(value, str):
        return ("string", escape(value)) if carries(value) else ("base64Binary", encode_base64(value))
    if isinstance(value, bool):
        return "boolean", "true" if value else "false"
    if isinstance(value, int):
        if not INT_MIN <= value <= INT_MAX:
            raise EncodeError("SOAP carries integers of 64 bits.")
        return "long", str(value)
    if isinstance(value, float):
        return "double", repr(value) if math.isfinite(value) else _NOT_FINITE[str(value)]
    raise EncodeError("SOAP cannot carry a value of this type.")


_NOT_FINITE: Final = {"inf": "INF", "-inf": "-INF", "nan": "NaN"}


def read(response: HttpResponse, function: FunctionInfo) -> object:
    """The value in an answer, or a ``Fault``.

    A nil member of a struct is read as absent if its description allows no null, else as null.
    Raises ``DecodeError`` if the answer is neither value nor fault.
    """
    returns = function.returns
    if not response.body:
        if response.status == 202 and returns is None:
            return None
        raise DecodeError(f"The answer is empty (status {response.status}).")
    envelope = open_envelope(response.body)
    fault = read_fault(envelope)
    if fault is not None:
        return fault
    results = [child for child in root_of(envelope) if local_name(child) == "return"]
    if returns is None:
        return None
    if len(results) != 1:
        raise DecodeError("The answer holds no result, or more than one.")
    return shape(Reader(envelope.body, _ANSWER).value(results[0], returns), returns, _scalar)


def _scalar(value: object, description: Value) -> object:
    if not isinstance(value, str | int | float):
        raise DecodeError("The answer holds something else where a scalar is described.")
    convert = _FROM_TEXT.get(description.type.canonical)
    try:
        return value if convert is None else convert(value)
    except (ValueError, OverflowError) as error:
        raise DecodeError("The answer holds something else than the type that is described.") from error
