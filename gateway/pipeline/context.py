"""The context of a call, which its function is given as ``ctx``: the caller, the site, the database, questions of access."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Concatenate, ParamSpec, TypeVar

import msgspec
from sqlalchemy import Connection, Select

from gateway.access import roles
from gateway.access.accounts import Account
from gateway.access.callers import TokenRow
from gateway.access.capabilities import deciding_contexts, has
from gateway.access.contexts import SYSTEM, Context
from gateway.access.entry import enter
from gateway.access.foreign import Foreign
from gateway.access.passwords import Passwords
from gateway.access.permissions import Assignment, Subject
from gateway.access.secrets import Vault
from gateway.access.site import Service, SiteData
from gateway.errors import GatewayError, MissingCapability
from gateway.pipeline.rates import RateLimiter
from gateway.registry.registry import Registry
from gateway.store.blobs import Blobs
from gateway.store.store import Store, Transaction
from gateway.telemetry.audit import Actor
from gateway.wire.call import UNKNOWN_PEER, CallSettings, Outcome, Peer
from gateway.wire.exchange import Limits

__all__ = ["CallContext", "Subcall"]

P = ParamSpec("P")
T = TypeVar("T")

# Runs another call of the same caller through the pipeline: the name of the function, its arguments, the settings.
Subcall = Callable[[str, Mapping[str | int, object], CallSettings], Awaitable[Outcome]]

_NOBODY = Subject(0)


class CallContext(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """The context of one call, put together by the pipeline.

    ``site`` is the snapshot the call works with, ``settings`` are the per-call settings, ``now`` is the time of the call in
    Unix seconds, ``caller`` the account of the caller (None for a visitor), ``service`` the service that admitted the call,
    ``limits`` the bounds on one request, ``rates`` how often an address may be wrong about a password, ``blobs`` the contents of
    files, ``token`` the token that was used (None with a password), ``restriction`` the context to which it confines the caller,
    ``as_guest`` the guest roles that the caller has during this
    call, in courses entered as a guest. ``actor`` is the caller as the audit names them, ``peer`` the client that sent the
    request. Coroutines and blocking functions have no transaction: they use ``read`` and ``write``, or ``store``. ``long`` says
    that the call has many items, so that it is worked on beside the loop. ``foreign`` is a caller whom another server knows,
    ``takes`` the form in which an answer of such a server can be sent on as it is (``Call.takes``).
    """

    site: SiteData
    store: Store
    vault: Vault
    passwords: Passwords
    rates: RateLimiter
    blobs: Blobs
    settings: CallSettings
    now: int
    actor: Actor
    subcall: Subcall
    limits: Limits
    long: bool = False
    peer: Peer = UNKNOWN_PEER
    caller: Account | None = None
    token: TokenRow | None = None
    service: Service | None = None
    restriction: Context = SYSTEM
    transaction: Transaction | None = None
    foreign: Foreign | None = None
    takes: str = ""
    as_guest: set[Assignment] = msgspec.field(default_factory=set)

    @property
    def db(self) -> Connection:
        """The connection of the call's transaction, which begins when this is first read.

        Raises ``RuntimeError`` in coroutines and blocking functions, which have no transaction.
        """
        if self.transaction is None:
            raise RuntimeError("a coroutine or blocking function opens its own transactions: use ctx.store")
        return self.transaction.db

    @property
    def registry(self) -> Registry:
        """The registry of all components, as it was when the call began."""
        return self.site.registry

    @property
    def userid(self) -> int:
        """The id of the caller's account, 0 for a visitor."""
        return self.caller.id if self.caller else 0

    @property
    def subject(self) -> Subject:
        """The caller's user id and role assignments, guest roles of this call included."""
        subject = self.caller.subject if self.caller else _NOBODY
        return subject.with_roles(self.as_guest) if self.as_guest else subject

    async def read(self, fn: Callable[Concatenate[CallContext, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run ``fn(ctx, …)`` with a context that has a read transaction; for coroutines."""
        return await self.store.run(
            lambda work: fn(msgspec.structs.replace(self, transaction=work), *args, **kwargs), write=False, beside=self.long
        )

    async def write(self, fn: Callable[Concatenate[CallContext, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run ``fn(ctx, …)`` with a context that has a write transaction: whole, or on any error not at all; for coroutines."""
        return await self.store.run(
            lambda work: fn(msgspec.structs.replace(self, transaction=work), *args, **kwargs), write=True, beside=self.long
        )

    def message(self, error: GatewayError) -> str:
        """The text of an error for people, for the message of a warning."""
        return error.message or self.registry.error_text(error.errorcode, error.component) or error.public_message

    async def call(self, function: str, arguments: Mapping[str | int, object], settings: CallSettings) -> Outcome:
        """The outcome of another call by the same caller, which runs through the whole pipeline with the same credential."""
        return await self.subcall(function, arguments, settings)

    def validate(self, context: Context) -> Context:
        """Return ``context`` if the caller may enter it. Raises the error of the rule that refuses (``access.entry``)."""
        if role := enter(self.db, self.site, self.caller, self.restriction, context, now=self.now):
            self.as_guest.add(role)
        return context

    def has(self, capability: str, context: Context, userid: int | None = None) -> bool:
        """Whether the caller, or the user with the id ``userid``, holds a capability in ``context``."""
        who = self.subject if userid in (None, self.userid) else roles.subject(self.db, userid or 0)
        return has(self.site, who, context, capability)

    def deciding_contexts(self, context: Context) -> tuple[int, ...]:
        """Ids on the context path that decide on the caller's capabilities; where they are equal, so are the capabilities."""
        return deciding_contexts(self.site, self.subject, context)

    def holders(self, capability: str, context: Context, userids: Collection[int] | Select[tuple[int]]) -> set[int]:
        """The ids of the users among ``userids``, ids or a statement that selects ids, who hold a capability in ``context``."""
        people = roles.subjects(self.db, userids, within=context.ids)
        return {userid for userid, who in people.items() if has(self.site, who, context, capability)}

    def require(self, capability: str, context: Context) -> None:
        """Raise ``MissingCapability`` unless the caller holds the capability in ``context``."""
        if not has(self.site, self.subject, context, capability):
            raise MissingCapability(capability)
