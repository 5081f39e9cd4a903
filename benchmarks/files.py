"""How fast do large files go up and down, beside the least that could be done, and what memory does it take?

One file of a gigabyte, sent and read back over one connection, in turns: to the gateway, and to a Starlette application that
writes the body to a file and gives it with ``FileResponse``. The gateway reads a form, hashes, checks the token, and stores.
"""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks import site
from benchmarks.rounds import spent
from benchmarks.scenarios import Wrong
from benchmarks.site import TOKEN
from tests.oracle.serve import ROOT, free_port, running

__all__ = ["Transfer", "measured"]

_SIZE = 1 << 30
_PIECE = 1 << 20
_BOUNDARY = "benchmark"
_HEAD = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="f"; filename="big.bin"\r\n\r\n'.encode()
_TAIL = f"\r\n--{_BOUNDARY}--\r\n".encode()
_ITEM = 1


@dataclass(frozen=True)
class Transfer:
    """A direction: megabytes a second and processor seconds of a gigabyte, of the gateway and of the least, and the megabytes
    of memory that the gateway had at most.
    """

    name: str
    rate: float
    cpu: float
    least_rate: float
    least_cpu: float
    peak: float

    @property
    def ratio(self) -> float:
        """The gateway's rate against that of the least."""
        return self.rate / self.least_rate


def measured(*, rounds: int) -> list[Transfer]:
    """Up and down. Raises ``Wrong`` and ``NotServed``."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="triglot-bench-files-")))
        made = stack.enter_context(site.prepared())
        _prepare(made)
        gateway = stack.enter_context(site.serving(made))
        least, least_pid = stack.enter_context(_least(folder))
        source = stack.enter_context((folder / "source").open("w+b"))
        for _ in range(_SIZE // _PIECE):
            source.write(os.urandom(_PIECE))
        source.flush()
        ups: dict[str, list[tuple[float, float]]] = {"gateway": [], "least": []}
        downs: dict[str, list[tuple[float, float]]] = {"gateway": [], "least": []}
        for number in range(rounds):
            up = f"/webservice/upload.php?token={TOKEN}&itemid={_ITEM + number}"
            ups["gateway"].append(_timed(gateway.pid, lambda up=up: _send(gateway.address, up, source.fileno(), form=True)))  # type: ignore[misc]
            ups["least"].append(_timed(least_pid, lambda: _send(least, "/file", source.fileno(), form=False)))
            down = f"/webservice/draftfile.php/{_context(made)}/user/draft/{_ITEM + number}/big.bin?token={TOKEN}"
            downs["gateway"].append(_timed(gateway.pid, lambda down=down: _read(gateway.address, down)))  # type: ignore[misc]
            downs["least"].append(_timed(least_pid, lambda: _read(least, "/file")))
        peak = _peak(gateway.pid)
    return [_transfer("up", ups, peak), _transfer("down", downs, peak)]


def _prepare(made: site.Site) -> None:
    """Let the caller upload and download large files."""
    triglot = made.command[:-1]
    for verb in (("config", "set", "triglot/uploadlimit", str(2 * _SIZE)), ("service", "change", site.SERVICE, "--upload", "--download")):
        subprocess.run([*triglot, *verb], cwd=ROOT, env=made.environ, check=True, capture_output=True)


def _context(made: site.Site) -> str:
    """The id of the context of the caller, as the database has it."""
    command = [*made.command[:-1], "call", "--token", TOKEN, "core_files_get_unused_draft_itemid"]
    done = subprocess.run(command, cwd=ROOT, env=made.environ, check=True, capture_output=True, text=True)
    return done.stdout.partition('"contextid":')[2].partition(",")[0].strip()


@contextmanager
def _least(folder: Path) -> Iterator[tuple[str, int]]:
    """The Starlette application, by address and process."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "benchmarks.peers.starlette_files:app", "--port", str(port), "--log-level", "warning"]
    with running(command, port, environ={**os.environ, "BENCHMARK_FILES": str(folder)}) as served:
        yield served.address, served.process.pid


def _timed(pid: int, work: Callable[[], None]) -> tuple[float, float]:
    """The seconds that work takes, and the processor seconds of a process meanwhile."""
    before, began = spent(pid) or 0.0, time.monotonic()
    work()
    return time.monotonic() - began, (spent(pid) or 0.0) - before


def _send(address: str, target: str, source: int, *, form: bool) -> None:
    """Send the file, as the only one of a form or as the body. Raises ``Wrong``."""
    head, tail = (_HEAD, _TAIL) if form else (b"", b"")
    kind = f"multipart/form-data; boundary={_BOUNDARY}" if form else "application/octet-stream"
    with _connected(address) as connection:
        length = len(head) + _SIZE + len(tail)
        connection.sendall(
            f"POST {target} HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n".encode()
            + head
        )
        sent = 0
        while sent < _SIZE:
            sent += os.sendfile(connection.fileno(), source, sent, _SIZE - sent)
        connection.sendall(tail)
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
    if b" 200 " not in answer[:20] or b"error" in answer:
        raise Wrong(f"{target} answers {answer[-300:]!r}")


def _read(address: str, target: str) -> None:
    """Read the file. Raises ``Wrong``."""
    kept = bytearray(_PIECE)
    with _connected(address) as connection:
        connection.sendall(f"GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        first, total = b"", 0
        while count := connection.recv_into(kept):
            first = first or bytes(kept[:200])
            total += count
    if b" 200 " not in first[:20] or total < _SIZE:
        raise Wrong(f"{target} answers {total} bytes: {first!r}")


def _connected(address: str) -> socket.socket:
    place = urlsplit(address)
    return socket.create_connection((place.hostname, place.port or 80))


def _peak(pid: int) -> float:
    """The megabytes that a process has had in memory at most."""
    text = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in text.splitlines() if line.startswith("VmHWM:")) / 1024


def _transfer(name: str, taken: dict[str, list[tuple[float, float]]], peak: float) -> Transfer:
    """A direction, by the medians of its rounds."""
    medians = {who: (statistics.median(wall for wall, _ in each), statistics.median(cpu for _, cpu in each)) for who, each in taken.items()}
    megabytes = _SIZE / 1e6
    (wall, cpu), (least_wall, least_cpu) = medians["gateway"], medians["least"]
    return Transfer(name, megabytes / wall, cpu, megabytes / least_wall, least_cpu, peak)
