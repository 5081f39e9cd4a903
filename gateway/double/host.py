"""The host of a world: the gateway, whose calls meet faults and are written down."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from functools import partial
from typing import Final, Protocol

import msgspec

from gateway.access.site import SiteData
from gateway.double.callers import TokenNames
from gateway.double.clocks import WorldClock
from gateway.double.faults.faults import Faults
from gateway.double.journal.journal import Journal
from gateway.double.pipeline import WorldPipeline, met_faults
from gateway.pipeline.call_report import CallReporter
from gateway.pipeline.call_trace import CallTrace
from gateway.registry.registry import Registry
from gateway.server.background import repeat
from gateway.server.host import Gateway
from gateway.settings import Settings
from gateway.telemetry.audit import Audit
from gateway.telemetry.condition import Condition
from gateway.telemetry.log import CallLog
from gateway.telemetry.usage import Usage
from gateway.wire.call import Call, Credential, Failure, FunctionInfo, Outcome, Peer

__all__ = ["Double", "Surroundings"]

# In seconds: how long what requests leave to be stored may wait for more, and how often scheduled tasks are looked for.
_MOMENT: Final = 0.05
_TASKS_EVERY: Final = 60.0
_NEVER: Final = 366 * 24 * 3600.0


class Surroundings(Protocol):
    """What a host knows of the world that it is the host of."""

    @property
    def faults(self) -> Faults:
        """What goes wrong."""

    @property
    def journal(self) -> Journal:
        """What was called."""

    @property
    def token_names(self) -> TokenNames:
        """The names of its tokens."""

    @property
    def clock(self) -> WorldClock:
        """The time."""


class Double(Gateway):
    """The gateway of one world: its calls meet the world's faults, and whatever is reported of calls is told to its journal, too.

    What a gateway stores now and then, this one stores when something has been asked of it, so that what a test sees does not depend
    on how fast it is, and a world that nobody uses costs nothing.
    """

    def __init__(self, settings: Settings, registry: Registry, world: Surroundings, site: SiteData) -> None:
        """Put the parts together, as those of a gateway; the database is a copy of the one that ``site`` was read from."""
        super().__init__(settings, registry)
        self.world = world
        self._make_pipeline = partial(WorldPipeline, world)
        self._reporter = _Reporter(self.calls, self.audit, self.usage, world.journal)
        self._begins_with = site
        self.used = asyncio.Event()
        """Set by every request."""

    async def run(self, call: Call) -> Outcome:
        """The outcome of a call. Never raises."""
        outcome = await super().run(call)
        await self.presence.flush()
        return outcome

    async def functions(self, credential: Credential | None, *, protocol: str, peer: Peer) -> Sequence[FunctionInfo] | Failure:
        """The functions that a credential may call, or the failure of its check, or that of a fault."""
        call = Call(protocol=protocol, function="", arguments={}, credential=credential, peer=peer)
        pipeline = self.pipeline
        assert isinstance(pipeline, WorldPipeline)
        failure = await pipeline.refused_early(call)
        return await super().functions(credential, protocol=protocol, peer=peer) if failure is None else failure

    async def _first_site(self) -> SiteData:
        """The site of the template, which is that of every world that begins with the same registry."""
        if self._begins_with.registry is not self.registry:
            return await super()._first_site()
        return msgspec.structs.replace(self._begins_with, wwwroot=self.base_address)

    @property
    def condition(self) -> Condition:
        """The condition of this process; there is no other whose changes it would have to follow."""
        return msgspec.structs.replace(super().condition, changes_age=None)

    async def do_tasks(self) -> None:
        """Do the scheduled tasks that are due by the clock of the world."""
        await self._tidy_up()

    async def stop(self) -> None:
        """Stop the background work and close the database, which nobody will read again."""
        await self._halt()
        await self._close()

    def _background(self) -> dict[str, Coroutine[object, object, None]]:
        """One task that waits for requests, and, while the clock goes on, the scheduled ones.

        No other process changes the database of a world.
        """
        return {"stored": repeat(self._settle, _NEVER, sooner=self.used), "tasks": repeat(self._do_due, _TASKS_EVERY)}

    async def _settle(self) -> None:
        """Store what requests have left to be stored, once for all that come within a moment."""
        await asyncio.sleep(_MOMENT)
        self.audit.sum_up()
        await self.audit.flush()
        await self.usage.flush()
        await self._send_mails()

    async def _do_due(self) -> None:
        """Do the scheduled tasks that are due, unless the clock stands still: then they are done when it is set."""
        if self.world.clock.running:
            await self.do_tasks()


class _Reporter(CallReporter):
    """Reports calls as those of any gateway, and tells the journal of a world."""

    def __init__(self, calls: CallLog, events: Audit, usage: Usage, journal: Journal) -> None:
        """The first three are told as by any gateway."""
        super().__init__(calls, events, usage)
        self._journal = journal

    def report(self, call: Call, trace: CallTrace, outcome: Outcome, seconds: float) -> None:
        """Report a call that has ended."""
        super().report(call, trace, outcome, seconds)
        self._journal.note(call, trace, outcome, seconds, tuple(met_faults()))
