"""The condition of a process of the gateway: how long it runs, what it takes, how far it is behind."""

from __future__ import annotations

import os
import resource
import time
from typing import Final

import msgspec

__all__ = ["Condition", "megabytes"]

# Linux tells the greatest size in units of 1,024 bytes.
_UNIT: Final = 1024


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """The condition of one process.

    ``began`` is when it started, in Unix seconds; ``megabytes`` the most memory that it has had; ``changes_age`` the seconds since it
    last read the changes that other processes have made, None before the first time; ``waiting`` how much waits to be stored, by what
    it is.
    """

    pid: int = msgspec.field(default_factory=os.getpid)
    began: int
    megabytes: float
    changes_age: float | None
    waiting: dict[str, int]

    @property
    def running(self) -> int:
        """The seconds since the process began."""
        return max(0, int(time.time()) - self.began)


def megabytes() -> float:
    """The most memory that this process has had, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT / 1e6
