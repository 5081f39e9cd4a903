"""Pages of other origins: which may read answers, and the requests by which browsers ask beforehand (CORS).

An address says who may read it (``gateway.wire.protocol.Readers``). The answers that the contract opens to every page say so
themselves; here their preflights are answered, which the reference takes for calls. What the setting ``server.origins`` names
may read the rest, with the browser's cookies unless everybody may.
"""

from __future__ import annotations

from collections.abc import Awaitable, Collection
from typing import Final
from urllib.parse import SplitResult, urlsplit

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.wire.protocol import Readers

__all__ = ["asks_for_headers", "is_own", "preflights", "shared"]

_ALL: Final = ("*",)
_THIS_MACHINE: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_PORTS: Final = {"http": 80, "https": 443}
_EXPOSED: Final = (
    "Accept-Ranges", "Content-Disposition", "Content-Length", "Content-Range", "Deprecation", "ETag", "RateLimit", "RateLimit-Policy",
    "Retry-After", "Sunset", "Token-Expires", "WWW-Authenticate", "X-Request-Id",
)  # fmt: skip


def shared(app: ASGIApp, readers: Readers, origins: Collection[str]) -> ASGIApp:
    """The application of an address, with answers that the pages of ``origins`` may read if ``readers`` says so."""
    if readers is not Readers.NAMED:
        return app
    everybody = "*" in origins
    sharing = CORSMiddleware(
        app,
        allow_origins=_ALL if everybody else origins,
        allow_methods=_ALL,
        allow_headers=_ALL,
        allow_credentials=bool(origins) and not everybody,
        expose_headers=_EXPOSED,
    )
    return _Named(app, sharing, answers=bool(origins))


def is_own(origin: str, base_address: str) -> bool:
    """Whether an origin is that of the site; a site at this machine has all its names."""
    asked, own = urlsplit(origin), urlsplit(base_address)
    if (asked.scheme, _port(asked)) != (own.scheme, _port(own)):
        return False
    return asked.hostname == own.hostname or {asked.hostname, own.hostname} <= _THIS_MACHINE


def _port(address: SplitResult) -> int | None:
    try:
        return address.port or _PORTS.get(address.scheme)
    except ValueError:  # no number
        return None


def preflights(app: ASGIApp) -> ASGIApp:
    """The application that answers the preflights of an address whose answers every page may read."""
    return CORSMiddleware(app, allow_origins=_ALL, allow_methods=_ALL, allow_headers=_ALL)


def asks_for_headers(scope: Scope) -> bool:
    """Whether a request by OPTIONS is a preflight for a request with headers that not every page may send."""
    return _has(scope, b"access-control-request-headers") and _has(scope, b"origin")


class _Named:
    """An application whose requests from pages are answered by another: all of them, or without origins the preflights alone."""

    def __init__(self, app: ASGIApp, sharing: ASGIApp, *, answers: bool) -> None:
        self._app = app
        self._sharing = sharing
        self._answers = answers

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        if (self._answers or scope["method"] == "OPTIONS") and _has(scope, b"origin"):
            return self._sharing(scope, receive, send)
        return self._app(scope, receive, send)


def _has(scope: Scope, wanted: bytes) -> bool:
    for name, _ in scope["headers"]:  # noqa: SIM110 - for every request of some addresses: any() takes three times as long
        if name == wanted:
            return True
    return False
