"""JSON within the limits of a request, judged before anything of it is made (``docs/reliability.md``)."""

from __future__ import annotations

import re
from itertools import accumulate
from typing import Any, Final

import orjson

from gateway.errors import HostileInput
from gateway.wire.exchange import Limits

__all__ = ["read_json", "require_bounded"]

_TEXTS: Final = re.compile(rb'"(?:[^"\\]|\\.)*+"?', re.DOTALL)
_ALL_BUT_BRACKETS: Final = bytes(set(range(256)) - set(b"[]{}"))
# By how much a bracket changes the depth, by its byte.
_STEP: Final = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}


def read_json(body: bytes, limits: Limits) -> Any:
    """The value of a JSON text. Raises ``HostileInput`` as ``require_bounded`` does, and ``orjson.JSONDecodeError`` for any other text."""
    require_bounded(body, limits)
    return orjson.loads(body)


def require_bounded(body: bytes, limits: Limits) -> None:
    """Raise ``HostileInput`` for a JSON text with more values than a form may have fields, or nested deeper than is allowed.

    Values are counted by their commas and brackets. Most texts are short of both limits even if those in strings count.
    """
    opened = body.count(b"[") + body.count(b"{")
    if opened <= limits.depth and opened + body.count(b",") <= limits.form_fields:
        return
    bare = _TEXTS.sub(b"", body)
    brackets = bare.translate(None, _ALL_BUT_BRACKETS)
    if bare.count(b",") + len(brackets) // 2 > limits.form_fields:
        raise HostileInput(f"The request has more than {limits.form_fields} values.")
    if max(accumulate(map(_STEP.__getitem__, brackets)), default=0) > limits.depth:
        raise HostileInput(f"The values of the request nest deeper than {limits.depth} levels.")
