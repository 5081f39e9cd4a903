"""What becomes of throughput, memory and start-up as a site grows.

All sites are served at once and loaded in turn, a round each, so that they are compared under the same conditions.
A token that calls over and over is kept in memory; what one costs that is not, ``tokens in turn`` says, where each call comes
with another. Functions that are built in cannot be left out: where they are more than a size says, there are so many.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from typing import IO
from urllib.parse import urlencode

from benchmarks.functions import PING, build
from benchmarks.rounds import Ratio, Sample, Target, ask, measure, memory, ratio, spent
from benchmarks.scenarios import SCENARIOS, VARYING, Wrong
from benchmarks.site import PEOPLE, TOKEN, Gateway, Site, Size, bulk_token, prepared, serving
from gateway.registry.component import discover
from gateway.registry.registry import Registry
from gateway.wire.exchange import HttpRequest
from tests.oracle.serve import ROOT

__all__ = ["SIZES", "Grown", "Start", "Wsdl", "measured"]

BASE, MOST = "10 of each", "863 functions, 1,000,000 tokens"
SIZES = {
    BASE: Size(functions=10, tokens=10, people=10),
    "100 functions": Size(functions=100, tokens=10, people=10),
    "863 functions": Size(functions=863, tokens=10, people=10),
    "10,000 tokens": Size(functions=10, tokens=10_000, people=10),
    "1,000,000 tokens": Size(functions=10, tokens=1_000_000, people=10),
    "100,000 people": Size(functions=10, tokens=10, people=100_000),
    MOST: Size(functions=863, tokens=1_000_000, people=10),
}

_STARTS, _STEP = 3, 0.002
# Where the WSDLs are: the classic and the typed one.
_FACES = ("/webservice/soap/server.php", "/webservice/soap/typed")
_OURS = ("benchmarks", "gateway", "protocols", "tests")
_LOGGED = "import time:"


@dataclass(frozen=True)
class Start:
    """A start, from the command to the first answer, against importing the libraries that it imports; in seconds.

    ``cpu`` is processor time, of which a busy machine takes nothing.
    """

    wall: float
    cpu: float
    libraries_wall: float
    libraries_cpu: float


@dataclass(frozen=True)
class Wsdl:
    """A WSDL of all functions: the seconds until it came, made anew, and its bytes."""

    seconds: float
    size: int


@dataclass(frozen=True)
class Grown:
    """What was measured of one size: samples of each kind of load, how they compare with the smallest site, megabytes of the
    worker at the start, after the load and after the WSDLs of all its functions, classic and typed, its start, and how many
    functions it has.
    """

    functions: int
    samples: dict[str, list[Sample]]
    ratios: dict[str, Ratio]
    megabytes: tuple[float, float, float]
    wsdls: tuple[Wsdl, ...]
    start: Start


def measured(wrk: str, *, rounds: int, seconds: int, events: int = 0, connections: int = 16) -> dict[str, Grown]:
    """Every size, by name, and one with so many events in the audit where that is wanted. Raises ``Wrong`` and ``NotServed``."""
    sizes = {**SIZES, **({f"{events:,} events": Size(functions=10, tokens=10, people=10, events=events)} if events else {})}
    with ExitStack() as stack:
        sites = {}
        for name, size in sizes.items():
            sites[name] = stack.enter_context(prepared(size=size))
            print(f"prepared {name}", flush=True)
        with ExitStack() as servers:
            gateways = {name: servers.enter_context(serving(site)) for name, site in sites.items()}
            at_start = _memories(gateways)
            samples = _loaded(wrk, gateways, rounds=rounds, seconds=seconds, connections=connections)
            loaded = _memories(gateways)
            wsdls = {name: tuple(_described(gateway, path) for path in _FACES) for name, gateway in gateways.items()}
            described = _memories(gateways)
        print("starting each several times", flush=True)
        starts = _starts(sites)
    return {
        name: Grown(
            functions=max(sizes[name].functions, len(Registry([*discover(), build(0)]))),
            samples=samples[name],
            ratios={kind: ratio(taken, samples[BASE][kind]) for kind, taken in samples[name].items()},
            megabytes=(at_start[name], loaded[name], described[name]),
            wsdls=wsdls[name],
            start=starts[name],
        )
        for name in sites
    }


def _loaded(wrk: str, gateways: Mapping[str, Gateway], **load: int) -> dict[str, dict[str, list[Sample]]]:
    """The samples of each site, by the kind of load."""
    samples: dict[str, dict[str, list[Sample]]] = {name: {} for name in gateways}
    for kind, targets in _loads(gateways).items():
        for target in targets.values():
            _require_right(target)
        for name, taken in measure(wrk, {name: [target] for name, target in targets.items()}, **load).items():
            samples[name][kind] = taken
        print(f"loaded with {kind}", flush=True)
    return samples


def _require_right(target: Target) -> None:
    """Raise ``Wrong`` unless a target answers with what it is asked for."""
    answer = ask(target)
    if answer.status != 200 or (answer.body != b'"pong"' and PEOPLE[-1].encode() not in answer.body):
        raise Wrong(f"{target.address} answers {answer.status} {answer.body[:200]!r}")


def _memories(gateways: Mapping[str, Gateway]) -> dict[str, float]:
    return {name: memory(gateway.pid) for name, gateway in gateways.items()}


def _loads(sites: Mapping[str, Gateway]) -> dict[str, dict[str, Target]]:
    """The kinds of load, and which sites get them."""
    user = next(scenario for scenario in SCENARIOS if scenario.name == "user-rest").request()
    in_turn = bulk_token(0)[: -len(VARYING)] + VARYING
    return {
        "one token": {name: Target(site.address, _ping(TOKEN), site.pid) for name, site in sites.items()},
        "tokens in turn": {
            name: Target(site.address, _ping(in_turn), site.pid, numbers=SIZES[name].tokens)
            for name, site in sites.items()
            if name == BASE or "tokens" in name
        },
        "one user by name": {name: Target(site.address, user, site.pid) for name, site in sites.items() if SIZES[name].functions == 10},
    }


def _ping(token: str) -> HttpRequest:
    query = urlencode({"wstoken": token, "wsfunction": PING, "moodlewsrestformat": "json"})
    return HttpRequest("GET", f"/webservice/rest/server.php?{query}", {}, b"")


def _described(gateway: Gateway, path: str) -> Wsdl:
    """Have a WSDL of all functions made. Raises ``Wrong``."""
    began = time.monotonic()
    answer = ask(Target(gateway.address, HttpRequest("GET", f"{path}?wsdl=1&wstoken={TOKEN}", {}, b"")))
    if answer.status != 200 or PING.encode() not in answer.body:
        raise Wrong(f"{path} describes nothing: {answer.status} {answer.body[:200]!r}")
    return Wsdl(time.monotonic() - began, len(answer.body))


def _starts(sites: Mapping[str, Site]) -> dict[str, Start]:
    """The medians of several starts of sites that have been served before, each after all others."""
    any_site = next(iter(sites.values()))
    libraries = _libraries(any_site)
    importing = [sys.executable, "-c", f"for name in {libraries!r}:\n  try: __import__(name)\n  except ImportError: pass"]
    imports, starts = [], []
    for _ in range(_STARTS):
        imports.append(_timed(importing, any_site.environ))
        starts.append({name: _first_answer(site) for name, site in sites.items()})
    return {name: Start(*_medians([start[name] for start in starts]), *_medians(imports)) for name in sites}


def _medians(taken: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Of the seconds, and of the processor seconds."""
    return statistics.median(wall for wall, _ in taken), statistics.median(cpu for _, cpu in taken)


def _first_answer(site: Site, *, command: Sequence[str] = (), errors: IO[bytes] | int = subprocess.DEVNULL) -> tuple[float, float]:
    """The seconds and processor seconds from the command to the first answer to a call. Raises ``Wrong``."""
    began = time.monotonic()
    with subprocess.Popen(
        command or site.command, cwd=ROOT, env=site.environ, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors
    ) as process:
        try:
            while True:
                with suppress(Wrong):
                    _require_right(Target(site.address, _ping(TOKEN)))
                    return time.monotonic() - began, spent(process.pid) or 0.0
                if process.poll() is not None:
                    raise Wrong(f"{' '.join(site.command)} ended with status {process.returncode}")
                time.sleep(_STEP)
        finally:
            process.terminate()


def _libraries(site: Site) -> list[str]:
    """What a gateway imports until its first answer, its own modules left out, in that order."""
    with tempfile.TemporaryFile() as log:
        _first_answer(site, command=[site.command[0], "-X", "importtime", *site.command[1:]], errors=log)
        log.seek(0)
        lines = log.read().decode(errors="replace").splitlines()
    names = [line.rpartition("|")[2].strip() for line in lines if line.startswith(_LOGGED)]
    return [name for name in names[1:] if name.partition(".")[0] not in _OURS]


def _timed(command: Sequence[str], environ: Mapping[str, str]) -> tuple[float, float]:
    """The seconds and processor seconds that a command takes."""
    began, used = time.monotonic(), os.times()
    quiet = subprocess.DEVNULL
    subprocess.run(command, cwd=ROOT, env=environ, check=True, stdin=quiet, stdout=quiet, stderr=quiet)
    after = os.times()
    return time.monotonic() - began, after.children_user + after.children_system - used.children_user - used.children_system
