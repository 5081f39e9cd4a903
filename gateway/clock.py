"""The clock of the site: the machine's, unless a context of the process has been given another.

A double gives each of its worlds a clock of its own (``gateway.double``), for all that runs in that world's context: requests, the
threads they use and background tasks. Bookkeeping of the process itself (ages, pauses, time-outs) goes by the machine's clock.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

__all__ = ["Clock", "now", "seconds", "using"]

Clock = Callable[[], float]

_CLOCK: ContextVar[Clock | None] = ContextVar("clock", default=None)


def now() -> float:
    """The time in Unix seconds."""
    clock = _CLOCK.get()
    return time.time() if clock is None else clock()


def seconds() -> int:
    """The time in whole Unix seconds."""
    return int(now())


@contextmanager
def using(clock: Clock) -> Iterator[None]:
    """Let ``clock`` tell the time to all that is run, or started, in this context."""
    before = _CLOCK.set(clock)
    try:
        yield
    finally:
        _CLOCK.reset(before)
