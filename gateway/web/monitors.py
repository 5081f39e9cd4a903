"""The door of the addresses for machines that watch the process: from elsewhere there is nothing behind it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from gateway.access import addresses
from gateway.web.secure import SECURE
from gateway.web.services import Services

__all__ = ["Watched"]

# A request with one of these was passed on for somebody.
_PASSED_ON: Final = frozenset({b"x-forwarded-for", b"forwarded", b"x-real-ip", b"client-ip", b"via", b"x-forwarded-host"})
_UNCACHED: Final = {**SECURE, "cache-control": "no-store"}


class Watched:
    """An address that those alone see whom the setting ``monitoring.networks`` names, as an ASGI application."""

    def __init__(self, gateway: Services) -> None:
        """``gateway`` knows who asks."""
        self.gateway = gateway
        self._networks = ",".join(gateway.settings.monitoring.networks)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request by GET or HEAD."""
        if not self._sees(scope):
            await PlainTextResponse("Not Found", HTTPStatus.NOT_FOUND, headers=SECURE)(scope, receive, send)
        elif scope["method"] not in ("GET", "HEAD"):
            headers = {**SECURE, "allow": "GET, HEAD"}
            await PlainTextResponse("Method Not Allowed", HTTPStatus.METHOD_NOT_ALLOWED, headers=headers)(scope, receive, send)
        else:
            response = await self.answer(scope)
            response.headers.update(_UNCACHED)
            await response(scope, receive, send)

    async def answer(self, _scope: Scope) -> Response:
        """The answer to who may see it."""
        raise NotImplementedError

    def _sees(self, scope: Scope) -> bool:
        """Whether the client is one that may watch.

        On the machine of a proxy everybody seems to be near: what is passed on counts as the client's alone where the proxy is believed.
        """
        client = scope.get("client")
        near = addresses.plain(client[0] if client else "")
        address = self.gateway.client_address(scope) if self.gateway.running else near
        if address == near and any(name in _PASSED_ON for name, _ in scope["headers"]):
            return False
        return addresses.matches(address, self._networks)
