"""The gateway as one ASGI application: protocols, login and pages behind one front door."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from types import FunctionType, MethodType

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.server import faces
from gateway.server.addresses import Spellings
from gateway.server.host import Gateway
from gateway.server.origins import asks_for_headers, preflights, shared
from gateway.web import files, health, login, metadata, mobile, numbers, pages, passing, pictures, upload
from gateway.web.secure import SECURE
from gateway.wire.protocol import Readers

__all__ = ["application"]

# The answer to clients whose addresses the site does not admit; as bare as the reference's (docs/contract/server.md 0.4).
_UNANSWERED = PlainTextResponse("This site does not answer requests from your address.", headers=SECURE)
# What an answer has, in seconds, while the database is away.
_RETRY = (b"retry-after", b"2")


def application(gateway: Gateway) -> ASGIApp:
    """The ASGI application of a gateway; its lifespan starts and stops the gateway. Raises ``FaceError`` for a face that cannot be made."""
    routes: list[BaseRoute] = passing.routes(gateway)
    taken = {route.path for route in routes if isinstance(route, Route)}
    own: list[BaseRoute] = [*login.routes(gateway), *mobile.routes(gateway), *files.routes(gateway), *upload.routes(gateway)]
    own += [*pictures.routes(gateway), *metadata.routes(gateway)]
    watched = [*health.routes(gateway), *numbers.routes(gateway)]
    own += watched
    elsewhere = passing.pages(gateway)
    if not elsewhere:
        own += pages.routes(gateway)
    for protocol in gateway.protocols:
        own.extend(protocol.routes(gateway))
    own += faces.routes(gateway)
    routes += [route for route in own if not isinstance(route, Route) or route.path not in taken]
    routes += elsewhere
    open_to_all: dict[str, ASGIApp] = {}
    for route in routes:
        if isinstance(route, Route):
            readers = getattr(route.endpoint, "readers", Readers.NOBODY)
            if readers is Readers.ANYONE:
                open_to_all[route.path] = preflights(route.app)
            route.app = shared(route.app, readers, gateway.settings.server.origins)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        await gateway.start()
        try:
            yield
        finally:
            await gateway.stop()

    router = Starlette(routes=routes, lifespan=lifespan, exception_handlers={HTTPException: _refused})
    router.router.redirect_slashes = False  # a redirect would send a credential to whatever host the client named
    gateway.application = _FrontDoor(gateway, _direct(routes), _named(routes), open_to_all, Spellings(routes), router, _direct(watched))
    if gateway.traces is not None:
        gateway.application = gateway.traces.entered(gateway.application)
    return gateway.application


async def _refused(_request: Request, error: Exception) -> Response:
    """The answer where there is nothing, or not for the method."""
    assert isinstance(error, HTTPException)
    return PlainTextResponse(error.detail, error.status_code, headers={**SECURE, **(error.headers or {})})


def _later(send: Send) -> Send:
    """Send answers that say when to ask again."""

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", ()), _RETRY]}
        await send(message)

    return sent


class _FrontDoor:
    """The outermost application: sends a request for a fixed address straight to its route, and any other through Starlette.

    Starlette's middleware and router would cost a third of a whole call. Requests from addresses that the site does not
    admit are refused here.
    """

    def __init__(
        self,
        gateway: Gateway,
        direct: Mapping[str, ASGIApp],
        named: Mapping[str, ASGIApp],
        preflights: Mapping[str, ASGIApp],
        spellings: Spellings,
        rest: ASGIApp,
        watched: Mapping[str, ASGIApp],
    ) -> None:
        self._gateway = gateway
        self._direct = direct
        self._named = named
        self._preflights = preflights
        self._spellings = spellings
        self._rest = rest
        self._watched = watched

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._rest(scope, receive, send)
            return
        path = scope["path"]
        if self._gateway.answers(scope):
            app = self._direct.get(path) or self._named.get(path[: path.rfind("/") + 1])
        else:  # those who watch have a list of their own
            app = self._watched.get(path, _UNANSWERED)
        if app is None:  # only an address that no route has is looked at for another spelling
            scope = self._spellings.respelled(scope)
            app = self._direct.get(scope["path"], self._rest)
        if scope["method"] == "OPTIONS" and app is not _UNANSWERED and asks_for_headers(scope):
            app = self._preflights.get(scope["path"], app)
        await app(scope, receive, _later(send) if self._gateway.away else send)


def _direct(routes: list[BaseRoute]) -> dict[str, ASGIApp]:
    """The ASGI applications of the routes that need no router, by path: those with a fixed path and for every method."""
    return {
        route.path: route.app
        for route in routes
        if isinstance(route, Route)
        and not route.param_convertors
        and not route.methods
        and not isinstance(route.endpoint, FunctionType | MethodType)
    }


def _named(routes: list[BaseRoute]) -> dict[str, ASGIApp]:
    """The ASGI applications of the routes that need no router and end in a name (``/api/{function}``), by what is before it."""
    return {
        route.path.partition("{")[0]: route.app
        for route in routes
        if isinstance(route, Route)
        and len(route.param_convertors) == 1
        and route.path.endswith("/{function}")
        and not route.methods
        and not isinstance(route.endpoint, FunctionType | MethodType)
    }
