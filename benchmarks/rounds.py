"""Load in alternating rounds: every contender a second, then every contender another second.

The machine's mood moves all contenders of a round alike, so that what counts is the ratio within each round, and of
those the median. Besides the rate, the processor time is taken that a server and its workers spend on one answer: it
says the same of a busy machine, on which rates mean little.
"""

from __future__ import annotations

import http.client
import json
import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.scenarios import VARYING, Wrong
from gateway.wire.exchange import HttpRequest, HttpResponse

__all__ = ["Ratio", "Sample", "Target", "ask", "busy", "measure", "memory", "numbered", "ratio", "script", "spent"]

_TICKS = os.sysconf("SC_CLK_TCK")
_WARM_UP = 0.3
# A server may write a longer or shorter number now and then; an error is of another size altogether.
_LEEWAY = 0.03


@dataclass(frozen=True)
class Target:
    """Whom to load with what; ``pid`` is the server's process, None where it runs elsewhere.

    Where the request holds ``VARYING``, the digits are replaced by those of a number that is below ``numbers`` and
    another one each time.
    """

    address: str
    request: HttpRequest
    pid: int | None = None
    numbers: int = 10**10


@dataclass(frozen=True)
class Sample:
    """What one contender did in one round: answers a second, processor seconds an answer, the 99th percentile in milliseconds.

    ``others`` is the share of the machine that neither load nor server had.
    """

    rate: float
    cpu: float | None
    p99: float
    others: float


@dataclass(frozen=True)
class Ratio:
    """The ratio of the speeds of two contenders: by rate, and by processor time (None where that is not known)."""

    rate: float
    cpu: float | None


def ratio(ours: Sequence[Sample], theirs: Sequence[Sample]) -> Ratio:
    """The median over the rounds of the ratio within each."""
    pairs = list(zip(ours, theirs, strict=True))
    costs = [their.cpu / our.cpu for our, their in pairs if our.cpu and their.cpu]
    return Ratio(
        statistics.median(our.rate / their.rate for our, their in pairs),
        statistics.median(costs) if len(costs) == len(pairs) else None,
    )


def ask(target: Target) -> HttpResponse:
    """One answer, its headers without the date. Raises ``Wrong`` where there is none."""
    parts, request = urlsplit(target.address), numbered(target.request, target.numbers)
    connection = http.client.HTTPConnection(parts.netloc, timeout=30)
    try:
        connection.request(request.method, parts.path + request.path, request.body, request.headers)
        response = connection.getresponse()
        headers = {name.lower(): value for name, value in response.getheaders() if name.lower() != "date"}
        return HttpResponse(response.status, headers, response.read())
    except (OSError, http.client.HTTPException) as error:
        raise Wrong(f"{target.address} does not answer: {error!r}") from error
    finally:
        connection.close()


def measure(wrk: str, targets: Mapping[str, Sequence[Target]], *, rounds: int, seconds: int, connections: int) -> dict[str, list[Sample]]:
    """The samples of each contender, one a round; one that has several processes is loaded at another in each round.

    Raises ``Wrong`` where answers fail or are not of the size of the first.
    """
    taken: dict[str, list[Sample]] = {name: [] for name in targets}
    sizes = {}
    for name, processes in targets.items():
        for target in processes:
            sizes[name] = len(ask(target).body)
            until = time.monotonic() + _WARM_UP  # first calls fill caches
            while time.monotonic() < until:
                ask(target)
    for number in range(rounds):
        for name, processes in targets.items():
            taken[name].append(_load(wrk, name, processes[number % len(processes)], sizes[name], seconds, connections))
    return taken


def _load(wrk: str, name: str, target: Target, size: int, seconds: int, connections: int) -> Sample:
    """One round of one contender."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script(target, _next(1_000_000)))
        file.flush()
        command = [wrk, "--threads", "1", "--connections", str(connections), "--duration", f"{seconds}s", "--timeout", "20s"]
        machine, spent_before, began = busy(), spent(target.pid), time.monotonic()
        loading = os.times()
        done = subprocess.run([*command, "--script", file.name, target.address], capture_output=True, text=True)
        took, spent_after = time.monotonic() - began, spent(target.pid)
        used = spent_after - spent_before if spent_before is not None and spent_after is not None else None
        load_used = sum(os.times()[2:4]) - sum(loading[2:4])
        others = busy() - machine - load_used - (used or 0.0)
    if done.returncode:
        raise Wrong(f"{name}: wrk ended with status {done.returncode}: {done.stderr[-500:]}")
    report = json.loads(done.stdout.rpartition("REPORT ")[2])
    if report["failed"] or not report["requests"]:
        raise Wrong(f"{name}: {report['failed']} of {report['requests']} requests failed")
    # What is read includes the headers and answers that were cut short at the end: no more can be said than that it is not less.
    if report["bytes"] < size * report["requests"] * (1 - _LEEWAY):
        raise Wrong(f"{name}: answers became shorter under load, {report['bytes'] / report['requests']:.0f} bytes instead of {size}")
    cpu = None if used is None else used / report["requests"]
    share = max(0.0, others) / took / (os.cpu_count() or 1)
    return Sample(report["requests"] / report["seconds"], cpu, report["p99"], share)


def script(target: Target, first: int) -> str:
    """The script with which wrk sends the request and reports in JSON."""
    request = target.request
    path = urlsplit(target.address).path + request.path
    lines = [f"wrk.method = {_lua(request.method)}", f"wrk.body = {_lua(request.body)}"]
    lines += [f"wrk.headers[{_lua(name)}] = {_lua(value)}" for name, value in request.headers.items()]
    lines.append(f"wrk.path = {_lua(path)}")
    if VARYING in path or VARYING.encode() in request.body:
        lines.append(_VARIED % {"varying": VARYING, "first": first, "numbers": target.numbers})
    return "\n".join([*lines, _REPORT])


_VARIED = """\
local path, body, number = wrk.path, wrk.body, %(first)d
function request()
  number = number + 1
  local digits = string.format("%%010d", number %% %(numbers)d)
  return wrk.format(nil, (path:gsub("%(varying)s", digits)), nil, (body:gsub("%(varying)s", digits)))
end"""

_REPORT = """\
function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format('REPORT {"requests": %d, "bytes": %d, "seconds": %f, "failed": %d, "p99": %f}',
    summary.requests, summary.bytes, summary.duration / 1e6, failed, latency:percentile(99) / 1000))
end
"""


def _lua(text: str | bytes) -> str:
    """A text as Lua writes it."""
    octets = text.encode() if isinstance(text, str) else text
    return '"' + "".join(chr(octet) if 32 <= octet < 127 and octet not in b'"\\' else f"\\{octet:03d}" for octet in octets) + '"'


def numbered(request: HttpRequest, numbers: int = 10**10) -> HttpRequest:
    """The request with new digits in the place of ``VARYING``."""
    digits = f"{_next() % numbers:010d}"
    path, body = request.path.replace(VARYING, digits), request.body.replace(VARYING.encode(), digits.encode())
    return HttpRequest(request.method, path, request.headers, body)


class _Numbers:
    """Numbers that no request has had before, in this run or the last one."""

    last = int(time.time() * 1000) % 10**10


def _next(count: int = 1) -> int:
    """The first of so many new numbers."""
    _Numbers.last += count
    return _Numbers.last - count + 1


def _tree(pid: int) -> list[int]:
    """A process and all that came of it; empty where there is no /proc."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parents.setdefault(int(entry.read_text().rpartition(") ")[2].split()[1]), []).append(int(entry.parent.name))
    found = [pid]
    for each in found:
        found.extend(parents.get(each, ()))
    return found


def spent(pid: int | None) -> float | None:
    """The processor seconds of a process and its children until now, as far as they can be read."""
    if pid is None:
        return None
    ticks = 0
    for each in _tree(pid):
        try:
            fields = Path(f"/proc/{each}/stat").read_text().rpartition(") ")[2].split()
        except OSError:
            return None
        ticks += int(fields[11]) + int(fields[12])
    return ticks / _TICKS


def memory(pid: int) -> float:
    """The megabytes of memory that a process has to itself and its share of what several have."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return next(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:")) / 1024


def busy() -> float:
    """The seconds that all processors of the machine together have been busy; 0 where that cannot be read."""
    try:
        fields = [int(field) for field in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    except OSError:
        return 0.0
    return (sum(fields) - fields[3] - fields[4]) / _TICKS
