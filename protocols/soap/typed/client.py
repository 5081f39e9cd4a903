"""The client half of typed SOAP: a call to an HTTP request, an HTTP response to a value or a fault."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lxml.etree import _Element

from gateway.describe.model import Description, List, Struct, Value
from gateway.errors import DecodeError, EncodeError
from gateway.php.values import INT_MAX, INT_MIN, to_text
from gateway.wire.call import Credential, FunctionInfo, Token
from gateway.wire.exchange import HttpRequest, HttpResponse
from protocols.markup import carries
from protocols.shaping import shape
from protocols.soap.envelope import local_name, open_envelope, root_of, write_literal
from protocols.soap.names import SOAP_11, element_name
from protocols.soap.text import escape
from protocols.soap.typed.contract import (
    ADDRESS,
    BOOLEAN,
    DOUBLE,
    ITEM,
    LONG,
    NAMESPACE,
    RESPONSE,
    RETURN,
    STRING,
    given_always,
    is_repeated,
    simple_type,
)
from protocols.soap.typed.faults import read_fault
from protocols.soap.typed.reader import Reader, ReadScalar
from protocols.soap.typed.writer import double

__all__ = ["read", "request"]


def request(function: FunctionInfo, arguments: Mapping[str, object], credential: Credential | None) -> HttpRequest:
    """The request that calls ``function`` with named ``arguments``, as SOAP 1.1, with the token in the HTTP header.

    An empty list that may be left out is left out, and so is None for an argument that allows no null. Numbers and booleans
    for an argument described as text are sent as PHP would write them. Raises ``EncodeError`` for arguments of another shape
    than described, for integers beyond 64 bits, for names that are not declared, for text that XML cannot carry, and for
    passwords and sessions.
    """
    if not isinstance(credential, Token | None):
        raise EncodeError("Typed SOAP is called with a token.")
    headers = {"content-type": SOAP_11.content_type, "soapaction": f'"{function.name}"'}
    if credential is not None:
        headers["authorization"] = f"Bearer {_header(credential.value)}"
    return HttpRequest("POST", ADDRESS, headers, write_literal(SOAP_11, NAMESPACE, function.name, _members(arguments, function.params)))


def _header(token: str) -> str:
    if not token.isascii() or not token.isprintable():
        raise EncodeError("A header of HTTP cannot carry this token.")
    return token


def _members(value: Mapping[str, object], struct: Struct) -> str:
    if not value.keys() <= struct.members.keys():
        raise EncodeError("Typed SOAP carries members that are described, and no others.")
    # In the order of the schema, which makes a sequence of them.
    return "".join([_write(element_name(name), value[name], node) for name, node in struct.members.items() if name in value])


def _write(tag: str, value: object, node: Description) -> str:
    """The elements of a value: repeated ones for a list if its description says so, else one."""
    if is_repeated(node) and isinstance(node, List):
        if value is None:
            return ""
        return "".join([_write_one(tag, item, node.of) for item in _items(value)])
    return _write_one(tag, value, node)


def _write_one(tag: str, value: object, node: Description) -> str:
    """The one element of a value."""
    if value is None:
        return f'<{tag} xsi:nil="true"/>'
    if isinstance(node, List):
        return f"<{tag}>{''.join([_write_one(ITEM, item, node.of) for item in _items(value)])}</{tag}>"
    if isinstance(node, Struct):
        if not isinstance(value, Mapping):
            raise EncodeError("Typed SOAP carries structs only where they are described.")
        return f"<{tag}>{_members(value, node)}</{tag}>"
    return f"<{tag}>{_text(value, simple_type(node, result=False))}</{tag}>"


def _items(value: object) -> list[object]:
    if not isinstance(value, list | tuple):
        raise EncodeError("Typed SOAP carries lists only where they are described.")
    return [*value]


def _text(value: object, kind: str) -> str:
    """The text of a scalar; a value that is not of the described type is written too, and the server refuses it."""
    if isinstance(value, bool):
        return str(value).lower() if kind == BOOLEAN else to_text(value)
    if isinstance(value, int):
        if not INT_MIN <= value <= INT_MAX:
            raise EncodeError("Typed SOAP carries integers of 64 bits.")
        return str(value)
    if isinstance(value, float):
        return to_text(value) if kind == STRING else double(value)
    if not isinstance(value, str):
        raise EncodeError("Typed SOAP cannot carry a value of this type.")
    if not carries(value):
        raise EncodeError("XML cannot carry this text.")
    return escape(value)


def read(response: HttpResponse, function: FunctionInfo) -> object:
    """The value in an answer, or a ``Fault``.

    A repeated element that is not there is read as an empty list, or as left out if it may be left out. Raises ``DecodeError``
    if the answer is neither value nor fault.
    """
    envelope = open_envelope(response.body)
    fault = read_fault(envelope)
    if fault is not None:
        return fault
    answer = root_of(envelope)
    if local_name(answer) != f"{function.name}{RESPONSE}":
        raise DecodeError("The answer is one to another call.")
    return None if function.returns is None else _result(answer, function.returns)


def _result(answer: _Element, returns: Description) -> object:
    wrapper = Struct({RETURN: returns})
    value = Reader(_exact, lambda node: not given_always(node)).members(answer, wrapper)
    if value.keys() - {RETURN} or (RETURN not in value and not is_repeated(returns)):
        raise DecodeError("The answer does not hold what is described.")
    return shape(value.get(RETURN, []), returns, _scalar, struct_of=_no_struct)


def _scalar(value: object, _description: Value) -> object:
    if isinstance(value, dict | list):
        raise DecodeError("The answer does not hold what is described.")
    return value


def _no_struct(items: list[object], _struct: Struct) -> object:
    """The list itself: in this protocol a list never stands for a struct."""
    return items


def _exact(node: Value) -> ReadScalar:
    """The reader of the text of a value in a result. The reader raises ``DecodeError`` for a text that does not fit the type."""
    return _EXACT[simple_type(node, result=True)]


def _converted(convert: ReadScalar) -> ReadScalar:
    def read_(text: str) -> object:
        try:
            return convert(text.strip())
        except (ValueError, KeyError) as error:
            raise DecodeError("The answer holds something else than the type that is described.") from error

    return read_


_BOOLEANS: Final = {"true": True, "1": True, "false": False, "0": False}
_EXACT: Final[Mapping[str, ReadScalar]] = {
    LONG: _converted(int),
    DOUBLE: _converted(float),
    BOOLEAN: _converted(_BOOLEANS.__getitem__),
    STRING: str,
}
