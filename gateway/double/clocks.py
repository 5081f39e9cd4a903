"""The clock of a world: it stands still, or goes on, and a test may set it."""

from __future__ import annotations

import time
from typing import Final

from gateway.clock import Clock

__all__ = ["DEFAULT_MOMENT", "WorldClock"]

DEFAULT_MOMENT: Final = 1_767_261_600.0
"""The time of a world whose seed says none: 1 January 2026, 10:00 UTC."""


class WorldClock:
    """The time of one world, in Unix seconds.

    It stands still at a moment, so that the same seed gives the same bytes, or goes as fast as the machine's clock.
    """

    def __init__(self, moment: float | None = DEFAULT_MOMENT, *, machine: Clock = time.time) -> None:
        """It stands still at ``moment``; with None it shows the time of the machine."""
        self._machine = machine
        self._moment = moment or 0.0
        self.running = moment is None
        """Whether it goes on by itself; ``_moment`` is then its distance from the machine's clock."""

    def __call__(self) -> float:
        """The time in Unix seconds."""
        return self._machine() + self._moment if self.running else self._moment

    @property
    def real(self) -> bool:
        """Whether it shows the time of the machine."""
        return self.running and self._moment == 0.0

    def set(self, moment: float) -> None:
        """Show another time from now on; whether it goes on stays as it is."""
        self._moment = moment - self._machine() if self.running else moment

    def advance(self, seconds: float) -> None:
        """Go forward; backward with a negative number."""
        self._moment += seconds

    def freeze(self) -> None:
        """Stand still."""
        self._moment, self.running = self(), False

    def run(self) -> None:
        """Go on from the time that it shows."""
        if not self.running:
            self._moment, self.running = self._moment - self._machine(), True
