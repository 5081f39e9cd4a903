"""The pipeline: the steps that every call takes, whatever protocol it came by.

The steps are authenticate → resolve → admit, the lines of ``_let_in``, and validate → invoke → clean, the lines of ``run``;
``report`` is given every outcome, with the trace of the call. A call that was admitted is not checked again within the same
second, unless something has changed (``gateway.pipeline.admissions``): the checks take a quarter of the time of a short
call. A function that writes and the cleaning of its result share one transaction, so that an error in either leaves
nothing written.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection

from gateway import chance, clock
from gateway.access import callers, lockout, missing_contexts, sessions, tokens
from gateway.access.callers import Caller, Callers
from gateway.access.passwords import Passwords
from gateway.access.secrets import Vault
from gateway.access.site import Service, SiteData
from gateway.errors import GatewayError, InvalidResponse, MissingContext
from gateway.pipeline import checks, page_checks
from gateway.pipeline.access_request import AccessRequest, Check
from gateway.pipeline.admissions import Admissions
from gateway.pipeline.arguments import is_long, named
from gateway.pipeline.call_trace import CallTrace
from gateway.pipeline.context import CallContext, Subcall
from gateway.pipeline.notices import tell
from gateway.pipeline.once import once_of
from gateway.pipeline.presence import Presence
from gateway.pipeline.rates import RateLimiter
from gateway.pipeline.trial import WatchedTrace, trial_of
from gateway.pipeline.unexpected import unexpected
from gateway.registry.function import Function, Run
from gateway.store.blobs import Blobs
from gateway.store.store import Store, Transaction
from gateway.telemetry.audit import Actor, Origin
from gateway.wire.call import Call, CallSettings, Failure, FunctionType, Outcome, Password, Result, Session, Step, Token, Written
from gateway.wire.exchange import Limits

__all__ = ["Pipeline", "ReportCall"]

T = TypeVar("T")

# Reports a call that has ended: the call, its trace, its outcome, and the seconds it took.
ReportCall = Callable[[Call, CallTrace, Outcome, float], None]


class Pipeline:
    """Runs calls. ``site`` is the snapshot that new calls work with; the gateway replaces it when the site has changed."""

    def __init__(
        self,
        *,
        site: SiteData,
        store: Store,
        vault: Vault,
        callers: Callers,
        presence: Presence,
        rates: RateLimiter,
        blobs: Blobs,
        limits: Limits,
        report: ReportCall,
        of_pages: frozenset[str],
        waiting_logins: int,
        record: Callable[[Connection, Actor, str], None] | None,
        trace: type[CallTrace] = CallTrace,
    ) -> None:
        """Take the parts that the gateway made.

        ``record`` stores that a function was called in the transaction in which it has written, None where that is not wanted;
        ``of_pages`` are the names of the protocols that the site's own pages speak; at most ``waiting_logins`` passwords wait to
        be verified. ``trace`` is the kind of trace that calls get.
        """
        self.site = site
        self.store = store
        self.vault = vault
        self.callers = callers
        self.presence = presence
        self.rates = rates
        self.blobs = blobs
        self.limits = limits
        self.report = report
        self._record = record
        self._trace = trace
        self._of_pages = of_pages
        self.passwords = Passwords(vault, waiting_logins)
        self._passed: Admissions[tuple[Function, AccessRequest, Service | None]] = Admissions(callers)
        # Drawn here and not when the module is loaded, so that every worker has its own.
        self._process = chance.token_hex(4)
        self._requests = itertools.count(1)

    async def run(self, call: Call) -> Outcome:
        """The outcome of a call, which is reported. Never raises."""
        started = time.perf_counter()
        trace = self.trace(call)
        outcome: Outcome
        try:
            known = self._passed.find(call, self.site) if call.peer.mark is None else None
            function, request, service = known or await self._let_in(call, trace)
            trace.access_request, trace.step = request, Step.VALIDATE
            tell(call, request, service)
            given = named(function, call)
            validate = function.validate_strictly if call.strict else function.validate
            if call.peer.large:  # cleaning a long text takes a while, in which others are served
                arguments = await asyncio.to_thread(validate, given, request.site)
            else:
                arguments = validate(given, request.site)
            trace.step = Step.INVOKE
            outcome = await self._invoke(function, arguments, call, request, service, trace)
        except GatewayError as error:
            if isinstance(error, InvalidResponse):
                trace.step = Step.CLEAN
            self._word(error, call.function)
            outcome = Failure(error, trace.step, error.debug if trace.developer else None)
        except Exception as error:  # whatever a function may raise; the text of the error goes to the log only
            outcome = Failure(unexpected(error, trace.request_id, function=call.function, protocol=call.protocol), trace.step)
        self.report(call, trace, outcome, time.perf_counter() - started)
        if (trial := trial_of(call)) is not None:
            trial.note(call, trace, outcome)
        return outcome

    def _word(self, error: GatewayError, function: str) -> None:
        """Set the message of an error without one, and its kind, as the function's component, or another, declares for its code."""
        registry = self.site.registry
        called = registry.get(function)
        component = called.info.component if called else ""
        error.own_kind = error.own_kind or registry.error_kind(error.errorcode, component)
        if error.message is None:
            error.message = registry.error_text(error.errorcode, component)

    def trace(self, call: Call) -> CallTrace:
        """A new trace for a call, with the id of its HTTP request, or a new id where the protocol gave none."""
        origin = Origin.WEB if call.protocol in self._of_pages else Origin.WEB_SERVICE
        made = self._trace if call.peer.mark is None else WatchedTrace
        return made(call, call.peer.request_id or self.request_id(), origin)

    def request_id(self) -> str:
        """A new, unique id for an HTTP request."""
        return f"{self._process}{next(self._requests):08x}"

    async def _let_in(self, call: Call, trace: CallTrace) -> tuple[Function, AccessRequest, Service | None]:
        """The function of a call, its access request, and the service that admits it, if any. Raises the error of a refusal."""
        request = await self.authenticate(call, trace)
        trace.step = Step.RESOLVE
        function = self.site.registry.resolve(call.function)
        trace.step = Step.ADMIT
        request, service = admitted(call, request, function)
        await self.rates.require_function(call.function, call.peer.notes)
        if not self.rates.any:  # else every call must be counted
            self._passed.store(call, request, (function, request, service))
        return function, request, service

    async def authenticate(self, call: Call, trace: CallTrace) -> AccessRequest:
        """The access request of a call whose caller has passed the checks of the credential and the account.

        Raises the ``GatewayError`` of the check that refuses; ``trace`` then has the caller, as far as it became known.
        """
        await self.rates.require_address(call.peer.address, call.peer.notes)
        request = await self._identify(call, trace)
        if call.credential is None:
            return request
        if isinstance(call.credential, Session):
            if page_checks.signed_in(request):
                await self.rates.require_caller(request)
            return request
        await self.rates.require_caller(request)
        if request.account is not None:
            await self.presence.arrived(request.account.id, request.now)
        return request

    async def refusal(self, call: Call) -> Failure | None:
        """The failure of a call whose caller is refused already; None for one whose request may be decoded.

        Only what is known without the request's contents is looked at. The refused count against their address, others are counted
        when their call runs.
        """
        trace = self.trace(call)
        try:
            if isinstance(call.credential, Password):  # before the hash is computed
                await self.rates.require_address(call.peer.address)
            try:
                request = await self._identify(call, trace)
                if isinstance(call.credential, Session):
                    page_checks.require_session(request)
            except GatewayError:
                await self.rates.require_address(call.peer.address)
                raise
        except GatewayError as error:
            self._word(error, call.function)
            return Failure(error, trace.step)
        except Exception as error:  # the database, for one
            return Failure(unexpected(error, trace.request_id, protocol=call.protocol), trace.step)
        return None

    async def _identify(self, call: Call, trace: CallTrace) -> AccessRequest:
        """The access request of a call whose caller has passed the checks of the credential and the account. Raises as ``authenticate``."""
        now = clock.seconds()
        credential = call.credential
        request = AccessRequest(site=self.site, caller=None, protocol=call.protocol, peer=call.peer, now=now, function=call.function)
        if isinstance(credential, Token):
            trial = trial_of(call)
            caller = trial.caller_of(credential.value) if trial is not None else None
            caller = caller or self.callers.known(credential.value) or await self._owner(credential.value, call.peer.address)
            flaw = checks.token_flaw(credential.value) if caller is None else None
            issued = self.callers.flaw(credential.value) if caller is None else ""
            trace.access_request = request = msgspec.structs.replace(request, caller=caller, token_flaw=flaw, issued_flaw=issued)
            await self._require((*checks.ISSUED, *checks.TOKEN) if issued else checks.TOKEN, request, call, trace)
        elif isinstance(credential, Password):
            request = await self._by_password(credential, request, call, trace)
        elif credential is None:
            return request  # a visitor, who may call functions that need no login
        else:
            return await self._by_session(credential, request, trace)
        if request.token is not None:
            self.presence.used(request.token, now)
        await self._require(checks.ACCOUNT, request, call, trace)
        return request

    async def _owner(self, token: str, address: str) -> Caller | None:
        """The caller for a token that no cache has. Of tokens that another server is asked about, few from an address may be wrong."""
        asks = self.callers.must_ask(token)
        if asks:
            await self.rates.require_few_failures(address)
        caller = await self.callers.by_token(token)
        if asks and caller is None:
            await self.rates.count_failure(address)
        return caller

    async def _by_password(self, credential: Password, request: AccessRequest, call: Call, trace: CallTrace) -> AccessRequest:
        """The access request with the caller of a user name and password; the hash is computed only if the other checks pass."""
        request = msgspec.structs.replace(request, username=credential.username, password=credential.password)
        if checks.first_refusal(checks.PASSWORD[:-1], request) is None:
            await self.rates.require_few_failures(call.peer.address)
            caller, stored = await self.store.read(callers.by_username, credential.username)
            account = caller.account if caller else None
            matches = await self.passwords.verify_call(account.id if account else 0, credential.password, stored)
            locked = (
                account is not None
                and self.site.config.flag("triglot/lockoutcalls")
                and await lockout.refuses(self.store, self.site, account, matches, now=request.now)
            )
            if not matches or locked:
                await self.rates.count_failure(call.peer.address)
            request = msgspec.structs.replace(request, caller=caller, password_matches=matches, locked_out=locked)
        trace.access_request = request
        await self._require(checks.PASSWORD, request, call, trace)
        return request

    async def _by_session(self, credential: Session, request: AccessRequest, trace: CallTrace) -> AccessRequest:
        """The access request with the caller of a browser session; the session is kept from timing out.

        No caller is refused yet: the function decides whether it needs a valid session.
        """
        caller = await self.store.read(callers.by_session, credential.sid)
        matches = sessions.is_key(credential.sesskey, credential.sid)
        request = msgspec.structs.replace(request, caller=caller, sesskey=credential.sesskey, sesskey_matches=matches)
        trace.access_request = request
        if page_checks.signed_in(request):
            session = caller.session if caller else None
            if session is not None and credential.activity and sessions.due(session, now=request.now):
                await self.store.write(sessions.touch, session, address=request.peer.address, now=request.now)
        return request

    async def _require(self, ordered: tuple[Check, ...], request: AccessRequest, call: Call, trace: CallTrace) -> None:
        """Raise the error of the first check that the request fails; delete the token if the check says so."""
        check = checks.first_refusal(ordered, request)
        if check is None:
            return
        trace.check = check
        if check.forgets_token and request.token is not None and request.token.id and call.peer.mark is None:
            by = Actor(origin=Origin.WEB_SERVICE, address=call.peer.address, protocol=call.protocol, request_id=trace.request_id)
            await self.store.write(tokens.forget, request.site, request.token, now=request.now, by=by)
        raise check.refuse(request)

    async def read(self, call: Call, request: AccessRequest, rule: Callable[[CallContext], T]) -> T:
        """The result of a rule that belongs to no function, in a read transaction with the context of an authenticated caller."""
        return await self.store.run(self._ruled(call, request, rule), write=False)

    async def write(self, call: Call, request: AccessRequest, rule: Callable[[CallContext], T]) -> T:
        """The result of a rule that belongs to no function, in a write transaction with the context of an authenticated caller."""
        return await self.store.run(self._ruled(call, request, rule), write=True)

    def _ruled(self, call: Call, request: AccessRequest, rule: Callable[[CallContext], T]) -> Callable[[Transaction], T]:
        """The work of a transaction for a rule, which calls no functions."""

        async def subcall(_name: str, _arguments: Mapping[str | int, object], _settings: CallSettings) -> Outcome:
            raise RuntimeError("a rule calls no functions")

        actor = Actor(origin=Origin.WEB, userid=request.account.id if request.account else 0, address=call.peer.address)
        return lambda work: rule(self._context(call, request, actor, subcall, work))

    def _context(
        self,
        call: Call,
        request: AccessRequest,
        actor: Actor,
        subcall: Subcall,
        transaction: Transaction | None,
        *,
        service: Service | None = None,
        long: bool = False,
    ) -> CallContext:
        """The context of a call."""
        trial = trial_of(call)
        return CallContext(
            site=request.site,
            store=self.store if trial is None else trial.store,
            vault=self.vault,
            passwords=self.passwords,
            rates=self.rates,
            blobs=self.blobs if trial is None else trial.blobs,
            settings=call.settings,
            now=request.now,
            actor=actor,
            subcall=subcall,
            limits=self.limits,
            long=long,
            peer=call.peer,
            caller=request.account,
            token=request.token,
            service=service,
            restriction=request.context,
            foreign=request.foreign,
            takes="" if call.peer.idempotency or call.peer.mark is not None else call.takes,
            transaction=transaction,
        )

    async def _made_context(self, error: MissingContext, store: Store) -> bool:
        """Whether the context that was missing is one of an instance that exists, and has been made."""
        asked = (self.site.registry, error.level, error.instance)
        if not await store.read(missing_contexts.has_instance, *asked):
            return False
        return await store.write(missing_contexts.make, *asked) is not None

    async def _invoke(
        self, function: Function, arguments: dict[str, Any], call: Call, request: AccessRequest, service: Service | None, trace: CallTrace
    ) -> Outcome:
        """Call the function in the way its kind needs, and clean its result."""
        site, trial = request.site, trial_of(call)
        store = self.store if trial is None else trial.store

        async def subcall(name: str, arguments: Mapping[str | int, object], settings: CallSettings) -> Outcome:
            peer = msgspec.structs.replace(call.peer, request_id=trace.request_id, idempotency="")
            asked = {"function": name, "arguments": dict(arguments), "settings": settings, "peer": peer, "strict": False, "takes": ""}
            return await self.run(msgspec.structs.replace(call, **asked))

        long = call.peer.large or any(map(is_long, arguments.values()))

        def context(transaction: Transaction | None) -> CallContext:
            return self._context(call, request, trace.actor, subcall, transaction, service=service, long=long)

        def work(transaction: Transaction | None) -> Outcome:
            value = function.implementation(context(transaction), **arguments)
            return Result(function.clean(value, site), function.info)

        def recorded_work(transaction: Transaction) -> tuple[Outcome, bool]:
            """Whoever writes is on record if what was written is, and else not."""
            outcome = work(transaction) if once is None else once.within(work)(transaction)
            written = transaction.connection
            if self._record is None or written is None or store is not self.store:
                return outcome, False
            self._record(written, trace.actor, call.function)
            return outcome, True

        async def attempt() -> Outcome:
            if function.run is Run.PLAIN and writes:
                outcome, trace.recorded = await store.run(recorded_work, write=True, beside=long)
                return outcome
            if function.run is Run.PLAIN:
                return await store.run(work, write=False, beside=long)
            return await apart() if once is None else await once.around(store, apart)

        async def apart() -> Outcome:
            """The outcome of a function that has transactions of its own."""
            if function.run is Run.BLOCKING:
                return await asyncio.to_thread(work, None)
            value = await function.implementation(context(None), **arguments)
            if type(value) is Written:
                return Result(None, function.info, value.body)
            return Result(function.clean(value, site), function.info)

        writes = function.info.type is FunctionType.WRITE
        once = once_of(call, request, function.info, self.vault) if writes else None
        try:
            return await attempt()
        except MissingContext as error:
            made = await self._made_context(error, store)
            # A function that writes in transactions of its own may have written, and is not called again.
            if not made or (writes and function.run is not Run.PLAIN):
                raise
            return await attempt()


def admitted(call: Call, request: AccessRequest, function: Function) -> tuple[AccessRequest, Service | None]:
    """The access request of an admitted call, and the service that admits it, if any. Raises the error of a refusal."""
    if isinstance(call.credential, Session):
        return page_checks.admit_from_page(request, function.info), None
    if call.credential is None:
        return request, page_checks.admit_visitor(request, function.info)
    return request, checks.admit(request)
