"""Calling a function of an upstream for a caller: with which credential, from the cache or not, and which side answers."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from gateway.access.contexts import SYSTEM
from gateway.errors import AccessRefused, CodedError, GatewayError
from gateway.pipeline.context import CallContext
from gateway.registry.function import Function, Run
from gateway.store.cache import Cache
from gateway.store.rehearsal import Rehearsal
from gateway.store.store import Store
from gateway.upstream.errors import UpstreamAnswer, UpstreamAway, UpstreamFault
from gateway.upstream.imported import Asked, Imported
from gateway.upstream.kind import Kind
from gateway.upstream.line import HttpLine
from gateway.upstream.parity import Parity
from gateway.upstream.switching import Side
from gateway.wire.call import Credential, FunctionType, Token, Written

__all__ = ["Caller", "Target"]

_CACHED, _LONGEST_CACHED = 2_000, 256 * 1024
# The codes with which an upstream refuses a credential; where it is the gateway's own, the caller cannot do anything about it.
_NOT_THEIRS: Final = frozenset({"invalidtoken"})


class Target(msgspec.Struct, kw_only=True, eq=False):
    """A function of an upstream, with all that calling it needs.

    ``new`` is the function of this gateway that can take its place, ``own`` what stands here before the upstream's paths.
    """

    upstream: str
    line: HttpLine
    kind: Kind
    function: Imported
    new: Function | None
    own: str


class Caller:
    """Calls functions of upstreams. ``secrets`` and ``sides`` are replaced when they change."""

    def __init__(self, here: str) -> None:
        """Without any secret, and with every function answered by its upstream; ``here`` is the address of this site."""
        self.here = here
        self.secrets: Mapping[tuple[str, str], Credential] = {}
        self.sides: Mapping[str, Side] = {}
        self.parity = Parity()
        self._cache: Cache[tuple[Any, ...], tuple[float, object]] = Cache(_CACHED)

    def open(self, store: Store, _lines: Mapping[str, HttpLine]) -> None:
        """Store in a database what comparing finds."""
        self.parity.open(store)

    async def flush(self) -> None:
        """Store what comparing has found."""
        await self.parity.flush()

    async def close(self) -> None:
        """End what is called beside, and store what comparing has found."""
        await self.parity.close()

    async def call(self, ctx: CallContext, target: Target, arguments: dict[str, object]) -> object:
        """What the function returns to the caller of ``ctx``. Raises ``GatewayError``."""
        function = target.function
        if function.capability and ctx.foreign is None:
            ctx.require(function.capability, SYSTEM)
        side = self.sides.get(function.name, Side.LEGACY)
        if side is Side.LEGACY:
            return await self.legacy(ctx, target, arguments)
        new = target.new
        if side is Side.TWICE:
            return await self._beside(ctx, target, arguments, legacy_first=True, other=None)
        if new is None:
            raise CodedError("upstreamswitch", "triglot", debug=f"{function.name} is switched to a function that is not there")
        if side is Side.NEW:
            return await self.new(ctx, new, arguments)
        return await self._beside(ctx, target, arguments, legacy_first=side is Side.BOTH, other=new)

    async def _beside(
        self, ctx: CallContext, target: Target, arguments: dict[str, object], *, legacy_first: bool, other: Function | None
    ) -> object:
        """What one side answers; the other is called once the caller's answer is there, and compared."""
        function = target.function
        plain = msgspec.structs.replace(ctx, takes="")
        first = self.legacy(ctx, target, arguments, fresh=True) if legacy_first else self.new(plain, _there(other), arguments)
        given: object
        try:
            given = await first
        except GatewayError as error:
            given = error
        if (function.reads or function.safe) and not isinstance(ctx.store, Rehearsal):

            async def second() -> object:
                if other is not None and legacy_first:
                    return await self.new(plain, other, arguments)
                return await self.legacy(plain, target, arguments, fresh=True)

            self.parity.compare(function, given, second, noise=other is None)
        if isinstance(given, GatewayError):
            raise given
        return given

    async def new(self, ctx: CallContext, function: Function, arguments: Mapping[str, object]) -> object:
        """What the function of this gateway returns in the place of the upstream's."""
        given = function.validate(dict(arguments), ctx.site)
        implementation = function.implementation
        if function.run is Run.ASYNC:
            value = await implementation(ctx, **given)
        elif function.run is Run.BLOCKING:
            value = await asyncio.to_thread(implementation, ctx, **given)
        elif function.info.type is FunctionType.WRITE:
            value = await ctx.write(lambda inner: function.clean(implementation(inner, **given), ctx.site))
        else:
            value = await ctx.read(lambda inner: implementation(inner, **given))
        return function.clean(value, ctx.site)

    async def legacy(self, ctx: CallContext, target: Target, arguments: dict[str, object], *, fresh: bool = False) -> object:
        """What the upstream returns; from the cache where the import file allows that, and nothing ``fresh`` is wanted."""
        function = target.function
        if not function.reads and isinstance(ctx.store, Rehearsal):
            raise CodedError("upstreamrehearsal", "triglot")
        credential = self.credential(ctx, target)
        asked = Asked(
            settings=ctx.settings,
            request_id=ctx.peer.request_id,
            traceparent=ctx.peer.traceparent,
            takes=ctx.takes,
            here=f"{self.here}{target.own}",
        )
        if fresh or not function.cache or not function.reads:
            return await self._call(target, arguments, credential, asked)
        who = ctx.foreign.key if ctx.foreign is not None else ctx.userid
        key = (function.name, who, ctx.service.id if ctx.service else 0, ctx.takes, ctx.settings, repr(arguments))
        until, value = self._cache.get(key) or (0.0, None)
        if until > time.monotonic():
            return value
        value = await self._call(target, arguments, credential, asked)
        if not isinstance(value, Written) or len(value.body) <= _LONGEST_CACHED:
            self._cache.put(key, (time.monotonic() + function.cache, value))
        return value

    async def _call(self, target: Target, arguments: dict[str, object], credential: Credential | None, asked: Asked) -> object:
        try:
            return await target.kind.call(target.line, target.function, arguments, credential, asked)
        except UpstreamFault as fault:
            if target.line.settings.credential == "secret" and credential is not None and fault.errorcode in _NOT_THEIRS:
                raise UpstreamAnswer("it refuses the credential that triglot upstream secret has stored") from None
            raise

    def credential(self, ctx: CallContext, target: Target) -> Credential | None:
        """The credential with which the upstream is called for a caller; None for a visitor of what needs no login."""
        trust = target.line.settings.credential
        if trust == "none":
            return None
        if trust == "caller":
            if ctx.foreign is not None and ctx.foreign.upstream == target.upstream:
                return Token(ctx.foreign.token)
            if ctx.caller is None and not target.function.loginrequired:
                return None
            raise AccessRefused("token of the upstream")
        if ctx.caller is None and not target.function.loginrequired and target.function.ajax:
            return None
        service = ctx.service.shortname if ctx.service is not None else None
        found = self.secret(target.upstream, service or "")
        if found is None:
            raise UpstreamAway("no credential is stored for it: triglot upstream secret")
        return found

    def secret(self, upstream: str, service: str) -> Credential | None:
        """The stored credential for callers of a service, else that for all; None without any."""
        return self.secrets.get((upstream, service)) or self.secrets.get((upstream, ""))


def _there(function: Function | None) -> Function:
    assert function is not None
    return function
