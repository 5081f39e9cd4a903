"""What a caller may call, and how the structs in it are numbered (``protocols.soap.classes``).

An answer names its structs as the WSDL of the caller does, so that each answer with a struct needs to know what else
the caller may call. That is asked once and remembered for as long as the site has not changed, but for seconds only:
what concerns the caller alone may change without a trace.
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

_SECONDS_KEPT: Final = 10.0
_MOST_KEPT: Final = 1000
_NUMBERINGS_KEPT: Final = 16

_Caller = tuple[Credential, str]


class _Known(NamedTuple):
    """The numbers of a caller's struct classes, the site they hold for, and the time until which they do."""

    first: Mapping[str, int]
    site: Site
    until: float


class Services:
    """The services of all callers."""

    def __init__(self, host: Host) -> None:
        """Nothing is known yet."""
        self._host = host
        self._known: dict[_Caller, _Known] = {}

    async def offered(self, credential: Credential, peer: Peer) -> Sequence[FunctionInfo] | Failure:
        """What a caller may call, by name; or the failure with which any call of that caller ends."""
        site = self._host.site
        functions = await self._host.functions(credential, protocol=PROTOCOL, peer=peer)
        if isinstance(functions, Failure):
            return functions
        if len(self._known) >= _MOST_KEPT:
            self._known.clear()
        self._known[credential, peer.address] = _Known(_numbers(tuple(functions)), site, monotonic() + _SECONDS_KEPT)
        return functions

    async def first_class(self, outcome: Outcome, credential: Credential, peer: Peer) -> int:
        """The number of the first struct class in a result; 0 where there is none."""
        if isinstance(outcome, Failure) or not isinstance(outcome.function.returns, Struct):
            return 0
        known = self._known.get((credential, peer.address))
        if known is None or known.site is not self._host.site or known.until < monotonic():
            await self.offered(credential, peer)
            known = self._known.get((credential, peer.address))
        return known.first.get(outcome.function.name, 0) if known is not None else 0


@lru_cache(maxsize=_NUMBERINGS_KEPT)
def _numbers(functions: tuple[FunctionInfo, ...]) -> Mapping[str, int]:
    return first_classes(functions)
