"""How much of the framework's speed does a call through the gateway keep? ``make bench``.

wrk asks the gateway for a function that needs no data, and a bare Starlette route for the same bytes under the same
headers: both with one worker, in one run, in alternating rounds, the gateway as its users run it, its call log on.
The machine's mood moves both; the ratio of their medians stands. Before anything is measured, both answers are checked.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from tests.oracle import recordings
from tests.oracle.serve import NotServed, end_on_signals, free_port, running, serving

RESULT = Path(__file__).parent / "results" / "latest.json"
PATH = "/webservice/rest/server.php"
FUNCTION = "local_probe_private_ping"
EXPECTED = b'"pong"'
# What the server adds to every answer by itself.
SERVER_HEADERS = {"date", "server", "content-length"}


class Wrong(Exception):
    """Something does not answer as it must, so that measuring it would mean nothing."""


@dataclass(frozen=True)
class Answer:
    """What comes back, without what changes from one answer to the next."""

    status: int
    headers: dict[str, str]
    body: bytes


def target() -> str:
    """The path and query of the call, with a token of the service that holds the function."""
    state = json.loads((recordings.HERE / "site.json").read_text())
    service = next(s["id"] for s in state["external_services"] if FUNCTION in s["functions"])
    token = next(t["token"] for t in state["external_tokens"] if t["externalserviceid"] == service)
    return f"{PATH}?{urlencode({'wstoken': token, 'wsfunction': FUNCTION, 'moodlewsrestformat': 'json'})}"


def ask(url: str) -> Answer:
    """One answer. Raises ``Wrong`` where it is not what the function returns."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    connection.request("GET", f"{parts.path}?{parts.query}")
    response = connection.getresponse()
    headers = {name.lower(): value for name, value in response.getheaders() if name.lower() != "date"}
    answer = Answer(response.status, headers, response.read())
    connection.close()
    if (answer.status, answer.body) != (200, EXPECTED):
        raise Wrong(f"{parts.netloc} answers {answer.status} {answer.body[:200]!r}")
    return answer


@contextmanager
def bare_route(answer: Answer) -> Iterator[str]:
    """Serve ``answer`` from a bare route as long as the context lasts; gives its address."""
    port = free_port()
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        headers = {name: value for name, value in answer.headers.items() if name not in SERVER_HEADERS}
        json.dump({"path": PATH, "headers": headers, "body": answer.body.decode()}, file)
        file.flush()
        command = [sys.executable, "-m", "uvicorn", "benchmarks.bare:app", "--port", str(port), "--loop", "uvloop", "--http", "httptools"]
        command += ["--no-access-log", "--log-level", "warning", *([] if "server" in answer.headers else ["--no-server-header"])]
        with running(command, port, environ={**os.environ, "BENCHMARK_ANSWER": file.name}) as served:
            yield served.address


def load(wrk: str, url: str, seconds: int, connections: int) -> float:
    """Answers a second, over ``seconds`` of load. Raises ``Wrong`` where an answer is not a good one."""
    command = [wrk, "--threads", "1", "--connections", str(connections), "--duration", f"{seconds}s", url]
    report = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in report or "Socket errors" in report:
        raise Wrong(f"not every answer was good:\n{report}")
    found = re.search(r"Requests/sec:\s+([\d.]+)", report)
    if found is None:
        raise Wrong(f"wrk says nothing of a rate:\n{report}")
    return float(found[1])


def measure(wrk: str, rounds: int, seconds: int, connections: int) -> dict[str, list[float]]:
    """The rates of each contestant, one a round, in the order in which they were taken."""
    with ExitStack() as stack:
        call = target()
        gateway = stack.enter_context(serving("site")).address + call
        answer = ask(gateway)
        bare = stack.enter_context(bare_route(answer)) + call
        if ask(bare) != answer:
            raise Wrong(f"the bare route answers {ask(bare)}, the gateway {answer}")
        contestants = {"bare route": bare, "gateway": gateway}
        rates: dict[str, list[float]] = {name: [] for name in contestants}
        for url in contestants.values():
            load(wrk, url, 1, connections)  # not counted: first calls fill caches
        for number in range(rounds):
            for name, url in contestants.items():
                rates[name].append(load(wrk, url, seconds, connections))
            print(
                f"round {number + 1} of {rounds}: " + ", ".join(f"{name} {taken[-1]:,.0f}/s" for name, taken in rates.items()), flush=True
            )
        return rates


def find_wrk() -> str | None:
    """The path of wrk, installed first where that is possible and needed."""
    if shutil.which("wrk") is None and os.geteuid() == 0 and (apt := shutil.which("apt-get")):
        print("Installing wrk", flush=True)
        for verb in (["update", "-qq"], ["install", "-qq", "--yes", "wrk"]):
            subprocess.run([apt, *verb], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return shutil.which("wrk")


def main() -> int:
    """Exit status 0 where something was measured or wrk is missing, 1 where something answers wrongly."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3, help="of load, a round and contestant")
    parser.add_argument("--connections", type=int, default=16)
    options = parser.parse_args()
    wrk = find_wrk()
    if wrk is None:
        print("skipped: wrk is not installed (Debian and Ubuntu: apt-get install wrk)")
        return 0
    end_on_signals()
    try:
        rates = measure(wrk, options.rounds, options.seconds, options.connections)
    except (Wrong, NotServed) as error:
        print(error)
        return 1
    medians = {name: statistics.median(taken) for name, taken in rates.items()}
    ratio = medians["gateway"] / medians["bare route"]
    print(f"\n{'':<12}{'median/s':>10}{'least':>10}{'most':>10}")
    for name, taken in rates.items():
        print(f"{name:<12}{medians[name]:>10,.0f}{min(taken):>10,.0f}{max(taken):>10,.0f}")
    print(f"\nA call through the gateway runs at {ratio:.2f} of the bare route's rate.")
    RESULT.parent.mkdir(exist_ok=True)
    outcome = {
        "function": FUNCTION,
        "python": platform.python_version(),
        **vars(options),
        "rates": rates,
        "medians": medians,
        "ratio": ratio,
    }
    RESULT.write_text(json.dumps(outcome, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
