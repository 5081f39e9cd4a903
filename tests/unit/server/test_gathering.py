"""The numbers of several workers, added up by their parent."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from gateway.server import gathering
from gateway.server.gathering import SOCKET, Gathering, Teller
from gateway.telemetry.metrics import Family, Metrics, gauge
from tests.listening import until


class Worker:
    """A worker as far as numbers go."""

    def __init__(self) -> None:
        self.metrics = Metrics(on=True)
        self.calls = self.metrics.counter("calls_total", "Calls.", "protocol")
        self.metrics.watch(lambda: (gauge("processes", "Processes.", 1),))
        self.teller = Teller(os.environ[SOCKET], self.metrics.families)
        self.task = asyncio.create_task(self.teller.run())

    async def numbers(self) -> dict[str, object]:
        return told(await self.teller.all())

    async def stop(self) -> None:
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)


def told(families: Sequence[Family]) -> dict[str, object]:
    return {family.name: {"".join(labels): values[0] for labels, values in family.samples} for family in families}


@asynccontextmanager
async def workers(count: int) -> AsyncIterator[list[Worker]]:
    """Workers that the parent knows."""
    with Gathering():
        found = [Worker() for _ in range(count)]
        await until(lambda: all(worker.teller._writer for worker in found))
        try:
            yield found
        finally:
            for worker in found:
                await worker.stop()


async def test_whoever_is_asked_tells_the_numbers_of_all() -> None:
    async with workers(3) as (first, second, third):
        first.calls.add(2, ("rest",))
        second.calls.add(3, ("rest",))
        third.calls.add(1, ("soap",))
        for asked in (first, second, third):
            assert await asked.numbers() == {"calls_total": {"rest": 5, "soap": 1}, "processes": {"": 3}}


async def test_what_a_worker_that_is_gone_has_counted_stays_and_all_else_goes() -> None:
    async with workers(2) as (first, second):
        second.calls.add(3, ("rest",))
        await first.numbers()
        assert second.teller._writer is not None
        second.teller._writer.transport.abort()  # as the kernel does for a process that was killed
        second.task.cancel()
        await asyncio.gather(second.task, return_exceptions=True)
        for _ in range(100):
            found = await first.numbers()
            if found["processes"] == {"": 1}:
                break
            await asyncio.sleep(0.01)
        assert found == {"calls_total": {"rest": 3}, "processes": {"": 1}}


async def test_a_worker_that_stops_tells_its_last_numbers() -> None:
    async with workers(2) as (first, second):
        second.calls.add(7, ("rest",))
        await second.stop()
        for _ in range(100):
            found = await first.numbers()
            if found["processes"] == {"": 1}:
                break
            await asyncio.sleep(0.01)
        assert found["calls_total"] == {"rest": 7}


async def test_a_worker_that_does_not_answer_counts_as_it_last_did(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "_PATIENCE", 0.05)
    async with workers(2) as (first, second):
        second.calls.add(3, ("rest",))
        await first.numbers()
        monkeypatch.setattr(second.teller, "_tell", lambda _question: None)
        second.calls.add(1, ("rest",))
        assert (await first.numbers())["calls_total"] == {"rest": 3}


async def test_without_a_parent_a_worker_tells_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SOCKET, str(tmp_path / "nowhere"))
    worker = Worker()
    worker.calls.add(1, ("rest",))
    assert (await worker.numbers())["calls_total"] == {"rest": 1}
    await worker.stop()


def test_where_there_is_no_place_for_a_socket_nothing_is_gathered(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: object) -> str:
        raise OSError(30, "Read-only file system")

    monkeypatch.delenv(SOCKET, raising=False)
    monkeypatch.setattr(tempfile, "mkdtemp", refuse)
    with Gathering():
        assert SOCKET not in os.environ


def test_nothing_is_left_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with Gathering():
        assert len(list(tmp_path.iterdir())) == 1
    assert list(tmp_path.iterdir()) == []


async def test_who_tells_nonsense_is_not_listened_to() -> None:
    async with workers(1) as (worker,):
        reader, writer = await asyncio.open_unix_connection(os.environ[SOCKET])
        writer.write(b"\xff\xff\xff\xff")
        assert await reader.read() == b""
        writer.close()
        assert (await worker.numbers())["processes"] == {"": 1}
