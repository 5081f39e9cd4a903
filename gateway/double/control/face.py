"""The control face over HTTP: JSON in, JSON out, errors as ``{"error": {"code", "message", "path"}}``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import parse_qsl

import msgspec
import orjson
import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from gateway.double.control.errors import ControlError
from gateway.double.control.openapi import document
from gateway.double.control.verb import Asked, Verb, read
from gateway.double.control.verbs import VERBS
from gateway.double.world import World
from gateway.double.worlds import CONTROL, Worlds

__all__ = ["ControlFace"]

_JSON: Final = "application/json"
# No test is seeded with more at a time.
_MOST_BYTES: Final = 256 * 1024 * 1024
_FIELDS: Final = 100


class ControlFace:
    """The control face of all worlds of a process."""

    def __init__(self, worlds: Worlds, verbs: Sequence[Verb] = VERBS) -> None:
        """Serve ``verbs``."""
        self._worlds = worlds
        self._verbs = {(verb.path, verb.method): verb for verb in verbs}
        self._paths = {verb.path for verb in verbs}
        self._described = verbs

    async def __call__(self, world: World, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request to a world."""
        request = Request(scope, receive)
        try:
            given = await self._answer(world, request)
            answer = Response(_encoded(given), media_type=_JSON)
        except ControlError as error:
            answer = Response(orjson.dumps(error.as_json()), error.status, media_type=_JSON)
        except Exception as error:
            structlog.get_logger("gateway").error("control face failed", path=request.url.path, exc_info=error)
            failed = ControlError("The double failed at this; its log says why.", code="failed", status=500)
            answer = Response(orjson.dumps(failed.as_json()), failed.status, media_type=_JSON)
        answer.headers["cache-control"] = "no-store"
        await answer(scope, receive, send)

    async def _answer(self, world: World, request: Request) -> Any:
        """What a request is given. Raises ``ControlError``."""
        path = request.scope["path"].removeprefix(CONTROL).strip("/")
        method = "GET" if request.method == "HEAD" else request.method
        if path == "openapi.json" and method == "GET":
            return document(self._described, f"{world.address}{CONTROL}")
        verb = self._verbs.get((path, method))
        if verb is None:
            methods = sorted(method for known, method in self._verbs if known == path)
            if methods:
                raise ControlError(f"Ask this with {' or '.join(methods)}.", code="method", status=405)
            raise ControlError(
                f"There is no such thing here; there are {', '.join(sorted(self._paths - {''}))}.", code="unknown", status=404
            )
        query = dict(parse_qsl(request.url.query, keep_blank_values=True, max_num_fields=_FIELDS))
        for name in query:
            if name not in verb.query:
                known = f"; there are {', '.join(verb.query)}" if verb.query else ""
                raise ControlError(f"There is no field {name!r} in the query{known}.", path=name)
        asked = Asked(worlds=self._worlds, world=world, query=query)
        if verb.takes_text:
            return await verb.do(msgspec.structs.replace(asked, text=(await _body(request)).decode("utf-8", "replace")))
        if verb.takes is not None:
            return await verb.do(msgspec.structs.replace(asked, document=read(_document(await _body(request)), verb.takes)))
        return await verb.do(asked)


async def _body(request: Request) -> bytes:
    """The body of a request, as far as one may be long. Raises ``ControlError``."""
    pieces, length = [], 0
    async for piece in request.stream():
        length += len(piece)
        if length > _MOST_BYTES:
            raise ControlError("That is too long.", code="toolong", status=413)
        pieces.append(piece)
    return b"".join(pieces)


def _document(body: bytes) -> Any:
    """The document in a body; an empty one is an empty object. Raises ``ControlError``."""
    try:
        return orjson.loads(body) if body.strip() else {}
    except orjson.JSONDecodeError as error:
        raise ControlError(f"The body is not JSON: {error}.", code="json") from None


def _encoded(given: Any) -> bytes:
    """The JSON of an answer."""
    return orjson.dumps(msgspec.to_builtins(given), option=orjson.OPT_NON_STR_KEYS)
