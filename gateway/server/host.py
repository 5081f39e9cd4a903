"""The gateway as one object: everything that lives as long as the process, and the host of its protocols."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec
import structlog
from starlette.types import Scope

from gateway.access import addresses
from gateway.access import site as site_data
from gateway.access.callers import Callers
from gateway.access.secrets import Vault, read_key
from gateway.access.site import SiteData
from gateway.admin import tasks
from gateway.admin.synchronise import synchronise
from gateway.errors import GatewayError
from gateway.pipeline import checks
from gateway.pipeline.call_report import CallReporter
from gateway.pipeline.presence import Presence
from gateway.pipeline.rates import RateLimiter
from gateway.pipeline.run import Pipeline, unexpected
from gateway.registry.component import discover
from gateway.registry.protocols import protocols
from gateway.registry.registry import Registry
from gateway.settings import Settings
from gateway.store import changes, documents
from gateway.store.changes import Change, Kind
from gateway.store.store import Store
from gateway.telemetry.audit import Audit
from gateway.telemetry.log import CallLog
from gateway.wire.call import Call, Credential, Failure, FunctionInfo, Outcome, Peer, SessionCredential
from gateway.wire.exchange import Limits
from gateway.wire.http import agent

__all__ = ["Gateway"]

_CHANGES_EVERY, _AUDIT_EVERY, _FLUSH_EVERY, _TASKS_EVERY = 1.0, 1.0, 5.0, 60.0


class Gateway:
    """The gateway; it is the ``Host`` that protocols are given."""

    def __init__(self, settings: Settings, registry: Registry | None = None) -> None:
        """Put the parts together; the database is not opened yet.

        Raises ``StoreError``, ``SecretsError``, ``ComponentError``, ``ProtocolError`` or ``RatesError`` where a part cannot be had.
        """
        self.settings = settings
        self.store = Store(settings.database.url, pool=settings.database.pool)
        self.vault = Vault(read_key(settings.secrets.key, Path(settings.secrets.key_file)), keep=settings.tokens.keep)
        self._registry = registry or Registry(discover(settings.components.load))
        self.protocols = protocols()
        self.callers = Callers(self.store)
        self.presence = Presence(self.store)
        self.rates = RateLimiter(settings.rates)
        self.calls = CallLog(settings.log)
        self.audit = Audit(self.store, calls=settings.audit.calls, queue=settings.audit.queue)
        self._reporter = CallReporter(self.calls, self.audit)
        self._at_https = settings.server.base_address.startswith("https://")
        self._last_change = 0
        self._changed = asyncio.Event()
        self._loads, self._loaded = 0, 0
        self._tasks: list[asyncio.Task[None]] = []
        self._pipeline: Pipeline | None = None

    @property
    def registry(self) -> Registry:
        """What all components declare, as it is now."""
        return self._registry

    async def replace_registry(self, registry: Registry) -> None:
        """Serve what the components of another registry declare, from the next call on. Raises ``ComponentError``.

        Calls that have begun end with what they began with. The tables of new components must exist.
        """
        await self.store.write(synchronise, registry, now=int(time.time()))
        self._registry = registry
        self._load_site()

    @property
    def base_address(self) -> str:
        """The address of the site, without a slash at its end."""
        return self.settings.server.base_address

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
    def site(self) -> SiteData:
        """The snapshot of the site as it is now."""
        return self.pipeline.site

    async def start(self) -> None:
        """Load the site and begin to follow changes. The schema must exist."""
        self._last_change = await self.store.read(changes.last_change)
        site = await self.store.read(site_data.load, self.base_address, self._registry)
        self._pipeline = Pipeline(
            site=site,
            store=self.store,
            vault=self.vault,
            callers=self.callers,
            presence=self.presence,
            rates=self.rates,
            report=self._reporter.report,
            of_pages=frozenset(protocol.name for protocol in self.protocols if protocol.of_pages),
        )
        self._loop = asyncio.get_running_loop()
        self.store.on_commit(self._committed)
        await self.store.write(changes.forget_old)
        self._tasks = [
            asyncio.create_task(self.store.listen(self._changed.set), name="notifications"),
            asyncio.create_task(_repeat(self._follow, _CHANGES_EVERY, sooner=self._changed), name="changes"),
            asyncio.create_task(_repeat(self.audit.flush, _AUDIT_EVERY, sooner=self.audit.due), name="audit"),
            asyncio.create_task(_repeat(self.presence.flush, _FLUSH_EVERY), name="presence"),
            asyncio.create_task(_repeat(self._tidy_up, _TASKS_EVERY), name="tasks"),
        ]

    async def stop(self) -> None:
        """End what runs in the background, store what was collected, close the database."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []
        await self.presence.flush()
        await self.audit.flush()
        await self.rates.close()
        self.calls.close()
        self.store.close()

    def enabled(self, protocol: str) -> bool:
        """Whether web services as a whole and this protocol are switched on."""
        return protocol in self.pipeline.site.protocols

    def look_up(self, name: str) -> FunctionInfo | None:
        """The function of that name, or None; says nothing of who may call it."""
        function = self.registry.get(name)
        return function.info if function else None

    def client_address(self, scope: object) -> str:
        """The address of the client of an ASGI scope."""
        if not isinstance(scope, dict):
            return addresses.UNKNOWN
        client = scope.get("client")
        return addresses.of_client(self.site.config, client[0] if client else None, scope.get("headers", ()))

    def peer(self, scope: Scope) -> Peer:
        """The client that made the request of an ASGI scope, with an id for the request.

        Behind something that speaks TLS for the gateway, only the site's own address and setting say so (``docs/contract/server.md 0.4``).
        """
        pipeline = self.pipeline
        config, client = pipeline.site.config, scope.get("client")
        address = addresses.of_client(config, client[0] if client else None, scope["headers"])
        secure = scope.get("scheme") == "https" or (self._at_https and config.flag("sslproxy"))
        return Peer(address, agent(scope), secure, pipeline.request_id())

    def answers(self, scope: object) -> bool:
        """Whether the site answers the client of an ASGI scope at all."""
        config = self.site.config
        restricted = config["allowedip"] or config["blockedip"]
        return not restricted or addresses.admitted(config, self.client_address(scope))

    async def run(self, call: Call) -> Outcome:
        """Take a call through the pipeline. Never raises."""
        return await self.pipeline.run(call)

    def report_failure(self, protocol: str, peer: Peer, failure: Failure) -> None:
        """Record that a request was refused before it became a call."""
        call = Call(protocol=protocol, function="", arguments={}, credential=None, peer=peer)
        trace = self.pipeline.trace(call)
        trace.step = failure.step
        self._reporter.report(call, trace, failure, 0.0)

    async def functions(self, credential: Credential | None, *, protocol: str, peer: Peer) -> Sequence[FunctionInfo] | Failure:
        """The functions that this credential may call, ordered by name; or the recorded failure with which a call would end."""
        call = Call(protocol=protocol, function="", arguments={}, credential=credential, peer=peer)
        trace = self.pipeline.trace(call)
        try:
            request = await self.pipeline.authenticate(call, trace)
        except GatewayError as error:
            failure = Failure(error, trace.step)
            self._reporter.report(call, trace, failure, 0.0)
            return failure
        if isinstance(credential, SessionCredential):
            named = (msgspec.structs.replace(request, info=function.info) for function in self.registry)
            return [each.info for each in named if each.info and checks.first_refusal(checks.SESSION, each) is None]
        offered = checks.offered(request) if credential is not None else set()
        return [function.info for function in self.registry if function.info.name in offered]

    async def cached_document(self, key: str, build: Callable[[], Awaitable[str]]) -> str:
        """The document under ``key``; ``build()`` is called if no process has stored one in the last 30 days.

        Raises ``InternalError`` where it cannot be built or stored.
        """
        try:
            found = await self.store.read(documents.find, key)
            if found is None:
                found = await build()
                await self.store.write(documents.keep, key, found, int(time.time()))
        except Exception as error:  # whatever it is, the caller is told where to find it
            raise unexpected(error, self.pipeline.request_id(), document=key) from error
        return found

    async def _tidy_up(self) -> None:
        """Do the scheduled work that is due and that no other worker does."""
        await tasks.do_due(self.store, self.registry)

    async def _follow(self) -> None:
        """Apply the changes that other processes have committed."""
        last, found = await self.store.read(changes.changes_after, self._last_change)
        if found:
            await self._apply_in_turn(found)
        # Not before they are applied: where that fails, the next turn reads them again.
        self._last_change = last

    def _committed(self, found: list[Change]) -> None:
        """Apply what this process has committed, before whoever has done so goes on.

        What is kept in memory belongs to the loop, so the thread of a blocking function waits for the loop to do it.
        """
        try:
            here = asyncio.get_running_loop()
        except RuntimeError:
            here = None
        if here is self._loop or not self._loop.is_running():
            self._apply(found)
        else:
            asyncio.run_coroutine_threadsafe(self._apply_in_turn(found), self._loop).result()

    async def _apply_in_turn(self, found: list[Change]) -> None:
        """Apply changes as a unit of work, which may read the database without stalling the loop."""
        await self.store.run(lambda _: self._apply(found), write=False)

    def _apply(self, found: list[Change]) -> None:
        """Drop what no longer holds; a changed site is loaded again as a whole, before the next call begins."""
        self.callers.apply(found)
        self.pipeline.passwords.apply(found)
        if any(change.kind is Kind.SITE for change in found):
            self._load_site()

    def _load_site(self) -> None:
        """Load the site again. Of several loads at a time the one that began last has seen all changes, so it stays."""
        self._loads += 1
        turn = self._loads
        site = self.store.run_here(lambda transaction: site_data.load(transaction.db, self.base_address, self._registry), write=False)
        if turn > self._loaded:
            self._loaded, self.pipeline.site = turn, site


async def _repeat(work: Callable[[], Awaitable[None]], seconds: float, sooner: asyncio.Event | None = None) -> None:
    """Do ``work`` every so many seconds, or when ``sooner`` is set; a failure is logged and the next turn comes all the same."""
    sooner = sooner or asyncio.Event()
    while True:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await sooner.wait()
        sooner.clear()
        try:
            await work()
        except Exception as error:  # the background must outlive one failure of the database
            structlog.get_logger("gateway").error("background work failed", work=getattr(work, "__qualname__", ""), exc_info=error)
