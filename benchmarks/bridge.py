"""What does a gateway in front of another server cost? Beside a bare proxy, and by each protocol; and what does comparing cost callers?

The server behind answers at once, so that what is measured is what stands in front of it: this gateway, with the same call by REST
(whose bytes are passed through) and by XML-RPC (which is decoded and encoded), and a proxy of a few lines, httpx in Starlette.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

from benchmarks.peers.bridge_ends import FUNCTION
from benchmarks.rounds import Target, ask, measure, ratio
from benchmarks.scenarios import Wrong
from gateway.registry.protocols import protocols
from gateway.upstream.moodle.descriptions import described
from gateway.wire.call import Token
from gateway.wire.exchange import Client, HttpRequest
from tests.oracle.bridge import FRONT, in_front
from tests.oracle.serve import ROOT, Served, free_port, running

__all__ = ["Bridged", "lines", "measured"]

_TOKEN = "7b" * 16
_ARGUMENTS: dict[str, object] = {"field": "category", "value": "1"}
_PACED, _PACE = 200, 0.02
_PROXY, _THERE = "proxy", "there"


@dataclass(frozen=True)
class Bridged:
    """A way to the server behind: calls a second, processor milliseconds of a call, and the rate in times of the proxy's."""

    name: str
    rate: float
    cpu: float | None
    p99: float
    of_proxy: float
    of_proxy_cpu: float | None


def measured(wrk: str, *, rounds: int, seconds: int) -> tuple[list[Bridged], dict[str, float]]:
    """All ways; and the median milliseconds of calls at an easy pace, by which side answers. Raises ``Wrong`` and ``NotServed``."""
    with ExitStack() as stack:
        there = stack.enter_context(_end("benchmarks.peers.bridge_ends:there", ""))
        proxy = stack.enter_context(_end("benchmarks.peers.bridge_ends:proxy", there.address, factory=True))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="triglot-bench-")))
        here = stack.enter_context(in_front(there.address, folder, _TOKEN, FRONT))
        requests = _requests()
        targets = {
            _THERE: [Target(there.address, requests["rest"], there.process.pid)],
            _PROXY: [Target(proxy.address, requests["rest"], proxy.process.pid)],
            **{name: [Target(here.address, request, here.process.pid)] for name, request in requests.items()},
        }
        for name, (target,) in targets.items():
            answer = ask(target)
            if answer.status != 200 or b"tunnels" not in answer.body:
                raise Wrong(f"{name} answers {answer.status} {answer.body[:200]!r}")
        samples = measure(wrk, targets, rounds=rounds, seconds=seconds, connections=16)
        found = []
        for name in targets:
            compared = ratio(samples[name], samples[_PROXY])
            costs = [sample.cpu for sample in samples[name] if sample.cpu is not None]
            rate, p99 = (statistics.median(each) for each in zip(*((s.rate, s.p99) for s in samples[name]), strict=True))
            found.append(Bridged(name, rate, 1000 * statistics.median(costs) if costs else None, p99, compared.rate, compared.cpu))
        return found, _paced(here, requests["rest"])


def lines(bridged: list[Bridged], paced: dict[str, float]) -> list[str]:
    """What was measured, for people."""
    found = [f"{'bridge':<12}{'calls/s':>10}{'CPU ms':>9}{'p99 ms':>9}{'of proxy':>10}{'by CPU':>9}"]
    for each in bridged:
        cpu = "" if each.cpu is None else f"{each.cpu:.2f}"
        of_cpu = "" if each.of_proxy_cpu is None else f"{each.of_proxy_cpu:.2f}"
        found.append(f"{each.name:<12}{each.rate:>10,.0f}{cpu:>9}{each.p99:>9.1f}{each.of_proxy:>10.2f}{of_cpu:>9}")
    said = ", ".join(f"{side} {milliseconds:.2f} ms" for side, milliseconds in paced.items())
    return [*found, f"at {1 / _PACE:.0f} calls a second, median: {said}"]


def _requests() -> dict[str, HttpRequest]:
    """The call, by each protocol."""
    info = described(FUNCTION)
    assert info is not None
    clients: dict[str, Client] = {protocol.name: protocol for protocol in protocols() if protocol.name in ("rest", "xmlrpc")}
    return {name: client.request(info, dict(_ARGUMENTS), Token(_TOKEN)) for name, client in clients.items()}


@contextmanager
def _end(application: str, there: str, *, factory: bool = False) -> Iterator[Served]:
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", application, "--port", str(port), *(["--factory"] * factory)]
    command += ["--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "warning"]
    with running(command, port, environ={**os.environ, "BENCHMARK_THERE": there or f"http://127.0.0.1:{port}"}) as served:
        yield served


def _paced(here: Served, request: HttpRequest) -> dict[str, float]:
    """The median time of calls at an easy pace, while one side alone answers, and while the other side is compared."""
    found: dict[str, list[float]] = {}
    with httpx2.Client() as client:
        for _ in range(3):
            for side in ("legacy", "both", "new", "both-new"):
                command = [*here.triglot, "upstream", "switch", "there", FUNCTION, side]
                subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, check=True)
                time.sleep(1.5)
                for _ in range(_PACED):
                    began = time.perf_counter()
                    client.request(request.method, here.address + request.path, content=request.body, headers=request.headers)
                    took = time.perf_counter() - began
                    found.setdefault(side, []).append(1000 * took)
                    time.sleep(max(0.0, _PACE - took))
    return {side: statistics.median(times) for side, times in found.items()}
