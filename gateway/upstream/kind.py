"""The interfaces of a kind of upstream, and of the line on which it reaches its server; and finding the installed kinds."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final
from typing import Protocol as Interface

from gateway.registry.installed import installed
from gateway.settings import Upstream
from gateway.upstream.imported import Asked, Imported, Learned
from gateway.wire.call import Credential
from gateway.wire.exchange import HttpRequest, HttpResponse

__all__ = ["GROUP", "Kind", "KindError", "Line", "kinds"]

GROUP: Final = "gateway.upstreams"


class KindError(Exception):
    """A kind of upstream cannot be loaded, or does not exist; the text is for the operator."""


class Line(Interface):
    """The way to one upstream, on which calls wait their turn, are timed, repeated if they may be, and counted.

    Kinds send every request by it, and open no connections of their own.
    """

    name: str
    settings: Upstream
    address: str
    """The address that the upstream gives itself, by which it is named in its answers."""

    async def send(self, request: HttpRequest, function: Imported | None = None, asked: Asked | None = None) -> HttpResponse:
        """The answer to a request, whatever its status; ``path`` follows the address of the upstream.

        It is sent again only for a ``function`` that reads, or without a function. The answer is whole, inflated, and no redirect was
        followed. Raises ``UpstreamAway`` and ``UpstreamAnswer``.
        """

    async def fetch(self, address: str) -> bytes:
        """The document at a path or an address of the upstream's own host, or in a file (``file:``). Raises ``GatewayError``."""


class Kind(Interface):
    """A kind of server: how its functions are learnt, and how one is called.

    An entry point of the group ``gateway.upstreams`` names a class that is built without arguments.
    """

    name: str

    async def learn(self, line: Line, credential: Credential | None) -> Learned:
        """What can be learnt of the server at the other end of a line. Raises ``GatewayError``.

        The names of functions here are made by ``gateway.upstream.names.local_name``.
        """

    async def call(
        self, line: Line, function: Imported, arguments: dict[str, object], credential: Credential | None, asked: Asked
    ) -> object:
        """The value that a function returns, as its description has it.

        Raises ``UpstreamFault`` for a fault of its own, and what ``line.send`` raises.
        """


@cache
def kinds() -> Mapping[str, Kind]:
    """One object of every installed kind, by name. Raises ``KindError``."""
    found: dict[str, Kind] = {}
    for point in installed(GROUP):
        try:
            kind: Kind = point.load()()
        except Exception as error:  # code of others, which may fail in any way: the operator is told which to repair or remove
            raise KindError(f"cannot load the kind of upstream {point.name} ({point.value}): {type(error).__name__}: {error}") from error
        found[kind.name] = kind
    return found
