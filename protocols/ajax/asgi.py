"""AJAX over HTTP: the address for pages with a session, and the one for everybody (``docs/contract/server.md 4``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from email.utils import formatdate
from typing import ClassVar, Final

from anyio.lowlevel import checkpoint
from starlette.routing import BaseRoute, Route

from gateway import clock
from gateway.wire.about import About, Address
from gateway.wire.call import Credential, Failure, FunctionInfo, Outcome
from gateway.wire.exchange import Answer, Headers, HttpRequest, HttpResponse, Request
from gateway.wire.form import parse_fields
from gateway.wire.http import session_id_in
from gateway.wire.protocol import Host
from protocols.ajax import client
from protocols.ajax.codec import PROTOCOL, Batch, Encoder, decode, read_session, write_failure
from protocols.endpoint import Endpoint

__all__ = ["Ajax"]

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
# For how long browsers may cache an answer that was asked for with a cache key, in seconds: the key changes with the answer.
_CACHED_SECONDS: Final = 90 * 24 * 3600

_ABOUT: Final = About(
    text="What the pages of a site speak: several calls at once as JSON, with the session of the browser and its key.",
    addresses=(
        Address(f"{client.ADDRESS}?sesskey=KEY", "with the cookie of a session, and its key"),
        Address(client.OPEN_ADDRESS, "without signing in"),
    ),
    rules=(
        "The body is a list of objects with index, methodname and args; the answer is a list in the same order.",
        "Only functions that are declared for pages can be called.",
        "The calls of a list are made one after the other; after one that fails no more are made.",
    ),
)


class Ajax:
    """The AJAX protocol, with both halves of ``gateway.wire.protocol.Protocol``."""

    name: str = PROTOCOL
    titles: ClassVar[Mapping[str, str]] = {"ajax": "AJAX"}
    about: ClassVar[About] = _ABOUT
    of_pages: bool = True
    switched: bool = False

    def routes(self, host: Host) -> Sequence[BaseRoute]:
        """The routes of the address that needs a session, and of the one that needs none."""
        encoder = Encoder()
        return [
            Route(client.ADDRESS, _Endpoint(host, encoder, session=True), name="ajax"),
            Route(client.OPEN_ADDRESS, _Endpoint(host, encoder, session=False), name="ajax-nologin"),
        ]

    def request(self, function: FunctionInfo, arguments: dict[str, object], credential: Credential | None) -> HttpRequest:
        """The request that calls ``function`` from a page with a session, or without a login.

        Raises ``EncodeError`` for values that JSON cannot carry, for tokens and passwords, and for functions that pages may not
        call.
        """
        return client.request(function, arguments, credential)

    def read(self, response: HttpResponse, function: FunctionInfo) -> object:
        """The value in an answer, or a ``Fault``. Raises ``DecodeError`` if the answer is neither."""
        return client.read(response, function)


class _Endpoint(Endpoint[Batch | Failure]):
    """One of the two addresses; they are part of the site's pages, which cannot be switched off."""

    def __init__(self, host: Host, encoder: Encoder, *, session: bool) -> None:
        super().__init__(host, PROTOCOL)
        self._encoder = encoder
        self._session = session

    visitors = True

    def decode(self, request: Request) -> Batch | Failure:
        sid = session_id_in(request.headers) if self._session else None
        return decode(request, self.host.site, self.host.limits, self.host.look_up, sid=sid)

    def refuse(self, request: Request, failure: Failure) -> Batch | Failure:
        return failure

    def credential(self, request: Request) -> Credential | None:
        sid = session_id_in(request.headers) if self._session else ""
        return read_session(sid, parse_fields(request.query, self.host.limits.form_fields)) if sid else None

    async def answer(self, request: Request, decoded: Batch | Failure) -> Answer:
        if isinstance(decoded, Failure):
            return Answer(200, _FAILED, write_failure(self.report_failure(decoded, request.peer).error))
        answers: list[tuple[int, Outcome]] = []
        for entry in decoded.entries:
            outcome = await self.run(entry.call, request.peer)
            answers.append((entry.index, outcome))
            if self._session and isinstance(outcome, Failure):
                break  # a batch with a session ends at the first error, a batch without one does not
            await checkpoint()  # other requests may be served in between
        headers = _WITH_SESSION if self._session else _JSON
        failed = any(isinstance(outcome, Failure) for _index, outcome in answers)
        if not self._session and not failed and 0 < decoded.cachekey <= clock.now():
            headers = (*_JSON, *_cacheable())
        return Answer(200, headers, self._encoder.encode(answers, self.host.site))


def _cacheable() -> Headers:
    """The headers of an answer that browsers may cache."""
    return (
        (b"expires", formatdate(clock.now() + _CACHED_SECONDS, usegmt=True).encode()),
        (b"pragma", b""),
        (b"cache-control", b"public, max-age=%d, immutable" % _CACHED_SECONDS),
        (b"accept-ranges", b"none"),
    )
