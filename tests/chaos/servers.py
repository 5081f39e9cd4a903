"""Servers that a test may stop and kill: a PostgreSQL of its own, and a Redis of its own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.oracle.serve import free_port

__all__ = ["OwnPostgres", "OwnRedis", "own_postgres", "own_redis", "require"]

# Who PostgreSQL runs as where a test runs as root, as whom it refuses to.
_OWNER = "postgres"


def require(*programs: str) -> None:
    """Skip the test where one of the programs is not installed; in CI they are."""
    missing = [program for program in programs if _program(program) is None]
    if missing and "CI" not in os.environ:
        pytest.skip(f"not installed: {', '.join(missing)}")
    assert not missing, f"not installed: {', '.join(missing)}"


class OwnPostgres:
    """A server of its own, with a database that belongs to nobody else."""

    def __init__(self, folder: Path, addresses: Sequence[str]) -> None:
        """Make its files; nothing runs yet."""
        self.port = free_port()
        self._folder, self._addresses = folder, addresses
        self._process: subprocess.Popen[bytes] | None = None
        self._run("initdb", "--auth", "trust", "--username", _OWNER, "--no-sync", "--pgdata", str(folder / "data"))
        with (folder / "data" / "pg_hba.conf").open("a") as file:
            file.write("host all all 198.18.0.0/15 trust\n")

    def url(self, address: str = "127.0.0.1", database: str = "site") -> str:
        """The address of a database, as somebody who reaches the server at ``address`` writes it."""
        return f"postgresql://{_OWNER}@{address}:{self.port}/{database}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = {
            "port": self.port,
            "listen_addresses": ",".join(self._addresses),
            "unix_socket_directories": self._folder,
            # A machine that goes on running loses nothing that was handed to it; what is tested are processes that die.
            "fsync": "off",
        }
        words = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        log = (self._folder / "log").open("ab")
        with log:
            command = [str(_program("postgres")), "-D", str(self._folder / "data"), *words]
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", **_identity())
        deadline = time.monotonic() + 30
        while True:
            with suppress(psycopg.OperationalError):
                psycopg.connect(self.url(database="postgres"), connect_timeout=2).close()
                return
            assert self._process.poll() is None, (self._folder / "log").read_text()[-2000:]
            assert time.monotonic() < deadline, "PostgreSQL does not answer"
            time.sleep(0.02)

    def create(self, database: str = "site") -> str:
        """Make a database; returns its address."""
        with psycopg.connect(self.url(database="postgres"), autocommit=True) as session:
            session.execute(f'CREATE DATABASE "{database}"')
        return self.url(database=database)

    def stop(self, *, crash: bool = False) -> None:
        """Stop it, which ends all sessions; with ``crash`` without a word to its files, so that it must recover."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT if crash else signal.SIGINT)
            self._process.wait()
            self._process = None

    def _run(self, program: str, *words: str) -> None:
        done = subprocess.run([str(_program(program)), *words], cwd="/", capture_output=True, text=True, **_identity())
        assert done.returncode == 0, done.stderr


@contextmanager
def own_postgres(addresses: Sequence[str] = ("127.0.0.1",)) -> Iterator[OwnPostgres]:
    """A server that runs, and is gone with its files when the context ends."""
    folder = Path(tempfile.mkdtemp(prefix="triglot-postgres-"))
    if os.geteuid() == 0:
        shutil.chown(folder, _OWNER)
    server = OwnPostgres(folder, addresses)
    try:
        server.start()
        yield server
    finally:
        server.stop(crash=True)
        shutil.rmtree(folder, ignore_errors=True)


class OwnRedis:
    """A Redis server of its own, which keeps nothing on a disk."""

    def __init__(self, folder: Path) -> None:
        """Nothing runs yet."""
        self.port = free_port()
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address, as the settings name it."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it, and wait until it listens."""
        words = ("--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(self._folder))
        command = [str(_program("redis-server")), *words]
        self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if b"Ready to accept connections" in line:
                return
        raise AssertionError("redis-server has ended")

    def kill(self) -> None:
        """Kill it."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


@contextmanager
def own_redis(folder: Path) -> Iterator[OwnRedis]:
    """A server that runs, and is gone when the context ends."""
    server = OwnRedis(folder)
    try:
        server.start()
        yield server
    finally:
        server.kill()


def _program(name: str) -> str | None:
    """The path of a program; those of PostgreSQL are where Debian puts them, in a folder for each version, or on the path."""
    newest = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    return str(newest[-1]) if newest else shutil.which(name)


def _identity() -> dict[str, Any]:
    """As whom PostgreSQL runs: as whoever runs the tests, unless that is root."""
    return {"user": _OWNER, "group": _OWNER, "extra_groups": []} if os.geteuid() == 0 else {}
