"""AJAX over HTTP: the address for pages with a session, and the one for everybody (``docs/contract/server.md 4``)."""

from __future__ import annotations

import time
from collections.abc import Sequence
from email.utils import formatdate
from typing import Final

from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from gateway.errors import CodingError, GatewayError
from gateway.php.values import to_int
from gateway.wire.call import Credential, Failure, FunctionInfo, Outcome, Session, Step
from gateway.wire.exchange import HttpRequest, HttpResponse
from gateway.wire.form import Form, parse_fields
from gateway.wire.http import read_body, session_id
from gateway.wire.protocol import Host
from protocols.ajax import client
from protocols.ajax.codec import PROTOCOL, Encoder, decode, write_failure

__all__ = ["Ajax"]

Headers = tuple[tuple[bytes, bytes], ...]

_JSON: Final[Headers] = ((b"content-type", b"application/json; charset=utf-8"),)
_FAILED: Final[Headers] = (
    *_JSON,
    (b"cache-control", b"no-store, no-cache, must-revalidate"),
    (b"cache-control", b"post-check=0, pre-check=0"),
    (b"pragma", b"no-cache"),
    (b"expires", b"Mon, 20 Aug 1969 09:23:00 GMT"),
    (b"accept-ranges", b"none"),
)
_WITH_SESSION: Final[Headers] = (
    *_JSON,
    (b"expires", b"Thu, 19 Nov 1981 08:52:00 GMT"),
    (b"cache-control", b"no-store, no-cache, must-revalidate"),
    (b"pragma", b"no-cache"),
)
# How long an answer may be kept that was asked for with a key which changes when the answer does, in seconds.
_KEPT: Final = 90 * 24 * 3600


class Ajax:
    """The AJAX gateway; both halves are promised by ``gateway.wire.protocol.Protocol``."""

    name: str = PROTOCOL
    switched: bool = False

    def routes(self, host: Host) -> Sequence[BaseRoute]:
        """The address that needs a session, and the one that needs none."""
        encoder = Encoder()
        return [
            Route(client.ADDRESS, _Endpoint(host, encoder, session=True), name="ajax"),
            Route(client.OPEN_ADDRESS, _Endpoint(host, encoder, session=False), name="ajax-nologin"),
        ]

    def request(self, function: FunctionInfo, arguments: dict[str, object], credential: Credential | None) -> HttpRequest:
        """The request that calls ``function`` from a page with a session, or without a login.

        Raises ``EncodeError`` for what JSON cannot carry, for tokens and passwords, and for what pages may not call.
        """
        return client.request(function, arguments, credential)

    def read(self, response: HttpResponse, function: FunctionInfo) -> object:
        """The value in an answer, or a ``Fault``. Raises ``DecodeError`` where it is neither."""
        return client.read(response, function)


class _Endpoint:
    """One of the two addresses, as an ASGI application."""

    def __init__(self, host: Host, encoder: Encoder, *, session: bool) -> None:
        self._host = host
        self._encoder = encoder
        self._session = session

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        host = self._host
        address = host.client_address(scope)
        try:
            query = parse_fields(scope["query_string"], host.limits.form_fields)
            body = await read_body(scope, receive, host.limits.body_bytes)
            if body is None:  # the client went away
                return
            given = query.get("args", "")
            if not self._session and isinstance(given, str) and given:
                body = given.encode("utf-8", "surrogateescape")
            if not body:
                raise CodingError("the body is empty", message="The body is empty.")
            credential = _session(scope, query) if self._session else None
            entries = decode(body, credential, address, host.site, host.look_up)
        except GatewayError as error:
            host.refused(PROTOCOL, address, Failure(error, Step.DECODE))
            await _send(scope, send, _FAILED, write_failure(error))
            return
        answers: list[tuple[int, Outcome]] = []
        for entry in entries:
            outcome = await host.run(entry.call)
            answers.append((entry.index, outcome))
            if self._session and isinstance(outcome, Failure):
                break  # pages stop at the first error; those who ask without a session get all answers
        failed = any(isinstance(outcome, Failure) for _index, outcome in answers)
        headers = _WITH_SESSION if self._session else _JSON
        cachekey = to_int(key) if isinstance(key := query.get("cachekey", ""), str) else 0
        if not self._session and not failed and 0 < cachekey <= time.time():
            headers = (*_JSON, *_cacheable())
        await _send(scope, send, headers, self._encoder.encode(answers, host.site))


def _session(scope: Scope, query: Form) -> Session | None:
    """The browser session that the page has, and what it says of it (``docs/contract/server.md 4.1``); None where the browser has none."""
    sid = session_id(scope)
    if not sid:
        return None
    sesskey = query.get("sesskey")
    # A form can put an array in its place, which is the key of no session.
    return Session(sid, sesskey if isinstance(sesskey, str | None) else "", activity=not query.get("nosessionupdate"))


def _cacheable() -> Headers:
    """The headers of an answer that may be kept."""
    return (
        (b"expires", formatdate(time.time() + _KEPT, usegmt=True).encode()),
        (b"pragma", b""),
        (b"cache-control", b"public, max-age=%d, immutable" % _KEPT),
        (b"accept-ranges", b"none"),
    )


async def _send(scope: Scope, send: Send, headers: Headers, body: bytes) -> None:
    """Answer with the status 200, which this protocol has for everything."""
    length = (b"content-length", b"%d" % len(body))
    await send({"type": "http.response.start", "status": 200, "headers": [*headers, length]})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
