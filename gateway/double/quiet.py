"""The faults of a world in which nothing goes wrong, and the journal of one in which nothing is written down."""

from __future__ import annotations

from gateway.server.host import Gateway
from gateway.wire.call import Call, Failure, Outcome

__all__ = ["NoFaults", "NoJournal"]


class NoFaults:
    """Nothing goes wrong."""

    async def before(self, call: Call, host: Gateway) -> Failure | None:
        """Let the call run."""
        return None

    async def after(self, call: Call, outcome: Outcome) -> Outcome:
        """Leave the outcome as it is."""
        return outcome


class NoJournal:
    """Nothing is written down."""

    def note(self, call: Call, outcome: Outcome, seconds: float) -> None:
        """Write nothing."""
