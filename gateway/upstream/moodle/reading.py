"""The value in what a Moodle answers by REST or AJAX, or its fault; members that no description knows are dropped.

A site of another version may tell more than is described here. Everything else that does not fit is found when the result is cleaned,
as that of any function.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

import msgspec

from gateway.describe.model import Description, List, Struct, Value
from gateway.describe.types import FLOAT, LOCALISEDFLOAT
from gateway.errors import DecodeError
from gateway.upstream.errors import UpstreamAnswer, UpstreamFault
from gateway.wire import phpjson
from gateway.wire.exchange import HttpResponse

__all__ = ["fitted", "is_json", "is_refusal", "read", "read_batch", "unreadable", "whole"]

_REFUSAL: Final = b'{"exception":'
_FLOATS: Final = frozenset({FLOAT, LOCALISEDFLOAT})
_ANY: Final = msgspec.json.Decoder(msgspec.Raw)


def is_json(answer: HttpResponse) -> bool:
    """Whether an answer says of itself that it is JSON."""
    return answer.headers.get("content-type", "").startswith("application/json")


def is_refusal(answer: HttpResponse) -> bool:
    """Whether an answer may be a fault, by its beginning."""
    return answer.body.startswith(_REFUSAL)


def whole(answer: HttpResponse) -> bytes:
    """The body of an answer, which is JSON. Raises ``UpstreamAnswer`` for one that is not, or is cut off."""
    if not is_json(answer) or answer.status != HTTPStatus.OK:
        raise unreadable(answer)
    try:
        _ANY.decode(answer.body)
    except ValueError:
        raise unreadable(answer) from None
    return answer.body


def read(answer: HttpResponse, returns: Description | None) -> object:
    """The value in an answer of REST. Raises ``UpstreamFault`` for a fault, ``UpstreamAnswer`` for anything else."""
    if not is_json(answer):
        raise unreadable(answer)
    value = _parsed(answer)
    if isinstance(value, dict) and {"exception", "message"} <= value.keys():
        raise fault(value)
    if answer.status != HTTPStatus.OK:
        raise unreadable(answer)
    return None if returns is None else fitted(value, returns)


def read_batch(answer: HttpResponse, returns: Description | None) -> object:
    """The value of the one call in an answer of AJAX. Raises as ``read``."""
    match _parsed(answer):
        case [{"error": False, **entry}]:
            return None if returns is None else fitted(entry.get("data"), returns)
        case [{"error": True, "exception": dict() as told}]:
            raise fault(told)
        case {"error": str(message), "errorcode": str(code)}:
            raise UpstreamFault(code, message)
        case _:
            raise unreadable(answer)


def fault(told: Mapping[str, object]) -> UpstreamFault:
    """The fault that a site tells."""
    code, message, kind, debug = (told.get(name) for name in ("errorcode", "message", "exception", "debuginfo"))
    return UpstreamFault(
        code if isinstance(code, str) else "",
        message if isinstance(message, str) else "",
        wire_class=kind if isinstance(kind, str) else None,
        debug=debug if isinstance(debug, str) else None,
    )


def fitted(value: object, description: Description) -> object:
    """The value with what is described alone, and with structs where PHP has written lists."""
    if value is None:
        return None
    if isinstance(description, Value):
        floating = isinstance(value, int) and not isinstance(value, bool) and description.type.canonical in _FLOATS
        return float(value) if floating and abs(value) < 1 << 53 else value  # type: ignore[arg-type]
    if isinstance(description, List):
        return [fitted(item, description.of) for item in value] if isinstance(value, list) else value
    return _members(value, description)


def _members(value: object, description: Struct) -> object:
    if isinstance(value, list):
        value = {str(index): item for index, item in enumerate(value)}
    if not isinstance(value, dict):
        return value
    members = description.members
    return {name: fitted(item, members[name]) for name, item in value.items() if name in members}


def _parsed(answer: HttpResponse) -> object:
    try:
        return phpjson.parse(answer.body)
    except DecodeError:
        raise unreadable(answer) from None


def unreadable(answer: HttpResponse) -> UpstreamAnswer:
    """The error for an answer that cannot be read, which says what it is without its contents."""
    kind = answer.headers.get("content-type", "").partition(";")[0].strip() or "no content type"
    return UpstreamAnswer(f"what it answers cannot be read (status {answer.status}, {kind[:60]}, {len(answer.body)} bytes)")
