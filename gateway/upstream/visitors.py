"""Callers with tokens of upstreams: whose such a token is, which its upstream tells, is remembered for a while.

An unknown token is remembered for some seconds, so that guessing costs an upstream little; many calls with one token that come at once
ask once.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import msgspec

from gateway.access.callers import Caller
from gateway.access.contexts import SYSTEM
from gateway.access.foreign import Foreign
from gateway.access.secrets import digest
from gateway.access.site import Service
from gateway.errors import GatewayError
from gateway.store.cache import Cache
from gateway.upstream.moodle.identity import Identity
from gateway.wire.call import Token

__all__ = ["Known", "Visitors"]

_KEPT, _UNKNOWN_SECONDS = 20_000, 5.0
_LONGEST_TOKEN: Final = 512


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """An upstream that can be asked whose a token is: how to ask, for how long to remember, and its functions' names there and here."""

    upstream: str
    ask: Callable[[Token], Awaitable[Identity | None]]
    seconds: float
    names: Callable[[], dict[str, str]]


class Visitors:
    """The callers whom upstreams know (``gateway.access.callers.Foreigners``)."""

    def __init__(self, upstreams: Sequence[Known]) -> None:
        """Nobody is known yet; the upstreams are asked in this order."""
        self._upstreams = upstreams
        self._known: Cache[str, tuple[float, Caller | None]] = Cache(_KEPT)
        self._asking: dict[str, asyncio.Task[Caller | None]] = {}

    def known(self, token: str) -> Caller | None:
        """The caller for a token about whom an upstream was asked a moment ago, else None."""
        until, caller = self._known.get(digest(token)) or (0.0, None)
        return caller if until > time.monotonic() else None

    def remembers(self, token: str) -> bool:
        """Whether an upstream was asked about the token a moment ago, whatever it said."""
        return (self._known.get(digest(token)) or (0.0, None))[0] > time.monotonic()

    async def by_token(self, token: str) -> Caller | None:
        """The caller for a token that an upstream knows, or None. Raises ``GatewayError`` where none can say."""
        if not token or len(token) > _LONGEST_TOKEN or not token.isascii() or not token.isprintable():
            return None
        key = digest(token)
        until, caller = self._known.get(key) or (0.0, None)
        if until > time.monotonic():
            return caller
        asking = self._asking.get(key)
        if asking is None:
            asking = self._asking[key] = asyncio.create_task(self._ask(token, key))
            asking.add_done_callback(lambda task: self._asked(key, task))
        return await asyncio.shield(asking)

    def _asked(self, key: str, task: asyncio.Task[Caller | None]) -> None:
        self._asking.pop(key, None)
        if not task.cancelled():
            task.exception()  # which nobody may have waited for

    async def _ask(self, token: str, key: str) -> Caller | None:
        trouble: GatewayError | None = None
        for upstream in self._upstreams:
            try:
                identity = await upstream.ask(Token(token))
            except GatewayError as error:
                trouble = error
                continue
            if identity is not None:
                caller = _caller(upstream, token, identity)
                self._known.put(key, (time.monotonic() + upstream.seconds, caller))
                return caller
        if trouble is not None:
            raise trouble
        self._known.put(key, (time.monotonic() + _UNKNOWN_SECONDS, None))
        return None


def _caller(upstream: Known, token: str, identity: Identity) -> Caller:
    here = upstream.names()
    service = Service(
        id=0,
        name=upstream.upstream,
        shortname=None,
        enabled=True,
        requiredcapability=None,
        restrictedusers=False,
        component=None,
        downloadfiles=identity.downloadfiles,
        uploadfiles=identity.uploadfiles,
        functions=frozenset(here[name] for name in (here if identity.functions is None else identity.functions) if name in here),
    )
    foreign = Foreign(upstream=upstream.upstream, token=token, userid=identity.userid, username=identity.username, service=service)
    return Caller(token=None, account=None, context=SYSTEM, authorisations={}, foreign=foreign)
