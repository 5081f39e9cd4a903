"""The host of a world: the gateway, whose calls may be given faults and are written down."""

from __future__ import annotations

import time
from typing import Protocol

from gateway.registry.registry import Registry
from gateway.server.host import Gateway
from gateway.settings import Settings
from gateway.wire.call import Call, Failure, Outcome, Peer

__all__ = ["Double", "Faults", "Journal", "Surroundings"]


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


class Double(Gateway):
    """The gateway of one world: it asks the world's faults before a call runs, and tells the world's journal afterwards."""

    def __init__(self, settings: Settings, registry: Registry, world: Surroundings) -> None:
        """Put the parts together, as those of a gateway."""
        super().__init__(settings, registry)
        self.world = world

    async def run(self, call: Call) -> Outcome:
        """The outcome of a call, with the faults of the world. Never raises."""
        began = time.perf_counter()
        outcome: Outcome | None = await self.world.faults.before(call, self)
        if outcome is None:
            outcome = await super().run(call)
        outcome = await self.world.faults.after(call, outcome)
        self.world.journal.note(call, outcome, time.perf_counter() - began)
        return outcome

    def report_failure(self, protocol: str, peer: Peer, failure: Failure) -> None:
        """Report a request that was refused before it became a call, to the journal, too."""
        super().report_failure(protocol, peer, failure)
        self.world.journal.note(Call(protocol=protocol, function="", arguments={}, credential=None, peer=peer), failure, 0.0)
