"""The client half of REST: a call to an HTTP request, an HTTP response to a value or a fault."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Final

from gateway.describe.model import MISSING, Description, List, Struct
from gateway.errors import DecodeError, EncodeError
from gateway.php.values import array_key
from gateway.wire import phpjson
from gateway.wire.call import Credential, FunctionInfo, Password, Token
from gateway.wire.callsettings import SETTING_FIELDS
from gateway.wire.exchange import Fault, HttpRequest, HttpResponse
from gateway.wire.form import Form, FormValue, merge, parse_fields
from protocols.rest import xmlread
from protocols.rest.codec import Format
from protocols.shaping import quoted, shape_json

__all__ = ["ADDRESS", "SIMPLE_ADDRESS", "read", "request"]

ADDRESS: Final = "/webservice/rest/server.php"
SIMPLE_ADDRESS: Final = "/webservice/rest/simpleserver.php"

_FORM_TYPE: Final = "application/x-www-form-urlencoded"
_ERROR_FIELDS: Final = frozenset({"exception", "errorcode", "message", "debuginfo"})


def request(
    function: FunctionInfo, arguments: Mapping[str, object], credential: Credential | None, answer: Format = Format.JSON
) -> HttpRequest:
    """The request that calls ``function`` and asks for an answer in the format ``answer``.

    Raises ``EncodeError`` for values that a form cannot carry (None, empty lists and empty structs, unless they
    are the default of their parameter, which is then left out; NaN), for names that would not arrive as they
    were sent, and for sessions.
    """
    address, form = _envelope(function.name, credential, answer)
    for name, value in arguments.items():
        if name in form or name in SETTING_FIELDS:
            raise EncodeError(f"REST has another use for the name {name!a}.")
        carried = _carry_member(name, value, function.params.members.get(name))
        if carried is not None:
            form[name] = carried
    body = "&".join([f"{name}={quoted(text)}" for name, text in _fields(form)]).encode("ascii")
    # The contract changes names in many cases; reading the form back finds all of them.
    arriving = merge({}, parse_fields(body, body.count(b"&") + 1))
    for sent in form:
        if arriving.get(sent) != form[sent]:
            raise EncodeError(f"REST cannot carry the names or the bytes in {sent!a}.")
    return HttpRequest("POST", address, {"content-type": _FORM_TYPE}, body)


def _envelope(function: str, credential: Credential | None, answer: Format) -> tuple[str, Form]:
    """The address for a credential, and the fields of the form that are not arguments."""
    call: Form = {"wsfunction": function, "moodlewsrestformat": answer.value}
    if credential is None:
        return ADDRESS, call
    if isinstance(credential, Token):
        return ADDRESS, {"wstoken": credential.value, **call}
    if isinstance(credential, Password):
        return SIMPLE_ADDRESS, {"wsusername": credential.username, "wspassword": credential.password, **call}
    raise EncodeError("REST carries tokens and passwords, not sessions.")


def _carry_member(path: str, value: object, description: Description | None) -> FormValue | None:
    """The form of a parameter or member; None if the value is its default and no form carries it, so that it is left out."""
    carried = _carry(path, value, description)
    if carried is None and (description is None or description.default is MISSING or description.default != value):
        raise EncodeError(f"REST cannot carry an empty value in {path!a}.")
    return carried


def _carry(path: str, value: object, description: Description | None) -> FormValue | None:
    """The form of a value; None for a value that no form carries."""
    if value is None:
        return None
    members: Form = {}
    if isinstance(value, dict):
        described = description.members if isinstance(description, Struct) else {}
        for key, item in value.items():
            carried = _carry_member(f"{path}.{key}", item, described.get(str(key)))
            if carried is not None:
                members[array_key(str(key))] = carried
        return members or None
    if isinstance(value, list | tuple):
        of = description.of if isinstance(description, List) else None
        for index, item in enumerate(value):
            carried = _carry(f"{path}[{index}]", item, of)
            if carried is None:
                raise EncodeError(f"REST cannot carry an empty value in {path!a}.")
            members[index] = carried
        return members or None
    return _carry_scalar(path, value)


def _carry_scalar(path: str, value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int):
        return str(int(value))  # 1 and 0 for booleans
    if isinstance(value, float) and not math.isnan(value):
        if math.isinf(value):
            return "1e999" if value > 0 else "-1e999"
        return repr(value).removesuffix(".0")
    raise EncodeError(f"REST cannot carry the value of {path!a}.")


def _fields(form: Form, prefix: str = "") -> Iterator[tuple[str, str]]:
    """The names and values of the texts in a form; names are percent-encoded except for their brackets."""
    for key, value in form.items():
        name = f"{prefix}[{quoted(str(key))}]" if prefix else quoted(str(key))
        if isinstance(value, str):
            yield name, value
        else:
            yield from _fields(value, name)


def read(response: HttpResponse, function: FunctionInfo) -> object:
    """The value in an answer, or a ``Fault``; the content type says whether it is JSON or XML.

    The values of an XML answer get their types from the description. XML does not tell absent members from null or empty
    ones: they are returned as the answer has them. Raises ``DecodeError`` if the answer is neither value nor fault,
    also for the empty body in place of a value that JSON cannot carry.
    """
    content_type = response.headers.get("content-type", "")
    if content_type.startswith("application/xml"):
        return xmlread.read(response.body, function.returns)
    if not content_type.startswith("application/json"):
        raise DecodeError(f"The answer is neither JSON nor XML (status {response.status}).")
    value = phpjson.parse(response.body)
    if isinstance(value, dict) and _is_fault(value, function.returns):
        return Fault(value.get("errorcode"), value["message"], value["exception"], value.get("debuginfo"))
    return None if function.returns is None else shape_json(value, function.returns)


def _is_fault(value: dict[str, object], returns: Description | None) -> bool:
    """Whether an object is a refusal; a struct whose description has the same members is a result."""
    if not {"exception", "message"} <= value.keys() <= _ERROR_FIELDS or not all(isinstance(text, str) for text in value.values()):
        return False
    return not (isinstance(returns, Struct) and value.keys() <= returns.members.keys())
