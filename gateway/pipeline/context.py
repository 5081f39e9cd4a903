"""What a function is given of the call it serves: who calls, where they may go, and the database."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Concatenate, ParamSpec, TypeVar

import msgspec
from sqlalchemy import Connection, Select

from gateway.access import roles
from gateway.access.accounts import Account
from gateway.access.callers import TokenRow
from gateway.access.capabilities import grounds, has
from gateway.access.contexts import SYSTEM, Context
from gateway.access.entry import enter
from gateway.access.passwords import Passwords
from gateway.access.permissions import Assignment, Subject
from gateway.access.secrets import Vault
from gateway.access.site import Service, SiteData
from gateway.errors import GatewayError, MissingCapability
from gateway.registry.registry import Registry
from gateway.store.store import Store, Transaction
from gateway.telemetry.audit import Actor
from gateway.wire.call import UNKNOWN_PEER, CallSettings, Outcome, Peer

__all__ = ["CallContext"]

P = ParamSpec("P")
T = TypeVar("T")

# Takes a further call of the same caller through the pipeline: the function, its arguments, the settings.
Subcall = Callable[[str, Mapping[str | int, object], CallSettings], Awaitable[Outcome]]

_NOBODY = Subject(0)


class CallContext(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """The context of one call, put together by the pipeline.

    ``site`` is the snapshot the call works with, ``settings`` are the call's own, ``now`` is its time in
    Unix seconds, ``caller`` the account (None for nobody), ``service`` the service that admitted the
    call, ``token`` the token that was used (None with a password), ``restriction`` what they are
    restricted to, ``as_guest`` the roles of a guest that they have for as long as the call lasts, in
    courses they have entered so. ``actor`` is the caller as the audit names them, ``peer`` the client that
    they use. Coroutines and blocking functions have no transaction: they use ``read`` and
    ``write``, or ``store``.
    """

    site: SiteData
    store: Store
    vault: Vault
    passwords: Passwords
    settings: CallSettings
    now: int
    actor: Actor
    subcall: Subcall
    peer: Peer = UNKNOWN_PEER
    caller: Account | None = None
    token: TokenRow | None = None
    service: Service | None = None
    restriction: Context = SYSTEM
    transaction: Transaction | None = None
    as_guest: set[Assignment] = msgspec.field(default_factory=set)

    @property
    def db(self) -> Connection:
        """The connection of the call's transaction, taken when first asked for.

        Raises ``RuntimeError`` in a function that has none.
        """
        if self.transaction is None:
            raise RuntimeError("a coroutine or blocking function opens its own transactions: use ctx.store")
        return self.transaction.db

    @property
    def registry(self) -> Registry:
        """What all components declare, as it was when the call began."""
        return self.site.registry

    @property
    def userid(self) -> int:
        """The id of the caller's account, 0 for nobody."""
        return self.caller.id if self.caller else 0

    @property
    def subject(self) -> Subject:
        """The caller as someone who holds capabilities."""
        own = self.caller.subject if self.caller else _NOBODY
        return own.with_roles(self.as_guest) if self.as_guest else own

    async def read(self, fn: Callable[Concatenate[CallContext, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run ``fn(ctx, …)`` with a context that has a read transaction; for coroutines."""
        return await self.store.run(lambda work: fn(msgspec.structs.replace(self, transaction=work), *args, **kwargs), write=False)

    async def write(self, fn: Callable[Concatenate[CallContext, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run ``fn(ctx, …)`` with a context that has a write transaction: whole, or on any error not at all; for coroutines."""
        return await self.store.run(lambda work: fn(msgspec.structs.replace(self, transaction=work), *args, **kwargs), write=True)

    def message(self, error: GatewayError) -> str:
        """The text of an error for people, for an error that becomes a warning and ends no call."""
        return error.message or self.registry.error_text(error.errorcode, error.component) or error.public_message

    async def call(self, function: str, arguments: Mapping[str | int, object], settings: CallSettings) -> Outcome:
        """The outcome of a further call by the same caller, which takes the whole pipeline with the same credential."""
        return await self.subcall(function, arguments, settings)

    def validate(self, context: Context) -> Context:
        """Enter ``context``, and give it back. Raises what keeps the caller out (``access.entry``)."""
        if role := enter(self.db, self.site, self.caller, self.restriction, context, now=self.now):
            self.as_guest.add(role)
        return context

    def has(self, capability: str, context: Context, userid: int | None = None) -> bool:
        """Whether the caller, or the person named, holds a capability in ``context``."""
        who = self.subject if userid in (None, self.userid) else roles.subject(self.db, userid or 0)
        return has(self.site, who, context, capability)

    def grounds(self, context: Context) -> tuple[int, ...]:
        """What decides on the caller's capabilities in ``context``: where that is equal, they hold the same."""
        return grounds(self.site, self.subject, context)

    def holders(self, capability: str, context: Context, userids: Collection[int] | Select[tuple[int]]) -> set[int]:
        """Those of these people, or of those whose ids a statement gives, who hold a capability in ``context``."""
        people = roles.subjects(self.db, userids, within=context.ids)
        return {userid for userid, who in people.items() if has(self.site, who, context, capability)}

    def require(self, capability: str, context: Context) -> None:
        """Raise ``MissingCapability`` unless the caller holds the capability in ``context``."""
        if not has(self.site, self.subject, context, capability):
            raise MissingCapability(capability)
