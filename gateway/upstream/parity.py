"""What comparing two sides of a function has found: counted by function and by path, never with values.

The second side is called in the background, a bounded number at a time; what is beyond is dropped and counted. The numbers are collected,
and stored every few seconds.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

import msgspec
import structlog
from sqlalchemy import Connection, select, update

from gateway import clock
from gateway.compare.values import differences
from gateway.errors import GatewayError
from gateway.store.rows import insert_missing
from gateway.store.store import Store
from gateway.upstream.imported import Imported
from gateway.upstream.sameness import prepared
from gateway.upstream.tables import upstream_parity
from gateway.wire.call import Written

__all__ = ["ENOUGH", "Entry", "Parity", "listed"]

ENOUGH: Final = 300
"""After so many equal calls in a row, fewer than one in a hundred differ, in nineteen of twenty cases."""

_AT_A_TIME, _WAITING, _PATHS = 4, 200, 50
_INDEX: Final = re.compile(r"\[\d+\]")


class _Tally(msgspec.Struct):
    """What was found of one function since it was last stored."""

    calls: int = 0
    equal: int = 0
    different: int = 0
    failed: int = 0
    dropped: int = 0
    equal_since: int = 0
    broken: bool = False
    noise_calls: int = 0
    paths: dict[str, int] = {}
    noise: dict[str, int] = {}


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """What was found of one function since it was switched. ``paths`` and ``noise`` tell how often values differed, by path."""

    function: str
    side: str
    calls: int
    equal: int
    different: int
    failed: int
    dropped: int
    equalsince: int
    paths: Mapping[str, int]
    noisecalls: int
    noise: Mapping[str, int]

    @property
    def left(self) -> int:
        """How many more equal calls in a row there should be before the function is switched."""
        return max(0, ENOUGH - self.equalsince)


class Parity:
    """Compares in the background."""

    def __init__(self) -> None:
        """Nothing is compared yet, and nothing stored before ``open``."""
        self._store: Store | None = None
        self._tallies: dict[str, _Tally] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._turns = asyncio.Semaphore(_AT_A_TIME)

    def open(self, store: Store) -> None:
        """Store in a database from now on."""
        self._store = store

    def compare(self, function: Imported, given: object, second: Callable[[], Awaitable[object]], *, noise: bool) -> None:
        """Call the second side in the background and compare what it returns with what was ``given`` to the caller."""
        tally = self._tallies.setdefault(function.name, _Tally())
        if len(self._tasks) >= _WAITING:
            tally.dropped += 1
            return
        task = asyncio.create_task(self._compare(function, given, second, noise=noise))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def settle(self) -> None:
        """Wait until all that was begun is compared."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def close(self) -> None:
        """Give up what is being compared, and store what was found."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.flush()

    async def flush(self) -> None:
        """Store what was found since the last time."""
        if self._store is None or not self._tallies:
            return
        found, self._tallies = self._tallies, {}
        await self._store.write(_add, found)

    async def _compare(self, function: Imported, given: object, second: Callable[[], Awaitable[object]], *, noise: bool) -> None:
        async with self._turns:
            other: object
            try:
                other = await second()
                if isinstance(given, Written):
                    given = given.read() if given.read is not None else None
            except GatewayError as error:
                other = error
            except Exception as error:  # whatever the function may raise: its caller has been answered by the other side
                structlog.get_logger("gateway.parity").error("a function failed beside", function=function.name, exc_info=error)
                self._tallies.setdefault(function.name, _Tally()).failed += 1
                return
        paths = _paths(function, given, other)
        tally = self._tallies.setdefault(function.name, _Tally())
        if noise:
            tally.noise_calls += 1
            _count(tally.noise, paths)
            return
        tally.calls += 1
        if not paths:
            tally.equal += 1
            tally.equal_since += 1
            return
        tally.different += 1
        tally.equal_since, tally.broken = 0, True
        _count(tally.paths, paths)
        structlog.get_logger("gateway.parity").warning("two sides differ", function=function.name, paths=sorted(paths)[:10])


def _paths(function: Imported, left: object, right: object) -> set[str]:
    """Where two results differ, without the numbers of items; ``(error)`` where one is an error, or the two have other codes."""
    if isinstance(left, GatewayError) or isinstance(right, GatewayError):
        codes = [each.errorcode if isinstance(each, GatewayError) else None for each in (left, right)]
        return set() if codes[0] == codes[1] else {"(error)"}
    one, two = (prepared(each, function.returns, function.exact) for each in (left, right))
    return {_INDEX.sub("[]", found.path) or "(all)" for found in differences(one, two, function.ignore)}


def _count(counts: dict[str, int], paths: set[str]) -> None:
    for path in sorted(paths):
        if path in counts or len(counts) < _PATHS:
            counts[path] = counts.get(path, 0) + 1


_cols = upstream_parity.c
_COUNTS: Final = ("calls", "equal", "different", "failed", "dropped")


def _add(db: Connection, found: Mapping[str, _Tally]) -> None:
    """Add tallies to what is stored."""
    for name in sorted(found):
        tally = found[name]
        insert_missing(db, upstream_parity, {"function": name}, {"timemodified": clock.seconds()})
        row = db.execute(select(upstream_parity).where(_cols.function == name).with_for_update()).mappings().one()
        values: dict[str, object] = {each: row[each] + getattr(tally, each) for each in _COUNTS}
        values["equalsince"] = tally.equal_since + (0 if tally.broken else row["equalsince"])
        values["noisecalls"] = row["noisecalls"] + tally.noise_calls
        values["paths"], values["noise"] = _sum(row["paths"], tally.paths), _sum(row["noise"], tally.noise)
        db.execute(update(upstream_parity).where(_cols.function == name).values(**values, timemodified=clock.seconds()))


def _sum(stored: str | None, more: Mapping[str, int]) -> str:
    counts: dict[str, int] = json.loads(stored or "{}")
    for path, times in more.items():
        if path in counts or len(counts) < _PATHS:
            counts[path] = counts.get(path, 0) + times
    return json.dumps(counts)


def listed(db: Connection, sides: Mapping[str, str]) -> list[Entry]:
    """What was found of every function that was ever compared or switched, by name."""
    rows = {row["function"]: row for row in db.execute(select(upstream_parity)).mappings()}
    found = []
    for name in sorted({*rows, *sides}):
        row = rows.get(name)
        numbers = {each: row[each] if row else 0 for each in (*_COUNTS, "equalsince", "noisecalls")}
        paths, noise = (json.loads(row[each] or "{}") if row else {} for each in ("paths", "noise"))
        found.append(Entry(function=name, side=sides.get(name, "legacy"), paths=paths, noise=noise, **numbers))
    return found
