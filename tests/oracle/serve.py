"""Serve a recorded state from a fresh, temporary database: ``make oracle``, and whoever else needs one.

The gateway runs as its users run it: ``triglot init``, ``load`` and ``serve`` in processes of their own, with
default settings but for the address, the place of the data, the probe component, and wrong passwords, of which the recordings
have more than a server admits from one address.
"""

from __future__ import annotations

import atexit
import functools
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from types import FrameType
from typing import BinaryIO

from msgspec.structs import asdict

from tests.oracle.recordings import HERE

ROOT = HERE.parent.parent
READY_WITHIN = 30.0
# The address of the recorded site.
RECORDED_AT = "http://127.0.0.1:8090"
SETTINGS = """\
[server]
port = {port}
[database]
url = "{database}"
[files]
folder = "{directory}/files"
{storage}
[secrets]
key_file = "{directory}/site.key"
[rates]
failures = ""
[components]
load = ["tests.components.local_probe"]
"""


class NotServed(Exception):
    """A server did not start or did not live; the text ends with what it printed."""


@dataclass(frozen=True)
class Served:
    """A server that answers; ``triglot`` is the command that changes its site."""

    address: str
    process: subprocess.Popen[bytes]
    triglot: Sequence[str] = ()


@contextmanager
def serving(state: str, port: int = 0, *, show: bool = False, database: str = "sqlite", files: str = "folder") -> Iterator[Served]:
    """Serve ``state`` (``site``, ``campus`` or ``college``) as long as the context lasts, on a free port where none is given.

    The database is of the kind ``sqlite`` or ``postgresql``, on the server that ``tests.postgres`` knows; the contents of files are in
    a ``folder``, or with an object storage of their own (``s3``). What the gateway prints is shown, or else stored for error messages.
    Raises ``NotServed`` where the port is taken, and as ``running`` does.
    """
    port = free_port(port) if port else _usual_port()
    with (
        tempfile.TemporaryDirectory(prefix="triglot-") as directory,
        _database(database, directory) as url,
        _storage(files) as storage,
    ):
        triglot = command(directory, port, url, storage)
        if database == "sqlite" and not storage and not show:
            shutil.copytree(_made(state, port), directory, dirs_exist_ok=True, ignore=shutil.ignore_patterns("gateway.toml"))
        else:
            _make(state, triglot, show=show)
        with running([*triglot, "serve"], port, show=show) as served:
            yield replace(served, triglot=triglot)


@contextmanager
def serving_demo(more: Mapping[str, str] | None = None) -> Iterator[Served]:
    """Serve a new demo, as ``make run`` does, on a free port as long as the context lasts. Raises ``NotServed`` as ``running`` does.

    ``more`` are settings of the process, by the names of their variables in the environment.
    """
    with tempfile.TemporaryDirectory(prefix="triglot-") as directory, _database("sqlite", directory) as url:
        port = free_port()
        triglot = command(directory, port, url)
        subprocess.run([*triglot, "init", "--demo"], cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, check=True)
        with running([*triglot, "serve"], port, environ={**os.environ, **(more or {})}) as served:
            yield replace(served, triglot=triglot)


@functools.cache
def _first_port() -> int:
    """A port that was free when this process first asked."""
    return free_port()


def _usual_port() -> int:
    """The same port again and again, as long as it is free: a state that was made for it serves others on it, too."""
    try:
        return free_port(_first_port())
    except NotServed:
        return free_port()


@functools.cache
def _made(state: str, port: int) -> str:
    """A folder with the state in a database, to be copied: making it takes longer than starting a server. Kept to the end."""
    folder = tempfile.TemporaryDirectory(prefix="triglot-")
    atexit.register(folder.cleanup)
    with _database("sqlite", folder.name) as url:
        _make(state, command(folder.name, port, url), show=False)
    return folder.name


def _make(state: str, triglot: list[str], *, show: bool) -> None:
    """Make a site that holds the state. Raises ``NotServed``."""
    for verb in (["init"], ["load", str(HERE / f"{state}.json"), "--moved-from", RECORDED_AT]):
        done = subprocess.run([*triglot, *verb], cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=not show)
        if done.returncode:
            raise NotServed(f"triglot {verb[0]} ended with status {done.returncode}{_tail(done.stdout, done.stderr)}")


def command(directory: str, port: int, url: str, storage: str = "") -> list[str]:
    """The command, with settings that are written to the directory."""
    settings = Path(directory, "gateway.toml")
    settings.write_text(SETTINGS.format(port=port, directory=directory, database=url, storage=storage))
    return [sys.executable, "-m", "gateway.cli", "--config", str(settings)]


def _database(kind: str, directory: str) -> AbstractContextManager[str]:
    """A new database, by its address."""
    if kind == "sqlite":
        return nullcontext(f"sqlite:///{directory}/triglot.db")
    from tests import postgres  # which only those need who have a server

    return postgres.database()


@contextmanager
def _storage(kind: str) -> Iterator[str]:
    """The settings of a new object storage for the contents of files, if they are not to be in a folder."""
    if kind == "folder":
        yield ""
        return
    from tests import object_storage  # which only those need who have it

    with object_storage.serving() as address:
        chosen = asdict(object_storage.settings(address, Path()))
        yield "".join(f"{name} = {json.dumps(value)}\n" for name, value in chosen.items() if name != "folder")


@contextmanager
def running(command: Sequence[str], port: int, *, show: bool = False, environ: Mapping[str, str] | None = None) -> Iterator[Served]:
    """Run a server as long as the context lasts, from the moment it answers on ``port``.

    Raises ``NotServed`` where it does not answer in time, and where it ended before the context did.
    """
    with tempfile.TemporaryFile() as log:
        output = None if show else log
        process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=environ)
        try:
            if not _answers(process, port):
                raise NotServed(f"{' '.join(command)}: {_fate(process)}{_tail(_read(log))}")
            yield Served(f"http://127.0.0.1:{port}", process)
            if process.poll() is not None:
                raise NotServed(f"{' '.join(command)}: {_fate(process)}{_tail(_read(log))}")
        finally:
            _stop(process)


def free_port(wanted: int = 0) -> int:
    """``wanted``, or any port where it is 0, once it is seen to be free: another server there would answer for ours."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError as error:
            raise NotServed(f"port {wanted} cannot be used: {error.strerror}") from error
        return int(probe.getsockname()[1])


def end_on_signals() -> None:
    """Let the signals that end a process unwind it first, so that servers and temporary files go with it."""

    def unwind(number: int, _frame: FrameType | None) -> None:
        sys.exit(128 + number)

    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, unwind)


def _answers(process: subprocess.Popen[bytes], port: int) -> bool:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
        time.sleep(0.05)
    return False


def _fate(process: subprocess.Popen[bytes]) -> str:
    return "did not answer in time" if process.poll() is None else f"ended with status {process.returncode}"


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _read(log: BinaryIO) -> bytes:
    log.seek(0)
    return log.read()


def _tail(*outputs: bytes | None) -> str:
    """The last lines of a stored output, each on a line of its own."""
    lines = b"".join(output or b"" for output in outputs).decode("utf-8", "replace").splitlines()
    return "".join(f"\n    {line}" for line in lines[-30:])


def main(state: str, port: int, database: str, files: str) -> None:
    end_on_signals()
    try:
        with serving(state, port, show=True, database=database, files=files) as served:
            print(f"The state {state} is served at {served.address}; Ctrl-C ends it.", flush=True)
            served.process.wait()
    except NotServed as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4])
