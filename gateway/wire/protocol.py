"""The interface that a protocol implements, and the host it is given.

A protocol is found through the entry-point group ``gateway.protocols``; the entry point names a
class that is built without arguments. It has a *server* half, used by the gateway, and a *client*
half, used by tests, by the examples in the documentation and by tools that compare protocols.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Protocol as Interface

from starlette.routing import BaseRoute

from gateway.describe.site import Site
from gateway.wire.call import Call, Credential, Failure, FunctionInfo, Outcome
from gateway.wire.exchange import Client, Limits

__all__ = ["Host", "Protocol", "clients_of"]


class Host(Interface):
    """All that a protocol gets of the gateway."""

    @property
    def limits(self) -> Limits:
        """The bounds on one request."""

    @property
    def base_address(self) -> str:
        """The address of the site, without a slash at its end."""

    @property
    def site(self) -> Site:
        """The facts of the site that parameter types depend on, as they are now."""

    def enabled(self, protocol: str) -> bool:
        """Whether web services as a whole and this protocol are switched on."""

    def look_up(self, name: str) -> FunctionInfo | None:
        """The function of that name, or None; says nothing of who may call it."""

    def client_address(self, scope: object) -> str:
        """The address of the client of an ASGI scope, behind trusted proxies too."""

    async def run(self, call: Call) -> Outcome:
        """Take a call through the pipeline. Never raises."""

    def refused(self, protocol: str, address: str, failure: Failure) -> None:
        """Have it recorded that a request was refused before it became a call.

        Every refusal that is answered without ``run`` is told here; one that ``functions`` has raised is not recorded twice.
        """

    async def functions(self, credential: Credential | None, *, protocol: str, address: str) -> Sequence[FunctionInfo]:
        """The functions that this credential may call, ordered by name.

        Raises the ``GatewayError`` with which a call would be refused before its function is known, and records it.
        """

    async def kept(self, name: str, make: Callable[[], Awaitable[str]]) -> str:
        """The document of that name, which ``make`` makes where no process of the site has made it in the last weeks.

        The name must say all that the document is made from. Raises ``InternalError`` where it cannot be made or kept.
        """


class Protocol(Client, Interface):
    """A protocol: routes for the server, and both halves for a client.

    A ``switched`` protocol is on only where the site setting ``webserviceprotocols`` names it, and its
    callers need the capability ``webservice/NAME:use``. A protocol that can be spoken in several ways may have
    a mapping ``clients`` of names to client halves, itself among them.
    """

    name: str
    switched: bool

    def routes(self, host: Host) -> Sequence[BaseRoute]:
        """The addresses at which this protocol answers, as Starlette routes."""


def clients_of(protocol: Protocol) -> Mapping[str, Client]:
    """All client halves of a protocol, by name: one, unless it says otherwise."""
    clients: Mapping[str, Client] = getattr(protocol, "clients", {protocol.name: protocol})
    return clients
