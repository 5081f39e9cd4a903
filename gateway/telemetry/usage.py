"""Counting calls by protocol, function, token and program: collected in memory, and stored together every few seconds.

The audit tells of each call, and grows with every one; these numbers stay few, so that a page can show months of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from sqlalchemy import Connection

from gateway import clock
from gateway.store.rows import add_up
from gateway.store.store import Store
from gateway.store.tables.usage import usage_agent, usage_ending, usage_function, usage_token
from gateway.telemetry.agents import agent_name

__all__ = ["DAY", "OTHER", "Usage"]

DAY: Final = 24 * 3600
"""Seconds of a day."""
OTHER: Final = "(other)"
"""In the place of the programs that are too many to be told apart."""
# How many programs a process tells apart in a day, and how many numbers wait to be stored: strangers can name any number of programs.
_AGENTS: Final = 200
_MOST: Final = 10_000

# A day, a protocol, a function, the id of a token (0 without one), and a program.
Kind = tuple[int, str, str, int, str]
# Calls, those of them that ended in an error, and the times of the first and the last.
Tally = tuple[int, int, int, int]


class Usage:
    """The numbers of calls that wait to be stored."""

    def __init__(self, store: Store, *, on: bool, ends: Callable[[str, str], object] = lambda _protocol, _function: None) -> None:
        """With ``on`` off, nothing is counted. ``ends`` says whether a protocol or a function will not be there for ever."""
        self._ends = ends
        self.on = on
        self._store = store
        self._waiting: dict[Kind, Tally] = {}
        self._agents: set[str] = set()
        self._day = 0
        self._flushing = asyncio.Lock()

    @property
    def waiting(self) -> int:
        """How many numbers wait to be stored."""
        return len(self._waiting)

    def count(self, protocol: str, function: str, tokenid: int, agent: str, *, failed: bool) -> None:
        """Count a call of a function that exists."""
        now = clock.seconds()
        kind = (now // DAY, protocol, function, tokenid, self._told_apart(agent_name(agent), now // DAY))
        tally = self._waiting.get(kind)
        if tally is None and len(self._waiting) >= _MOST:
            kind = (now // DAY, protocol, function, 0, OTHER)
            tally = self._waiting.get(kind)
        calls, failures, first, _ = tally or (0, 0, now, now)
        self._waiting[kind] = (calls + 1, failures + failed, first, now)

    def _told_apart(self, agent: str, day: int) -> str:
        """The program, or ``OTHER`` when too many have been seen since the day began."""
        if day != self._day:
            self._day = day
            self._agents.clear()
        if agent not in self._agents:
            if len(self._agents) >= _AGENTS:
                return OTHER
            self._agents.add(agent)
        return agent

    async def flush(self) -> None:
        """Store what was counted, in a thread; if that fails, it is stored next time."""
        async with self._flushing:
            if not self._waiting:
                return
            collected, self._waiting = self._waiting, {}
            adding = asyncio.to_thread(self._store.run_here, lambda work: _add(work.db, collected, self._ends), write=True)
            storing = asyncio.create_task(adding)
            try:
                await asyncio.shield(storing)
            except asyncio.CancelledError:
                await storing  # the thread cannot be stopped, and what it stores must not be stored again
                raise
            except Exception:
                for kind, tally in collected.items():
                    self._waiting[kind] = _sum(tally, self._waiting.get(kind))  # what came meanwhile is the later
                raise


def _sum(one: Tally, other: Tally | None) -> Tally:
    """Two tallies in one, the second of which is the later."""
    return one if other is None else (one[0] + other[0], one[1] + other[1], min(one[2], other[2]), max(one[3], other[3]))


def _gather(tallies: dict[tuple[object, ...], Tally], kind: tuple[object, ...], tally: Tally) -> None:
    """Add a tally to those of its kind."""
    tallies[kind] = _sum(tally, tallies.get(kind))


def _add(db: Connection, collected: dict[Kind, Tally], ends: Callable[[str, str], object]) -> None:
    """Add tallies to the numbers that are stored."""
    by_function: dict[tuple[object, ...], Tally] = {}
    by_agent: dict[tuple[object, ...], Tally] = {}
    by_token: dict[tuple[object, ...], Tally] = {}
    ending: dict[tuple[object, ...], Tally] = {}
    for (day, protocol, function, tokenid, agent), tally in collected.items():
        _gather(by_function, (day, protocol, function), tally)
        _gather(by_agent, (day, protocol, agent), tally)
        if tokenid:
            _gather(by_token, (tokenid, protocol, agent), tally)
            if ends(protocol, function):
                _gather(ending, (tokenid, protocol, function), tally)
    for table, names, tallies in (
        (usage_function, ("day", "protocol", "function"), by_function),
        (usage_agent, ("day", "protocol", "agent"), by_agent),
        (usage_token, ("tokenid", "protocol", "agent"), by_token),
        (usage_ending, ("tokenid", "protocol", "function"), ending),
    ):
        rows = [
            dict(zip(names, kind, strict=True))
            | {"calls": calls, "failures": failures, "lastcall": last}
            | ({"firstcall": first} if table in (usage_token, usage_ending) else {})
            for kind, (calls, failures, first, last) in tallies.items()
        ]
        add_up(db, table, names, ("calls", "failures"), ("lastcall",), rows)
