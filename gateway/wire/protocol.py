"""The interface that a protocol implements, and the interface of the host that a protocol is given.

A protocol is found through the entry-point group ``gateway.protocols``; the entry point names a
class that is built without arguments. The class has a *server* half, used by the gateway, and a *client*
half, used by tests, by the examples in the documentation and by tools that compare protocols.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from enum import StrEnum
from typing import Protocol as Interface

from starlette.routing import BaseRoute
from starlette.types import Scope

from gateway.describe.site import Site
from gateway.errors import GatewayError
from gateway.wire.about import NOTHING_TOLD, About
from gateway.wire.call import Call, Credential, Failure, FunctionInfo, Outcome, Peer
from gateway.wire.exchange import Client, Limits

__all__ = ["Host", "Protocol", "Readers", "about", "clients_of", "title_of"]


class Readers(StrEnum):
    """Whose pages may read the answers of an address in a browser."""

    ANYONE = "anyone"  # of every origin: the address says so itself, in each answer
    NAMED = "named"  # of the origins that the setting ``server.origins`` names
    NOBODY = "nobody"  # of this origin alone


class Host(Interface):
    """The part of the gateway that a protocol may use."""

    @property
    def limits(self) -> Limits:
        """The bounds on one request."""

    @property
    def base_address(self) -> str:
        """The address of the site, without a slash at its end."""

    @property
    def site(self) -> Site:
        """The settings of the site that parameter types depend on, as they are now."""

    def enabled(self, protocol: str) -> bool:
        """Whether both web services as a whole and this protocol are switched on."""

    @property
    def challenge(self) -> bytes:
        """The header ``WWW-Authenticate`` of an answer to who has no token, or one that does not hold, where a protocol has statuses."""

    def admits_origin(self, origin: str) -> bool:
        """Whether pages of an origin may call: those of the site itself, and those that the setting ``server.origins`` names."""

    def look_up(self, name: str) -> FunctionInfo | None:
        """The function named ``name``, whoever may call it; None without one."""

    def peer(self, scope: Scope) -> Peer:
        """The client that made the request of an ASGI scope, with a new id for the request; call it once for each request."""

    async def run(self, call: Call) -> Outcome:
        """The outcome of a call, which runs through the pipeline. Never raises."""

    async def refusal(self, credential: Credential | None, *, protocol: str, peer: Peer) -> Failure | None:
        """The failure with which a caller is refused, whatever the request asks for; None for a caller whose request may be decoded.

        The failure has not been reported yet.
        """

    def unexpected(self, error: Exception, *, protocol: str, peer: Peer) -> GatewayError:
        """The error that a client gets in place of one that a protocol did not expect, which is logged under the same reference."""

    def report_failure(self, protocol: str, peer: Peer, failure: Failure) -> None:
        """Report a request that was refused before it became a call, to the call log and the audit.

        Failures that ``run`` or ``functions`` return have been reported already.
        """

    async def functions(self, credential: Credential | None, *, protocol: str, peer: Peer) -> Sequence[FunctionInfo] | Failure:
        """The functions that this credential may call, ordered by name; without one, those that the site shows to visitors.

        Or the failure with which a call would be refused before its function is known; it has been reported already.
        """

    async def cached_document(self, key: str, build: Callable[[], Awaitable[str]]) -> str:
        """The document under ``key``; ``build()`` is called if no process has stored one in the last 30 days.

        The key must depend on everything that the document is built from. Raises ``InternalError`` if the document cannot be
        built or stored.
        """


class Protocol(Client, Interface):
    """A protocol: routes for the server, and both halves for a client.

    A ``switched`` protocol is enabled only if the site setting ``webserviceprotocols`` names it, and its
    callers need the capability ``webservice/NAME:use``. A protocol that is ``of_pages`` is spoken by the site's own pages, and
    the audit gives the origin ``web`` to its events. A protocol that can be spoken in several ways may have
    a mapping ``clients`` of names to client halves, itself among them. A mapping ``titles`` gives what people call it, by the names of
    its client halves; ``about`` is what readers of the documentation are told.
    """

    name: str
    switched: bool
    of_pages: bool

    def routes(self, host: Host) -> Sequence[BaseRoute]:
        """The Starlette routes of the addresses at which this protocol answers."""


def clients_of(protocol: Protocol) -> Mapping[str, Client]:
    """The client halves of a protocol, by name: those in ``clients`` if the protocol has that mapping, else itself."""
    clients: Mapping[str, Client] = getattr(protocol, "clients", {protocol.name: protocol})
    return clients


def about(protocol: Protocol) -> About:
    """What readers of the documentation are told of a protocol, as the protocol says."""
    told: About = getattr(protocol, "about", NOTHING_TOLD)
    return told


def title_of(protocol: Protocol, name: str) -> str:
    """What people call the client half ``name`` of a protocol: as the protocol says, else its name."""
    titles: Mapping[str, str] = getattr(protocol, "titles", {})
    return titles.get(name, name)
