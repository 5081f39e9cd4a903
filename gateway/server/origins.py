"""Pages of other origins: which may read answers, and the requests by which browsers ask beforehand (CORS).

An address says who may read it (``gateway.wire.protocol.Readers``). The answers that the contract opens to every page say so
themselves; here their preflights are answered, which the reference takes for calls. What the setting ``server.origins`` names
may read the rest, with the browser's cookies unless everybody may.
"""

from __future__ import annotations

from collections.abc import Awaitable, Collection
from typing import Final

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.wire.protocol import Readers

__all__ = ["shared"]

_ALL: Final = ("*",)
_EXPOSED: Final = ("Accept-Ranges", "Content-Disposition", "Content-Length", "Content-Range", "ETag", "Retry-After")


def shared(app: ASGIApp, readers: Readers, origins: Collection[str]) -> ASGIApp:
    """The application of an address, with answers that those may read who may; ``origins`` is the setting."""
    if readers is Readers.ANYONE:
        return _Preflights(app, CORSMiddleware(app, allow_origins=_ALL, allow_methods=_ALL, allow_headers=_ALL))
    if readers is Readers.NAMED:
        everybody = "*" in origins
        return _Named(
            app,
            CORSMiddleware(
                app,
                allow_origins=_ALL if everybody else origins,
                allow_methods=_ALL,
                allow_headers=_ALL,
                allow_credentials=not everybody,
                expose_headers=_EXPOSED,
            ),
            answers=bool(origins),
        )
    return app


class _Preflights:
    """An application whose preflights that ask for headers are answered by another; it adds next to nothing to other requests."""

    def __init__(self, app: ASGIApp, preflights: ASGIApp) -> None:
        self._app = app
        self._preflights = preflights

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        if scope["method"] == "OPTIONS" and _has(scope, b"access-control-request-headers") and _has(scope, b"origin"):
            return self._preflights(scope, receive, send)
        return self._app(scope, receive, send)


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
    return any(name == wanted for name, _ in scope["headers"])
