"""The host of a world: the gateway, whose calls may be given faults and are written down."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from typing import Final, Protocol

from gateway.double.clocks import WorldClock
from gateway.registry.registry import Registry
from gateway.server.background import repeat
from gateway.server.host import Gateway
from gateway.settings import Settings
from gateway.wire.call import Call, Failure, Outcome, Peer

__all__ = ["Double", "Faults", "Journal", "Surroundings"]

# In seconds: how long what requests leave to be stored may wait for more, and how often scheduled tasks are looked for.
_MOMENT: Final = 0.05
_TASKS_EVERY: Final = 60.0
_NEVER: Final = 366 * 24 * 3600.0


class Faults(Protocol):
    """What goes wrong in a world, because a test asked for it."""

    async def before(self, call: Call, host: Gateway) -> Failure | None:
        """The failure of a call that is not to be run; None for one that is. It may wait, or change what the call meets."""

    async def after(self, call: Call, outcome: Outcome) -> Outcome:
        """The outcome that the client is given."""


class Journal(Protocol):
    """What was called in a world."""

    def note(self, call: Call, outcome: Outcome, seconds: float) -> None:
        """Write down a call and its outcome; ``function`` is empty for a request that was refused before it became a call."""


class Surroundings(Protocol):
    """What a host knows of the world that it is the host of."""

    @property
    def faults(self) -> Faults:
        """What goes wrong."""

    @property
    def journal(self) -> Journal:
        """What was called."""

    @property
    def clock(self) -> WorldClock:
        """The time."""


class Double(Gateway):
    """The gateway of one world: it asks the world's faults before a call runs, and tells the world's journal afterwards.

    What a gateway stores now and then, this one stores when something has been asked of it, so that what a test sees does not depend
    on how fast it is, and a world that nobody uses costs nothing.
    """

    def __init__(self, settings: Settings, registry: Registry, world: Surroundings) -> None:
        """Put the parts together, as those of a gateway."""
        super().__init__(settings, registry)
        self.world = world
        self.used = asyncio.Event()
        """Set by every request."""

    async def run(self, call: Call) -> Outcome:
        """The outcome of a call, with the faults of the world. Never raises."""
        began = time.perf_counter()
        outcome: Outcome | None = await self.world.faults.before(call, self)
        if outcome is None:
            outcome = await super().run(call)
            await self.presence.flush()
        outcome = await self.world.faults.after(call, outcome)
        self.world.journal.note(call, outcome, time.perf_counter() - began)
        return outcome

    def report_failure(self, protocol: str, peer: Peer, failure: Failure) -> None:
        """Report a request that was refused before it became a call, to the journal, too."""
        super().report_failure(protocol, peer, failure)
        self.world.journal.note(Call(protocol=protocol, function="", arguments={}, credential=None, peer=peer), failure, 0.0)

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
