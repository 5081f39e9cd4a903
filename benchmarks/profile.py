"""Where the time of a call goes, in this process and without a network: ``python -m benchmarks.profile [SCENARIO …]``.

The whole ASGI application is called with the request of a scenario, so that everything but the HTTP server and the socket is
in the figures. First it is timed without the profiler, in processor time, and its statements are counted; then it is
profiled. What comes out is kept in ``profiles/SCENARIO.txt``.
"""

from __future__ import annotations

import asyncio
import cProfile
import io
import pstats
import re
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import msgspec
from sqlalchemy import event
from starlette.types import ASGIApp, Message, Scope

from benchmarks.rounds import numbered
from benchmarks.scenarios import SCENARIOS, VARYING, Scenario, Unknown, Wrong, chosen
from benchmarks.site import prepared
from gateway import log, settings
from gateway.app import application
from gateway.host import Gateway
from gateway.protocol import HttpRequest, HttpResponse

__all__ = ["Cost", "profiled"]

FOLDER = Path(__file__).parent / "profiles"
_BLOCKS, _BLOCK_SECONDS, _SHOWN = 7, 0.3, 45
_ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Cost:
    """What a call costs: processor seconds (the least and the median of several blocks), its statements, and the profile."""

    least: float
    median: float
    statements: Counter[str]
    profile: str


async def profiled(app: ASGIApp, gateway: Gateway, scenario: Scenario) -> Cost:
    """What a scenario's call costs. Raises ``Wrong`` where the answer is not right."""
    request = scenario.request()
    scenario.check(await _answer(app, request))
    seen: Counter[str] = Counter()

    def executed(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen[" ".join(statement.split())] += 1

    for engine in gateway.store.engines:
        event.listen(engine, "before_cursor_execute", executed)
    await _answer(app, request)
    for engine in gateway.store.engines:
        event.remove(engine, "before_cursor_execute", executed)
    times = []
    count = 1
    for block in range(_BLOCKS + 1):
        began = time.process_time()
        for _ in range(count):
            await _answer(app, request)
        took = (time.process_time() - began) / count
        if block:
            times.append(took)
        count = max(1, int(_BLOCK_SECONDS / took))  # the first block only tells how many calls make one
    profiler = cProfile.Profile()
    profiler.enable()
    for _ in range(count):
        await _answer(app, request)
    profiler.disable()
    text = io.StringIO()
    stats = pstats.Stats(profiler, stream=text)
    stats.sort_stats("tottime").print_stats(_SHOWN)
    stats.sort_stats("cumulative").print_stats(_SHOWN)
    return Cost(min(times), statistics.median(times), seen, _without_paths(text.getvalue()))


async def _answer(app: ASGIApp, request: HttpRequest) -> HttpResponse:
    """One call, as a server would make it."""
    request = numbered(request) if VARYING.encode() in request.body else request
    parts = urlsplit(request.path)
    headers = [(b"host", b"localhost"), *((name.encode(), value.encode()) for name, value in request.headers.items())]
    scope: Scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": "http",
        "path": unquote(parts.path),
        "raw_path": parts.path.encode(),
        "query_string": parts.query.encode(),
        "root_path": "",
        "headers": [*headers, (b"content-length", b"%d" % len(request.body))],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "state": {},
    }
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": request.body, "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    given = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
    return HttpResponse(sent[0]["status"], given, b"".join(message.get("body", b"") for message in sent[1:]))


def _without_paths(text: str) -> str:
    """A profile that reads the same wherever it was made."""
    text = text.replace(f"{_ROOT}/", "")
    text = re.sub(r"\S*/site-packages/", "", text)
    return re.sub(r"\S*/lib/python3\.\d+/", "", text)


def _text(scenario: Scenario, cost: Cost) -> str:
    """A profile with what is known besides."""
    lines = [
        f"{scenario.name}: {cost.median * 1e6:,.0f} µs of processor time a call (median; at best {cost.least * 1e6:,.0f})",
        f"Python {sys.version.split()[0]}, in process, without an HTTP server",
        "",
        f"{cost.statements.total()} statements a call:",
        *(f"{count:>4} × {statement[:300]}" for statement, count in cost.statements.most_common()),
        "",
        "Under the profiler, which makes everything slower, and small functions most:",
        cost.profile.strip(),
    ]
    return "\n".join(line.rstrip() for line in lines) + "\n"


@asynccontextmanager
async def _running() -> AsyncIterator[tuple[ASGIApp, Gateway]]:
    """The application on a site of its own, started. Its call log goes to a file there, as what is shown must not be in it."""
    with prepared() as site, tempfile.NamedTemporaryFile() as calls:
        own = settings.load(Path(site.command[site.command.index("--config") + 1]))
        own = msgspec.structs.replace(own, log=msgspec.structs.replace(own.log, file=calls.name))
        log.configure(own.log)
        gateway = Gateway(own)
        app = application(gateway)
        await gateway.start()
        try:
            yield app, gateway
        finally:
            await gateway.stop()


async def _main(patterns: Sequence[str]) -> None:
    async with _running() as (app, gateway):
        for scenario in chosen(patterns, _CALLS):
            cost = await profiled(app, gateway, scenario)
            (FOLDER / f"{scenario.name}.txt").write_text(_text(scenario, cost))
            print(f"{scenario.name}: {cost.median * 1e6:,.0f} µs a call, {cost.statements.total()} statements", flush=True)


# Load, workers and the other database make no difference to what is profiled.
_CALLS = [each for each in SCENARIOS if (each.connections, each.workers, each.database) == (16, 1, "sqlite")]


if __name__ == "__main__":
    try:
        asyncio.run(_main(sys.argv[1:]))
    except (Unknown, Wrong) as error:
        sys.exit(str(error))
