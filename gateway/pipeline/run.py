"""What happens to every call, whatever protocol it came by.

authenticate → resolve → admit, the lines of ``_let_in``, → validate → invoke → clean, those of ``run``; ``record``
sees every outcome, with the trail of how far the call has come. A call that was let in is not asked again within
the same second, unless something has changed (``gateway.pipeline.admissions``): asking is a quarter of the time of a
short call. A function that writes and the cleaning of what it returns share one transaction, so that an error at
either leaves nothing written.
"""

from __future__ import annotations

import asyncio
import itertools
import secrets
import time
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import structlog

from gateway.access import callers, sessions, tokens
from gateway.access.callers import Callers
from gateway.access.passwords import Passwords
from gateway.access.secrets import Vault
from gateway.access.site import Service, SiteData
from gateway.errors import GatewayError, InternalError, InvalidParameter, InvalidResponse
from gateway.pipeline import checks
from gateway.pipeline.admissions import Admissions
from gateway.pipeline.attempt import Attempt, Check
from gateway.pipeline.context import CallContext
from gateway.pipeline.presence import Presence
from gateway.pipeline.rates import Rates
from gateway.pipeline.recorder import Trail
from gateway.registry.function import Function, Run
from gateway.store.store import Store, Transaction
from gateway.telemetry.audit import Actor, Origin
from gateway.wire.call import Call, CallSettings, Failure, FunctionType, Outcome, Password, Result, Session, Step, Token

__all__ = ["Pipeline", "Record", "unexpected"]

# Told of every call: the call, how far it came, the outcome, and the seconds it took.
Record = Callable[[Call, Trail, Outcome, float], None]


class Pipeline:
    """Runs calls. ``site`` is the snapshot new calls work with; whoever loads a newer one puts it there."""

    def __init__(
        self,
        *,
        site: SiteData,
        store: Store,
        vault: Vault,
        callers: Callers,
        presence: Presence,
        rates: Rates,
        record: Record,
        of_pages: frozenset[str],
    ) -> None:
        """Put together by the gateway; ``of_pages`` are the names of the protocols that the site's own pages speak."""
        self.site = site
        self.store = store
        self.vault = vault
        self.callers = callers
        self.presence = presence
        self.rates = rates
        self.record = record
        self._of_pages = of_pages
        self.passwords = Passwords(vault)
        self._passed: Admissions[tuple[Function, Attempt, Service | None]] = Admissions(callers)
        # Drawn here and not when the module is loaded, so that every worker has its own.
        self._process = secrets.token_hex(4)
        self._requests = itertools.count(1)

    async def run(self, call: Call) -> Outcome:
        """The outcome of a call. Never raises."""
        started = time.perf_counter()
        trail = self.trail(call)
        outcome: Outcome
        try:
            function, attempt, service = self._passed.find(call, self.site) or await self._let_in(call, trail)
            trail.attempt, trail.step = attempt, Step.VALIDATE
            arguments = function.validate(named(function, call.arguments), attempt.site)
            trail.step = Step.INVOKE
            outcome = await self._invoke(function, arguments, call, attempt, service, trail)
        except GatewayError as error:
            if isinstance(error, InvalidResponse):
                trail.step = Step.CLEAN
            self._word(error, call.function)
            outcome = Failure(error, trail.step, error.debug if trail.developer else None)
        except Exception as error:  # the one place where the unexpected ends: its text stays in the log
            outcome = Failure(unexpected(error, trail.request_id, function=call.function, protocol=call.protocol), trail.step)
        self.record(call, trail, outcome, time.perf_counter() - started)
        return outcome

    def _word(self, error: GatewayError, function: str) -> None:
        """Give an error without a text of its own the one that the function's component, or another, declares for its code."""
        if error.message is None:
            registry = self.site.registry
            called = registry.get(function)
            error.message = registry.error_text(error.errorcode, called.info.component if called else "")

    def trail(self, call: Call) -> Trail:
        """The beginning of the trail of a call, with the id of its request, which its protocol may have given it."""
        origin = Origin.WEB if call.protocol in self._of_pages else Origin.WEB_SERVICE
        return Trail(call, call.peer.request_id or self.request_id(), origin)

    def request_id(self) -> str:
        """An id that no other request has."""
        return f"{self._process}{next(self._requests):08x}"

    async def _let_in(self, call: Call, trail: Trail) -> tuple[Function, Attempt, Service | None]:
        """The function of a call, who makes it, and the service that admits it, if one does. Raises what refuses the call."""
        attempt = await self.authenticate(call, trail)
        trail.step = Step.RESOLVE
        function = self.site.registry.resolve(call.function)
        trail.step = Step.ADMIT
        attempt, service = admitted(call, attempt, function)
        await self.rates.require_function(call.function)
        if not self.rates.any:  # else every call must be counted
            self._passed.keep(call, attempt, (function, attempt, service))
        return function, attempt, service

    async def authenticate(self, call: Call, trail: Trail) -> Attempt:
        """Who makes the call, all checks up to the function passed. Raises the ``GatewayError`` of the one that refuses.

        ``trail`` then tells who it was, as far as that became known.
        """
        await self.rates.require_address(call.peer.address)
        now = int(time.time())
        credential = call.credential
        attempt = Attempt(site=self.site, caller=None, protocol=call.protocol, peer=call.peer, now=now, function=call.function)
        if isinstance(credential, Token):
            caller = self.callers.known(credential.value) or await self.callers.by_token(credential.value)
            trail.attempt = attempt = msgspec.structs.replace(attempt, caller=caller)
            await self._require(checks.TOKEN, attempt, call, trail)
        elif isinstance(credential, Password):
            attempt = await self._by_password(credential, attempt, call, trail)
        elif credential is None:
            return attempt  # a visitor, who may call what needs no login
        else:
            return await self._by_session(credential, attempt, trail)
        if attempt.token is not None:
            self.presence.used(attempt.token, now)
        await self._require(checks.ACCOUNT, attempt, call, trail)
        await self.rates.require_caller(attempt)
        if attempt.account is not None:
            await self.presence.arrived(attempt.account.id, now)
        return attempt

    async def _by_password(self, credential: Password, attempt: Attempt, call: Call, trail: Trail) -> Attempt:
        """The attempt with the caller whom a user name and password stand for; the hash is computed only where it may matter."""
        attempt = msgspec.structs.replace(attempt, username=credential.username, password=credential.password)
        if checks.first_refusal(checks.PASSWORD[:-1], attempt) is None:
            caller, stored = await self.store.read(callers.by_username, credential.username)
            userid = caller.account.id if caller and caller.account else 0
            matches = await self.passwords.verify_call(userid, credential.password, stored)
            attempt = msgspec.structs.replace(attempt, caller=caller, password_matches=matches)
        trail.attempt = attempt
        await self._require(checks.PASSWORD, attempt, call, trail)
        return attempt

    async def _by_session(self, credential: Session, attempt: Attempt, trail: Trail) -> Attempt:
        """The attempt with the caller whom a browser session stands for, which keeps it alive.

        Nobody is refused yet: it is for the function to say whether it matters that the session holds.
        """
        caller = await self.store.read(callers.by_session, credential.sid)
        matches = sessions.is_key(credential.sesskey, credential.sid)
        attempt = msgspec.structs.replace(attempt, caller=caller, sesskey=credential.sesskey, sesskey_matches=matches)
        trail.attempt = attempt
        if checks.signed_in(attempt):
            session = caller.session if caller else None
            if session is not None and credential.activity and sessions.due(session, now=attempt.now):
                await self.store.write(sessions.touch, session, address=attempt.peer.address, now=attempt.now)
            await self.rates.require_caller(attempt)
        return attempt

    async def _require(self, ordered: tuple[Check, ...], attempt: Attempt, call: Call, trail: Trail) -> None:
        """Raise the refusal of the first check that fails, with what it brings along."""
        check = checks.first_refusal(ordered, attempt)
        if check is None:
            return
        trail.check = check
        if check.forgets_token and attempt.token is not None:
            by = Actor(origin=Origin.WEB_SERVICE, address=call.peer.address, protocol=call.protocol, request_id=trail.request_id)
            await self.store.write(tokens.forget, attempt.site, attempt.token, now=attempt.now, by=by)
        raise check.refuse(attempt)

    async def _invoke(
        self, function: Function, arguments: dict[str, Any], call: Call, attempt: Attempt, service: Service | None, trail: Trail
    ) -> Outcome:
        """Call the function as it wants to be called, and clean what it returns."""
        site = attempt.site

        async def further(name: str, arguments: Mapping[str | int, object], settings: CallSettings) -> Outcome:
            peer = msgspec.structs.replace(call.peer, request_id=trail.request_id)
            asked = {"function": name, "arguments": dict(arguments), "settings": settings, "peer": peer}
            return await self.run(msgspec.structs.replace(call, **asked))

        def context(transaction: Transaction | None) -> CallContext:
            return CallContext(
                site=site,
                store=self.store,
                vault=self.vault,
                passwords=self.passwords,
                settings=call.settings,
                now=attempt.now,
                actor=trail.actor,
                further=further,
                peer=call.peer,
                caller=attempt.account,
                token=attempt.token,
                service=service,
                restriction=attempt.context,
                transaction=transaction,
            )

        def work(transaction: Transaction | None) -> Outcome:
            value = function.implementation(context(transaction), **arguments)
            return Result(function.clean(value, site), function.info)

        if function.run is Run.PLAIN:
            return await self.store.run(work, write=function.info.type is FunctionType.WRITE)
        if function.run is Run.BLOCKING:
            return await asyncio.to_thread(work, None)
        value = await function.implementation(context(None), **arguments)
        return Result(function.clean(value, site), function.info)


def admitted(call: Call, attempt: Attempt, function: Function) -> tuple[Attempt, Service | None]:
    """Let the call in to the function: who makes it, and the service that admits it, if one does. Raises what refuses it."""
    if isinstance(call.credential, Session):
        return checks.admit_from_page(attempt, function.info), None
    if call.credential is None:
        return attempt, checks.admit_visitor(attempt, function.info)
    return attempt, checks.admit(attempt)


def named(function: Function, arguments: dict[str | int, object] | list[object] | None) -> dict[str | int, object] | None:
    """Positional arguments by the names of the parameters, in declared order. Raises ``InvalidParameter`` for one too many."""
    if not isinstance(arguments, list):
        return arguments
    names = function.info.params.members
    if len(arguments) > len(names):
        raise InvalidParameter(f"{function.info.name} takes at most {len(names)} parameters, {len(arguments)} were given")
    return dict(zip(names, arguments, strict=False))


def unexpected(error: Exception, reference: str, **where: str) -> InternalError:
    """What a caller is told of an error that nobody foresaw; the error itself goes to the log under the same reference."""
    structlog.get_logger("gateway").error("unexpected error", reference=reference, **where, exc_info=error)
    return InternalError(reference)
