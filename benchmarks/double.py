"""How fast is a double there, and anew? Its start beside those of moto's server and of a bare uvicorn, its worlds and resets."""

from __future__ import annotations

import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.scenarios import Wrong
from gateway.double.client import Double
from tests.oracle.serve import NotServed, free_port

__all__ = ["DoubleTime", "measured"]

_STARTS, _INSTANCES, _WORLDS, _RESETS = 5, 5, 40, 60
_CALLERS, _CALLS = 8, 1250
_TOKEN = "d0" * 16
_SEED = f"tokens: {{all: {{user: admin, service: everything, token: {_TOKEN}}}}}"
_PATIENCE = 60.0

# The least that answers over HTTP in the way the double does.
_BARE = """
import sys, uvicorn
async def app(scope, receive, send):
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"ok"})
uvicorn.run(app, port=int(sys.argv[1]), loop="uvloop", http="httptools", lifespan="off", ws="none", log_level="error")
"""


@dataclass(frozen=True)
class DoubleTime:
    """Something that a double, or another, was timed at: milliseconds at the median and at the 95th percentile, how often, and the most.

    ``cpu`` are the milliseconds of the processor at the median, where a process was started; ``most`` is what is aimed at.
    """

    what: str
    median: float
    p95: float
    times: int
    cpu: float | None = None
    most: float | None = None


def measured(starts: int = _STARTS) -> list[DoubleTime]:
    """All times. Raises ``Wrong`` and ``NotServed``."""
    command = [sys.executable, "-m", "gateway.cli", "double", "--port"]
    started: dict[str, list[tuple[float, float]]] = {}
    for _ in range(starts):  # in turns: what disturbs a machine disturbs all of them
        for what, start, path in (
            ("start of a bare uvicorn", [sys.executable, "-c", _BARE], "/"),
            ("start of moto's server", [sys.executable, "-m", "moto.server", "-p"], "/moto-api/data.json"),
            ("start of a double, the school in it", command, "/login/token.php"),
            ("start of a double, empty", [*command[:-1], "--base", "empty", "--port"], "/login/token.php"),
        ):
            started.setdefault(what, []).append(_started(start, path))
    aims = {"start of a double, the school in it": 1000.0, "start of a double, empty": 1000.0}
    times = [
        _time(what, [wall for wall, _ in found], cpu=statistics.median(cpu for _, cpu in found), most=aims.get(what))
        for what, found in started.items()
    ]
    return [*times, *_in_one_process()]


def _started(command: Sequence[str], path: str) -> tuple[float, float]:
    """The milliseconds from a command to the first answer, and those of the processor. Raises ``NotServed``."""
    port = free_port()
    began = time.perf_counter()
    process = subprocess.Popen([*command, str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while True:
            try:
                connection = HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
                connection.request("GET", path)
                if connection.getresponse().status < 500:
                    break
            except OSError:
                if process.poll() is not None or time.perf_counter() - began > _PATIENCE:
                    raise NotServed(f"{' '.join(command[1:4])} does not answer") from None
                time.sleep(0.005)
            finally:
                connection.close()
        taken = 1000 * (time.perf_counter() - began)
        fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(") ")[2].split()
        return taken, 1000 * (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    finally:
        process.terminate()
        process.wait()


def _in_one_process() -> list[DoubleTime]:
    """What is timed in this process: another double beside a first, worlds, resets, and calls of eight processes on eight worlds."""
    with Double.start(seed=_SEED):
        others = []
        for _ in range(_INSTANCES):
            began = time.perf_counter()
            with Double.start(seed=_SEED) as other:
                other.ask("")
                others.append(1000 * (time.perf_counter() - began))
    with Double.start() as double:
        made = [_taken(lambda number=number: double.world(f"w{number}").ask("")) for number in range(_WORLDS)]  # type: ignore[misc]
        resets = [_taken(double.world(f"w{number % _CALLERS}").reset) for number in range(_RESETS)]
    return [
        _time("another double in the process", others, most=300.0),
        _time("a new world, to its first answer", made, most=50.0),
        _time("a reset, with its request", resets, most=50.0),
        _calls(),
    ]


def _calls() -> DoubleTime:
    """The milliseconds of a call, of eight processes on eight worlds. Raises ``Wrong`` if one sees what another has written."""
    with Double.start(seed=_SEED) as double, multiprocessing.get_context("spawn").Pool(_CALLERS) as pool:
        found = pool.starmap(_called, [(double.address, f"caller{number}") for number in range(_CALLERS)])
        for number, (times, wrong) in enumerate(found):
            counted = double.world(f"caller{number}").ask("calls", limit=0)["count"]
            if wrong or counted != len(times):
                raise Wrong(f"caller{number} saw the world of another: {wrong or f'{counted} calls'}")
    times = [each for times, _ in found for each in times]
    return _time(f"one of {len(times):,} calls, {_CALLERS} processes on {_CALLERS} worlds", times)


def _called(address: str, name: str) -> tuple[list[float], str]:
    """The times of the calls of one process, and what was wrong in them."""
    place = Double(address).world(name).address.removeprefix("http://")
    host, _, path = place.partition("/")
    connection = HTTPConnection(host, timeout=_PATIENCE)
    times: list[float] = []
    for number in range(_CALLS // 2):
        for function, more in (
            ("core_user_update_users", {"users[0][id]": 2, "users[0][firstname]": f"{name} {number}"}),
            ("core_webservice_get_site_info", {}),
        ):
            form = urlencode({"wstoken": _TOKEN, "wsfunction": function, "moodlewsrestformat": "json", **more})
            began = time.perf_counter()
            headers = {"content-type": "application/x-www-form-urlencoded"}
            connection.request("POST", f"/{path}/webservice/rest/server.php", form, headers)
            answer = json.loads(connection.getresponse().read())
            times.append(1000 * (time.perf_counter() - began))
        if answer.get("firstname") != f"{name} {number}":
            return times, f"{name} {number} is {str(answer)[:200]}"
    return times, ""


def _taken(work: Callable[[], object]) -> float:
    """The milliseconds that some work takes."""
    began = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - began)


def _time(what: str, taken: Sequence[float], *, cpu: float | None = None, most: float | None = None) -> DoubleTime:
    """What was timed, from the milliseconds that it took each time."""
    slowest = sorted(taken)[min(len(taken) - 1, int(0.95 * len(taken)))]
    return DoubleTime(what, statistics.median(taken), slowest, len(taken), cpu, most)
