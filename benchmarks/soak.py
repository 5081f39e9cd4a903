"""Does a site stay as it is under load? ``make soak``: a site at 80 % of what it can do, for an hour.

    make soak                     an hour
    make soak ARGS="--minutes 10"
    make soak ARGS="--minutes 1 --workers 1 --database postgresql"

First the mixed calls are made as fast as they are answered, to learn what the machine can do; then so many a second, at even distances
(a caller who must wait does not make the next one later), that the site does 80 % of it. What fails is counted, and what the site says at
``/metrics`` is read all the while: memory, descriptors, the age of the change feed, what waits. Exit status 1 where a call has failed, the
memory of the second half has grown by 1 % or more, or the feed was older than five seconds.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import statistics
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import uvloop
from prometheus_client.parser import text_string_to_metric_families

from benchmarks import site
from benchmarks.rounds import numbered
from benchmarks.scenarios import LOGIN, Scenario, Wrong
from gateway.wire.exchange import HttpRequest, HttpResponse
from tests.oracle.serve import NotServed, end_on_signals

RESULTS = Path(__file__).parent / "results"
SHARE, MOST_GROWTH, OLDEST = 0.8, 0.01, 5.0
_CONNECTIONS = 16
_PATIENCE = 30.0
# The calls of the mix, and how often each comes; log-ins are seldom, because one takes as long as a hundred calls.
MIX: tuple[tuple[Scenario, int], ...] = (
    *((Scenario("user", protocol, ()), 12) for protocol in ("rest", "xmlrpc", "soap", "jsonrpc", "api")),
    *((Scenario("structs100", protocol, ()), 1) for protocol in ("rest", "soaptyped")),
    (Scenario("users100", "rest", ()), 2),
    (Scenario("nothing", "rest", ()), 20),
    (Scenario("write", "rest", ()), 10),
    (Scenario(LOGIN, LOGIN, ()), 1),
)


@dataclass(frozen=True)
class Reading:
    """What the site said of itself, so many seconds after the beginning."""

    at: float
    megabytes: float
    descriptors: int
    feed_age: float
    waiting: int
    dropped: int
    processes: int


@dataclass
class Soaked:
    """What was seen of a site under load; times of calls are in milliseconds."""

    minutes: float
    rate: float
    calls: int
    failed: dict[str, int]
    median: float
    p99: float
    slowest: float
    growth: float
    """By which share the memory of the last quarter is more than that of the second, as medians."""
    feed_age: float
    late: int
    """Calls that began more than a second after their time: all connections were in use."""
    readings: list[Reading]

    @property
    def well(self) -> bool:
        """Whether nothing failed, nothing has grown, and nobody was behind."""
        return not self.failed and self.growth < MOST_GROWTH and self.feed_age < OLDEST and not self.readings[-1].dropped


class Load:
    """Calls of the mix on connections that stay open."""

    def __init__(self, address: str) -> None:
        """Nothing is sent yet."""
        parts = urlsplit(address)
        self._host, self._port = str(parts.hostname), parts.port
        self._mix = [(each, each.request()) for each, count in MIX for _ in range(count)]
        self._mix = self._mix[::7] + [each for index, each in enumerate(self._mix) if index % 7]  # so that like does not follow like
        self._turns = itertools.cycle(self._mix)
        self.times: list[float] = []
        self.failed: Counter[str] = Counter()
        self.late = 0

    async def as_fast_as_can_be(self, seconds: float) -> float:
        """The answers a second while each connection calls again as soon as it is answered."""
        ends, before = time.monotonic() + seconds, len(self.times)

        async def connection() -> None:
            link = Link(self._host, self._port)
            while time.monotonic() < ends:
                await self._call(link)
            link.close()

        began = time.monotonic()
        await asyncio.gather(*(connection() for _ in range(_CONNECTIONS)))
        return (len(self.times) - before) / (time.monotonic() - began)

    async def at_a_pace(self, rate: float, seconds: float) -> None:
        """Make so many calls a second, each at its time."""
        began, numbers = time.monotonic(), itertools.count()
        total = int(rate * seconds)

        async def connection() -> None:
            link = Link(self._host, self._port)
            while (number := next(numbers)) < total:
                due = began + number / rate
                if (wait := due - time.monotonic()) > 0:
                    await asyncio.sleep(wait)
                self.late += wait < -1
                await self._call(link)
            link.close()

        await asyncio.gather(*(connection() for _ in range(_CONNECTIONS)))

    async def _call(self, link: Link) -> None:
        scenario, model = next(self._turns)
        request = numbered(model)
        began = time.monotonic()
        try:
            async with asyncio.timeout(_PATIENCE):
                answer = await link.ask(request)
            scenario.check(answer)
        except (OSError, EOFError, TimeoutError, ValueError) as error:
            self.failed[f"{scenario.name}: {type(error).__name__}"] += 1
            link.close()
        except Wrong as error:
            self.failed[str(error)[:200]] += 1
        self.times.append(1000 * (time.monotonic() - began))


class Link:
    """A connection that is opened when it is first needed, and again after it was closed."""

    def __init__(self, host: str, port: int | None) -> None:
        """Nothing is opened yet."""
        self._host, self._port = host, port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, request: HttpRequest) -> HttpResponse:
        """The answer to a request. Raises ``OSError``, ``EOFError`` and ``ValueError``."""
        if self._streams is None:
            self._streams = await asyncio.open_connection(self._host, self._port)
        reader, writer = self._streams
        headers = {**request.headers, "host": self._host, "content-length": str(len(request.body))}
        lines = [f"{request.method} {request.path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
        writer.write("\r\n".join(lines).encode() + request.body)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        answered = dict(line.lower().split(": ", 1) for line in head[1:] if ": " in line)
        body = await reader.readexactly(int(answered["content-length"]))
        if answered.get("connection") == "close":
            self.close()
        return HttpResponse(int(head[0].split()[1]), answered, body)

    def close(self) -> None:
        """Close the connection."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


def read(address: str, began: float) -> Reading:
    """What the site says at ``/metrics``."""
    with urlopen(f"{address}/metrics") as answer:  # noqa: S310 - of a server that was started here
        families = text_string_to_metric_families(answer.read().decode())
        found = {family.name: sum(sample.value for sample in family.samples if not sample.name.endswith("_created")) for family in families}
    return Reading(
        at=round(time.monotonic() - began, 1),
        megabytes=round(found["triglot_process_memory_bytes"] / 2**20, 2),
        descriptors=int(found["triglot_process_descriptors"]),
        feed_age=round(found["triglot_changes_age_seconds"], 2),
        waiting=int(found["triglot_waiting"]),
        dropped=int(found["triglot_audit_dropped"]),
        processes=int(found["triglot_processes"]),
    )


def growth(readings: Sequence[Reading]) -> float:
    """By which share the memory of the last quarter is more than that of the second: what comes before fills caches."""
    quarter = max(1, len(readings) // 4)
    last, second = ([each.megabytes for each in part] for part in (readings[-quarter:], readings[quarter : 2 * quarter] or readings))
    return statistics.median(last) / statistics.median(second) - 1


async def soak(address: str, minutes: float) -> Soaked:
    """Load a site that answers, for so many minutes."""
    load = Load(address)
    seconds = 60 * minutes
    await load.as_fast_as_can_be(min(5, seconds / 12))  # first calls fill caches
    fastest = await load.as_fast_as_can_be(min(30, seconds / 6))
    rate = SHARE * fastest
    print(f"{fastest:,.0f} calls a second at most; from now on {rate:,.0f}", flush=True)
    load.times.clear()
    began, readings = time.monotonic(), []
    work = asyncio.create_task(load.at_a_pace(rate, seconds))
    every = max(1.0, seconds / 240)
    while not work.done():
        readings.append(await asyncio.to_thread(read, address, began))
        if len(readings) % 24 == 0:
            last = readings[-1]
            print(f"{last.at:7,.0f} s {last.megabytes:8.1f} MB, feed {last.feed_age:.1f} s, {sum(load.failed.values())} failed", flush=True)
        await asyncio.wait({work}, timeout=every)
    await work
    readings.append(await asyncio.to_thread(read, address, began))
    times = sorted(load.times)
    return Soaked(
        minutes=minutes,
        rate=round(len(times) / (time.monotonic() - began), 1),
        calls=len(times),
        failed=dict(load.failed),
        median=round(times[len(times) // 2], 2),
        p99=round(times[len(times) * 99 // 100], 2),
        slowest=round(times[-1], 1),
        growth=round(growth(readings), 4),
        feed_age=max(each.feed_age for each in readings),
        late=load.late,
        readings=readings,
    )


def main() -> int:
    """Exit status 0 where all was well."""
    parser = argparse.ArgumentParser(prog="make soak", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--workers", type=int, default=1, help="one leaves the other processors to the load")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    options = parser.parse_args()
    end_on_signals()
    try:
        with site.prepared(workers=options.workers, database=options.database) as prepared, site.serving(prepared) as gateway:
            found = uvloop.run(soak(gateway.address, options.minutes))
    except NotServed as error:
        print(error)
        return 1
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "soak.json").write_text(json.dumps(asdict(found), indent=1))
    first, last = found.readings[0], found.readings[-1]
    print(f"{found.calls:,} calls in {found.minutes:g} minutes, {found.rate:,.0f} a second; failed: {sum(found.failed.values())}")
    print(f"median {found.median} ms, 99 of 100 within {found.p99} ms, slowest {found.slowest} ms; {found.late} began late")
    print(f"memory {first.megabytes} MB, then {last.megabytes} MB; growth {found.growth:+.2%}")
    print(f"descriptors {first.descriptors}, then {last.descriptors}")
    print(f"change feed {found.feed_age} s old at most; audit dropped {last.dropped}; {'well' if found.well else 'NOT WELL'}")
    for text, count in found.failed.items():
        print(f"    {count} {text}")
    return 0 if found.well else 1


if __name__ == "__main__":
    sys.exit(main())
