"""The functions that a caller may call, and the numbers of their struct classes (``protocols.soap.classes``).

An answer names its structs as the WSDL of the caller does, so that the numbers depend on all functions that
the caller may call. They are cached until the site changes, but for seconds only: changes of the caller alone
are not seen here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from time import monotonic
from typing import Final, NamedTuple

from gateway.describe.model import Struct
from gateway.describe.site import Site
from gateway.wire.call import Credential, Failure, FunctionInfo, Outcome, Peer
from gateway.wire.protocol import Host
from protocols.soap.classes import first_classes
from protocols.soap.codec import PROTOCOL

__all__ = ["Services"]

_CACHED_SECONDS: Final = 10.0
_MOST_CACHED: Final = 1000
_SERVICES_CACHED: Final = 16

_Caller = tuple[Credential, str]


class _Numbering(NamedTuple):
    """The first numbers of a caller's struct classes, the site for which they are valid, and the time until which they are."""

    first: Mapping[str, int]
    site: Site
    until: float


class Services:
    """The functions and struct classes of each caller's service, cached for seconds."""

    def __init__(self, host: Host) -> None:
        """Start with an empty cache."""
        self._host = host
        self._numberings: dict[_Caller, _Numbering] = {}

    async def offered(self, credential: Credential, peer: Peer) -> Sequence[FunctionInfo] | Failure:
        """The functions that a caller may call, ordered by name; or the failure that refuses the caller."""
        site = self._host.site
        functions = await self._host.functions(credential, protocol=PROTOCOL, peer=peer)
        if isinstance(functions, Failure):
            return functions
        if len(self._numberings) >= _MOST_CACHED:
            self._numberings.clear()
        self._numberings[credential, peer.address] = _Numbering(_numbers(tuple(functions)), site, monotonic() + _CACHED_SECONDS)
        return functions

    async def first_class(self, outcome: Outcome, credential: Credential, peer: Peer) -> int:
        """The number of the first struct class in a result; 0 for a result without one."""
        if isinstance(outcome, Failure) or not isinstance(outcome.function.returns, Struct):
            return 0
        numbering = self._numberings.get((credential, peer.address))
        if numbering is None or numbering.site is not self._host.site or numbering.until < monotonic():
            await self.offered(credential, peer)
            numbering = self._numberings.get((credential, peer.address))
        return numbering.first.get(outcome.function.name, 0) if numbering is not None else 0


@lru_cache(maxsize=_SERVICES_CACHED)
def _numbers(functions: tuple[FunctionInfo, ...]) -> Mapping[str, int]:
    return first_classes(functions)
