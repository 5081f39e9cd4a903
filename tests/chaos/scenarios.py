"""What breaks on one machine, under load: workers, PostgreSQL, Redis, the disk, the clock. Each scenario returns what became of the calls.

A scenario takes a folder, the seconds for which its cause lasts, and the number of workers.
"""

from __future__ import annotations

import http.client
import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

import orjson
import pytest

from tests.chaos.callers import Callers, Reckoning, eventually, reckoned, rest
from tests.chaos.servers import own_postgres, own_redis, require
from tests.cluster.cluster import Cluster, cluster

__all__ = ["clock_stepped", "disk_full", "postgres_restarted", "redis_gone", "workers_killed"]

# How long callers call before anything breaks.
_BEFORE = 0.5
_DISK_BYTES = 48 * 1024 * 1024
_FAKETIME = "/usr/lib/*/faketime/libfaketimeMT.so.1"
_DAY = 86400
_PING = "local_probe_private_ping"


def workers_killed(folder: Path, seconds: float) -> Reckoning:
    """Workers are killed (SIGKILL), one after another, as soon as the one before was replaced."""
    with cluster(folder, f"sqlite:///{folder}/triglot.db") as site:
        callers, killed, replaced = Callers([site.address]), 0, []
        with callers.calling():
            time.sleep(_BEFORE)
            ends = time.monotonic() + seconds
            while time.monotonic() < ends or not killed:
                before = site.workers()
                began = healed = time.monotonic()
                os.kill(random.choice(before), signal.SIGKILL)
                killed += 1
                assert eventually(lambda before=before: site.workers() != before and _answering(site) == 2, 60)  # type: ignore[misc]
                replaced.append(time.monotonic() - began)
            callers.await_answers(healed)
        told = [f"{killed} killed, each replaced within {max(replaced):.1f} s"]
        return reckoned("a worker is killed (SQLite)", callers.sent, site.group_names(), healed=healed, told=told)


def postgres_restarted(folder: Path, seconds: float, *, crash: bool = True, workers: int = 2) -> Reckoning:
    """PostgreSQL ends in the middle of everything, is away for a while, and comes back; with ``crash`` it must recover."""
    require("initdb", "postgres")
    with own_postgres() as server, cluster(folder, server.create(), workers) as site:
        callers = Callers([site.address])
        with callers.calling():
            time.sleep(_BEFORE)
            server.stop(crash=crash)
            time.sleep(seconds)
            server.start()
            healed = time.monotonic()
            callers.await_answers(healed)
        name = f"PostgreSQL {'crashes' if crash else 'is restarted'}, away for {seconds:.0f} s"
        return reckoned(name, callers.sent, site.group_names(), healed=healed)


def redis_gone(folder: Path, seconds: float, *, workers: int = 2) -> Reckoning:
    """The Redis server is killed on which rates are counted, and comes back without what it knew."""
    require("redis-server")
    with own_redis(folder) as server:
        more = f'[rates]\ntoken = "1000000/minute"\nfailures = "3/minute"\nstorage = "{server.url}"\n'
        with cluster(folder, f"sqlite:///{folder}/triglot.db", workers, more=more) as site:
            callers = Callers([site.address])
            with callers.calling():
                time.sleep(_BEFORE)
                assert "toomanyrequests" in _wrong_passwords(site), "rates are not counted"
                server.kill()
                time.sleep(seconds / 2)
                assert "toomanyrequests" not in _wrong_passwords(site), "refused though nothing is counted"
                time.sleep(seconds / 2)
                server.start()
                healed = time.monotonic()
                assert eventually(lambda: "toomanyrequests" in _wrong_passwords(site)), "rates are not counted again"
                counted = time.monotonic() - healed
                callers.await_answers(healed)
            told = [f"rates are counted again {counted:.1f} s after it is back"]
            return reckoned(f"Redis is killed, away for {seconds:.0f} s", callers.sent, site.group_names(), healed=healed, told=told)


def disk_full(folder: Path, seconds: float, *, workers: int = 2) -> Reckoning:
    """The disk with the database and the files is full, and has room again; reads go on meanwhile."""
    with _small_disk(folder) as disk, cluster(disk, f"sqlite:///{disk}/triglot.db", workers) as site:
        callers = Callers([site.address])
        with callers.calling():
            time.sleep(_BEFORE)
            began = time.monotonic()
            ballast = disk / "ballast"
            with suppress(OSError), ballast.open("wb", buffering=0) as file:
                while file.write(bytes(1 << 16)):
                    pass
            with suppress(OSError), ballast.open("ab", buffering=0) as file:
                while file.write(b"\0"):
                    pass
            assert eventually(lambda: any(each.code for each in callers.sent)), "the disk is not full"
            time.sleep(seconds)
            ballast.unlink()
            healed = time.monotonic()
            callers.await_answers(healed)
        read = [each for each in callers.sent if not each.groups and began < each.began < healed]
        told = [f"{sum(not each.code for each in read)} of {len(read)} calls that read were answered meanwhile"]
        return reckoned(f"the disk is full for {seconds:.0f} s (SQLite)", callers.sent, site.group_names(), healed=healed, told=told)


def clock_stepped(folder: Path, seconds: float, *, workers: int = 2) -> Reckoning:
    """The clock of the server jumps two days ahead, back, a day into the past, and back."""
    library = next(iter(sorted(Path("/").glob(_FAKETIME.lstrip("/")))), None)
    if library is None and "CI" not in os.environ:
        pytest.skip("libfaketime is not installed (Debian: apt-get install faketime)")
    assert library is not None, "libfaketime is not installed (Debian: apt-get install faketime)"
    stepped = folder / "clock"
    stepped.write_text("+0\n")
    environ = {
        "LD_PRELOAD": str(library),
        "FAKETIME_TIMESTAMP_FILE": str(stepped),
        "FAKETIME_NO_CACHE": "1",
        # What a clock that is set does not change.
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    with cluster(folder, f"sqlite:///{folder}/triglot.db", workers, environ=environ) as site:
        token = site.command("token", "create", "--user", "admin", "--service", "probe", "--days", "1").strip()
        assert rest(site.address, token, _PING) == "pong"
        callers, told = Callers([site.address]), []
        with callers.calling():
            time.sleep(_BEFORE)
            for offset, said in ((2 * _DAY, "two days ahead"), (0, "set right"), (-_DAY, "a day behind"), (0, "set right again")):
                stepped.write_text(f"{offset:+d}\n")
                time.sleep(seconds / 4)
                if offset > 0:
                    assert rest(site.address, token, _PING) != "pong", "a token is good beyond its time"
                    told.append(f"{said}, a token for a day is refused")
            healed = time.monotonic()
            callers.await_answers(healed)
        return reckoned("the clock is stepped (SQLite)", callers.sent, site.group_names(), healed=healed, told=told)


def _answering(site: Cluster) -> int:
    """The number of workers that answer calls, 0 where nobody says so."""
    with suppress(OSError, http.client.HTTPException), urlopen(f"{site.address}/metrics") as answer:  # noqa: S310 - of the test's own server
        for line in answer.read().decode().splitlines():
            if line.startswith("triglot_processes "):
                return int(float(line.split()[1]))
    return 0


def _wrong_passwords(site: Cluster) -> str:
    """What is answered to the last of some wrong passwords."""
    form = urlencode({"username": "admin", "password": "wrong", "service": "probe"}).encode()
    answer = {}
    for _ in range(5):
        with urlopen(f"{site.address}/login/token.php", form) as response:  # noqa: S310 - of the test's own server
            answer = orjson.loads(response.read())
    return str(answer.get("errorcode"))


@contextmanager
def _small_disk(folder: Path) -> Iterator[Path]:
    """A folder on a small disk of its own, in memory; where that is not allowed, the test is skipped."""
    disk = folder / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={_DISK_BYTES}", "tmpfs", str(disk)]
    done = subprocess.run(mount, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"a disk cannot be mounted here: {done.stderr.strip()}")
    try:
        yield disk
    finally:
        subprocess.run(["umount", str(disk)], check=True)  # noqa: S607 - wherever the system has it
