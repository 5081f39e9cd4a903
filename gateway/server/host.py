"""The gateway as one object: all parts that live as long as the process, and the host of its protocols."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence

import msgspec
from starlette.types import ASGIApp, Scope

from gateway import clock
from gateway.access import addresses
from gateway.access.callers import Callers
from gateway.access.issuers import Issuers
from gateway.access.secrets import Vault
from gateway.access.site import SiteData
from gateway.admin import tasks
from gateway.admin.synchronise import synchronise
from gateway.errors import DatabaseAway, GatewayError
from gateway.files import stores
from gateway.mail.delivery import Delivery
from gateway.pipeline import checks, page_checks
from gateway.pipeline.call_report import CallReporter
from gateway.pipeline.call_trace import CallTrace, TimedTrace
from gateway.pipeline.presence import Presence
from gateway.pipeline.rates import RateLimiter
from gateway.pipeline.run import Pipeline
from gateway.pipeline.trial import MARK
from gateway.pipeline.unexpected import unexpected
from gateway.registry.component import discover
from gateway.registry.protocols import protocols
from gateway.registry.registry import Registry
from gateway.server import measuring
from gateway.server.background import repeat
from gateway.server.following import Following, keys
from gateway.server.origins import is_own
from gateway.settings import Database, Settings
from gateway.store import documents
from gateway.store.blobs import Blobs
from gateway.store.store import Store
from gateway.telemetry import traces
from gateway.telemetry.audit import Audit
from gateway.telemetry.condition import Condition, megabytes
from gateway.telemetry.endings import DEPRECATED, endings_in
from gateway.telemetry.log import CallLog
from gateway.telemetry.metrics import Family, Metrics
from gateway.telemetry.usage import Usage
from gateway.upstream.upstreams import Upstreams
from gateway.wire.call import Call, Credential, Failure, FunctionInfo, Notes, Outcome, Peer, Session
from gateway.wire.exchange import Limits
from gateway.wire.http import METADATA, said

__all__ = ["Gateway"]

_CHANGES_EVERY, _AUDIT_EVERY, _FLUSH_EVERY, _TASKS_EVERY, _KEYS_EVERY, _MAILS_EVERY = 1.0, 1.0, 5.0, 60.0, 3600.0, 2.0
_UPSTREAMS_EVERY = 5.0


class Gateway(Following):
    """The gateway; it is the ``Host`` that protocols are given."""

    def __init__(self, settings: Settings, registry: Registry | None = None, upstreams: Upstreams | None = None) -> None:
        """Put the parts together; the database is not opened yet. ``upstreams`` are those of which ``registry`` has the functions.

        Raises ``StoreError``, ``SecretsError``, ``ComponentError``, ``ProtocolError``, ``RatesError``, ``IssuersError``,
        ``BlobsError``, ``KindError``, ``ImportFileError`` or ``TracesError`` if a part cannot be made.
        """
        super().__init__()
        self.settings = settings
        self.store = _store(settings.database)
        self.vault = Vault(*keys(settings.secrets), keep=settings.tokens.keep)
        self.metrics = Metrics(on=settings.monitoring.metrics)
        """The numbers of this process; what has some of its own to tell adds itself here."""
        self.gathered: Callable[[], Awaitable[Sequence[Family]]] = self._own_numbers
        """Gives the numbers of all processes of the site on this machine; those of this one where it is alone."""
        self.blobs: Blobs = stores.opened(settings.files)
        self.upstreams = upstreams or Upstreams(settings.upstreams, settings.server.base_address)
        self.upstreams.stand_at(settings.server.base_address)
        if self.metrics.on:
            self.upstreams.measure(self.metrics)
        self._registry = registry or Registry(self.upstreams.components(discover(settings.components.load)))
        self.protocols = protocols()
        self.issuers = Issuers(settings.issuers) if settings.issuers else None
        self.delivery = Delivery(settings.mail, self.store, self.vault)
        self.callers = Callers(self.store, self.issuers, self.upstreams.foreigners)
        self.presence = Presence(self.store)
        self.rates = RateLimiter(settings.rates)
        self.calls = CallLog(settings.log)
        self.audit = Audit(self.store, calls=settings.audit.calls, queue=settings.audit.queue)
        self.usage = Usage(self.store, on=settings.audit.usage, ends=self._ends)
        self.traces = traces.opened(self.store.engines) if settings.monitoring.traces else None
        """What makes traces of calls, if anybody wants them."""
        numbers = measuring.calls_of(self) if self.metrics.on else None
        self._reporter = CallReporter(self.calls, self.audit, self.usage, numbers, self.traces)
        self._proxies = ",".join(settings.server.proxies)
        self._at_https = settings.server.base_address.startswith("https://")
        self._began = int(time.time())
        self.application: ASGIApp | None = None
        """All of it over HTTP, once it is made (``gateway.server.app``)."""
        self.notice = ""
        """What every page says of a site that is not what it seems."""
        self.beside: list[Callable[[], Coroutine[object, object, None]]] = []
        """What else runs in the background from ``start`` to ``stop``."""
        self.leaving = False
        """Whether the process is about to stop: it still answers, but should be asked no more."""
        self._tasks: list[asyncio.Task[None]] = []
        self._make_pipeline: Callable[..., Pipeline] = Pipeline
        self._pipeline: Pipeline | None = None

    @property
    def registry(self) -> Registry:
        """The registry of all components, as it is now."""
        return self._registry

    async def replace_registry(self, registry: Registry) -> None:
        """Serve what the components of another registry declare, from the next call on. Raises ``ComponentError``.

        Calls that have begun keep the registry they began with. The tables of new components must exist.
        """
        await self.store.write(synchronise, registry, now=clock.seconds())
        self._registry = registry
        self._load_site()

    @property
    def limits(self) -> Limits:
        """The bounds on one request."""
        return self.settings.limits

    @property
    def pipeline(self) -> Pipeline:
        """The pipeline. Raises ``RuntimeError`` before ``start``."""
        if self._pipeline is None:
            raise RuntimeError("the gateway has not been started")
        return self._pipeline

    @property
    def running(self) -> bool:
        """Whether the gateway has been started."""
        return self._pipeline is not None

    @property
    def site(self) -> SiteData:
        """The snapshot of the site as it is now."""
        return self.pipeline.site

    async def start(self) -> None:
        """Load the site and begin to follow changes. The schema must exist."""
        self._followed = time.monotonic()
        site = await self._first_site()
        self._pipeline = self._make_pipeline(
            site=site,
            store=self.store,
            vault=self.vault,
            callers=self.callers,
            presence=self.presence,
            rates=self.rates,
            blobs=self.blobs,
            limits=self.limits,
            report=self._reporter.report,
            record=self.audit.stored_call if self.audit.calls else None,
            waiting_logins=self.settings.server.waiting_logins,
            of_pages=frozenset(protocol.name for protocol in self.protocols if protocol.of_pages),
            trace=CallTrace if self.traces is None else TimedTrace,
        )
        if self.traces is not None:
            self._pipeline.run = self.traces.around(self._pipeline.run)  # type: ignore[assignment, method-assign]  # for calls within calls, too
        if self.issuers is not None:
            await self.issuers.renew()
        await self.upstreams.open(self.store, self.vault)
        self._loop = asyncio.get_running_loop()
        self.store.on_commit(self._committed)
        self._tasks = [asyncio.create_task(work, name=name) for name, work in self._background().items()]
        self._tasks += [asyncio.create_task(work()) for work in self.beside]

    def leave(self) -> None:
        """Say from now on that the process is about to stop, to who asks whether it is ready."""
        self.leaving = True

    async def stop(self) -> None:
        """Stop the background tasks, store the collected times and events, close the database."""
        await self._halt()
        await self.upstreams.close()
        await self.presence.flush()
        await self.usage.flush()
        self.audit.sum_up(all_=True)
        await self.audit.flush()
        await self._close()

    async def _halt(self) -> None:
        """Stop the background tasks."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []

    async def _close(self) -> None:
        """Close the database, and all else that was opened."""
        await self.rates.close()
        self.calls.close()
        self.store.close()
        if self.traces is not None:
            await asyncio.to_thread(self.traces.close)

    def _background(self) -> dict[str, Coroutine[object, object, None]]:
        """The work beside calls, by name."""
        work: dict[str, Coroutine[object, object, None]] = {
            "notifications": self.store.listen(self._changed.set),
            "changes": repeat(self._follow, _CHANGES_EVERY, sooner=self._changed),
            "audit": repeat(self.audit.flush, _AUDIT_EVERY, sooner=self.audit.due),
            "presence": repeat(self.presence.flush, _FLUSH_EVERY),
            "usage": repeat(self.usage.flush, _FLUSH_EVERY),
            "tasks": repeat(self._tidy_up, _TASKS_EVERY),
            "mails": repeat(self._send_mails, _MAILS_EVERY),
        }
        if self.settings.upstreams:
            work["upstreams"] = repeat(self._renew_upstreams, _UPSTREAMS_EVERY, sooner=self._upstreams_changed)
        if self.issuers is not None:
            work["keys"] = repeat(self.issuers.renew, _KEYS_EVERY, sooner=self.issuers.wanted)
        return work

    async def _own_numbers(self) -> Sequence[Family]:
        """The numbers of this process."""
        return self.metrics.families()

    @property
    def condition(self) -> Condition:
        """The condition of this process."""
        return Condition(
            began=self._began,
            megabytes=megabytes(),
            changes_age=time.monotonic() - self._followed if self._followed else None,
            waiting={
                "events of the audit": self.audit.waiting,
                "uses of tokens": self.presence.waiting,
                "numbers of calls": self.usage.waiting,
            },
        )

    def enabled(self, protocol: str) -> bool:
        """Whether both web services as a whole and this protocol are switched on."""
        return protocol in self.pipeline.site.protocols

    @property
    def challenge(self) -> bytes:
        """The header ``WWW-Authenticate`` of protocols with statuses; it leads to the identity providers, if there are any."""
        return b'Bearer resource_metadata="%s%s"' % (self.base_address.encode(), METADATA.encode()) if self.issuers else b"Bearer"

    def admits_origin(self, origin: str) -> bool:
        """Whether pages of an origin may call: those of the site itself, and those that the setting ``server.origins`` names."""
        named = self.settings.server.origins
        return "*" in named or origin in named or is_own(origin, self.base_address)

    def look_up(self, name: str) -> FunctionInfo | None:
        """The function named ``name``, whoever may call it; None without one."""
        function = self.registry.get(name)
        return function.info if function else None

    def client_address(self, scope: object) -> str:
        """The address of the client of an ASGI scope."""
        if not isinstance(scope, dict):
            return addresses.UNKNOWN
        client = scope.get("client")
        return addresses.of_client(self.site.config, client[0] if client else None, scope.get("headers", ()), proxies=self._proxies)

    def _ends(self, protocol: str, function: str) -> bool:
        """Whether a protocol, a function, its component or a service that has it will not be there for ever."""
        site = self.site
        endings = endings_in(site.config.get(DEPRECATED) or "")
        if not endings:
            return False
        info = self.look_up(function)
        component = info.component if info is not None else ""

        def services() -> set[str]:
            return {service.shortname or "" for service in site.services.values() if function in service.functions}

        return endings.any_of(protocol, function, component, services)

    def peer(self, scope: Scope) -> Peer:
        """The client that made the request of an ASGI scope, with the id that it gives the request, or a new one.

        Behind a proxy that ends TLS, only the site's address and the setting ``sslproxy`` tell that the request came over https
        (``docs/contract/server.md 0.4``).
        """
        pipeline = self.pipeline
        config, client = pipeline.site.config, scope.get("client")
        address = addresses.of_client(config, client[0] if client else None, scope["headers"], proxies=self._proxies)
        secure = scope.get("scheme") == "https" or (self._at_https and config.flag("sslproxy"))
        where = scope.get("path", ""), scope.get("query_string", b"")
        program, request_id, key, trace = said(scope)
        request_id = request_id or pipeline.request_id()
        mark = scope.get(MARK)
        return Peer(address, program, secure, request_id, *where, mark=mark, idempotency=key, notes=Notes(), traceparent=trace)

    def answers(self, scope: object) -> bool:
        """Whether the site admits the address of the client of an ASGI scope (``allowedip``, ``blockedip``)."""
        config = self.site.config
        restricted = config["allowedip"] or config["blockedip"]
        return not restricted or addresses.admitted(config, self.client_address(scope))

    async def run(self, call: Call) -> Outcome:
        """The outcome of a call, which runs through the pipeline. Never raises."""
        outcome = await self.pipeline.run(call)
        if isinstance(outcome, Failure) and isinstance(outcome.error, DatabaseAway):
            self.away = True
        return outcome

    async def refusal(self, credential: Credential | None, *, protocol: str, peer: Peer) -> Failure | None:
        """The failure with which a caller is refused, whatever the request asks for; None for a caller whose request may be decoded.

        The failure has not been reported yet.
        """
        return await self.pipeline.refusal(Call(protocol=protocol, function="", arguments={}, credential=credential, peer=peer))

    def unexpected(self, error: Exception, *, protocol: str, peer: Peer) -> GatewayError:
        """The error that a client gets in place of one that a protocol did not expect, which is logged under the same reference."""
        return unexpected(error, peer.request_id, protocol=protocol)

    def report_failure(self, protocol: str, peer: Peer, failure: Failure) -> None:
        """Report a request that was refused before it became a call, to the call log and the audit."""
        call = Call(protocol=protocol, function="", arguments={}, credential=None, peer=peer)
        trace = self.pipeline.trace(call)
        trace.step = failure.step
        self._reporter.report(call, trace, failure, 0.0)

    async def functions(self, credential: Credential | None, *, protocol: str, peer: Peer) -> Sequence[FunctionInfo] | Failure:
        """The functions that this credential may call, ordered by name; or the failure of its check, which has been reported.

        Without a credential those of services that are open to everybody, on a site that shows its documentation to visitors.
        """
        call = Call(protocol=protocol, function="", arguments={}, credential=credential, peer=peer)
        trace = self.pipeline.trace(call)
        try:
            request = await self.pipeline.authenticate(call, trace)
        except GatewayError as error:
            failure = Failure(error, trace.step)
            self._reporter.report(call, trace, failure, 0.0)
            return failure
        if isinstance(credential, Session):
            named = (msgspec.structs.replace(request, info=function.info) for function in self.registry)
            return [each.info for each in named if each.info and checks.first_refusal(page_checks.SESSION, each) is None]
        offered = checks.offered(request) if credential is not None else checks.public(request.site)
        return [function.info for function in self.registry if function.info.name in offered]

    async def cached_document(self, key: str, build: Callable[[], Awaitable[str]]) -> str:
        """The document under ``key``; ``build()`` is called if no process has stored one in the last 30 days.

        Raises ``InternalError`` if the document cannot be built or stored.
        """
        try:
            found = await self.store.read(documents.find, key)
            if found is None:
                found = await build()
                await self.store.write(documents.keep, key, found, clock.seconds())
        except Exception as error:  # whatever ``build`` may raise; the caller gets a reference to the log
            raise unexpected(error, self.pipeline.request_id(), document=key) from error
        return found

    async def _tidy_up(self) -> None:
        """Do the scheduled tasks that are due and that no other worker is doing."""
        await tasks.do_due(self.store, self.registry, self.blobs)

    async def _send_mails(self) -> None:
        """Send the mails that are due."""
        await self.delivery.send_due(self.site)

    async def _renew_upstreams(self) -> None:
        """Know the secrets and the sides of upstreams anew, and store what comparing has found."""
        await self.upstreams.renew()
        await self.upstreams.flush()


def _store(chosen: Database) -> Store:
    """The database of a server, whose statements may not take for ever. Raises ``StoreError``."""
    return Store(chosen.url, pool=chosen.pool, statement_seconds=chosen.statement_seconds, synchronous=chosen.synchronous)
