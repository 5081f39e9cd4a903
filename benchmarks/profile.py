"""Where the time of a call goes, in this process and without a network: ``python -m benchmarks.profile [--times] [SCENARIO …]``.

The whole ASGI application is called with the request of a scenario, so that everything but the HTTP server and the socket is
in the figures. First it is timed without the profiler, in processor time and in turns with a bare Starlette route that is
called the same way, and its statements are counted; then it is profiled. What comes out is kept in
``results/profiles/SCENARIO.txt``; with ``--times`` it is only timed, and nothing is kept. ``docs/performance.md`` says what
profiles have shown.
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
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Scope

from benchmarks.rounds import numbered
from benchmarks.scenarios import SCENARIOS, VARYING, Scenario, Unknown, Wrong, chosen
from benchmarks.site import prepared
from gateway import settings
from gateway.server.app import application
from gateway.server.host import Gateway
from gateway.telemetry import log
from gateway.wire.exchange import HttpRequest, HttpResponse

__all__ = ["Cost", "profiled"]

FOLDER = Path(__file__).parent / "results" / "profiles"
_BLOCKS, _BLOCK_SECONDS, _SHOWN = 7, 0.3, 45
_ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Cost:
    """What a call costs: processor seconds (the least and the median of several blocks), the same in times of a bare
    Starlette route (the median over the blocks of the ratio within each), its statements, and the profile.
    """

    least: float
    median: float
    routes: float
    statements: Counter[str]
    profile: str


async def profiled(app: ASGIApp, gateway: Gateway, scenario: Scenario, *, times_only: bool = False) -> Cost:
    """The cost of the call of a scenario. Raises ``Wrong`` for a wrong answer."""
    call = _Call(app, scenario.request())
    scenario.check(await call.answer())
    seen: Counter[str] = Counter()

    def executed(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen[" ".join(statement.split())] += 1

    for engine in gateway.store.engines:
        event.listen(engine, "before_cursor_execute", executed)
    await call.make()
    for engine in gateway.store.engines:
        event.remove(engine, "before_cursor_execute", executed)
    bare = _Call(_ROUTE, HttpRequest("POST", "/bare", call.request.headers, call.request.body))
    times, ratios = [], []
    count, bare_count = await _fitting(call), await _fitting(bare)
    for _ in range(_BLOCKS):
        took, bare_took = await _timed(call, count), await _timed(bare, bare_count)
        times.append(took)
        ratios.append(took / bare_took)
    text = "" if times_only else await _profile(call, count)
    return Cost(min(times), statistics.median(times), statistics.median(ratios), seen, text)


class _Call:
    """A request that is made to an application over and over, as a server would make it."""

    def __init__(self, app: ASGIApp, request: HttpRequest) -> None:
        self.request = request
        self._app = app
        self._varies = VARYING.encode() in request.body
        self._body = request.body
        self._sent: list[Message] = []
        parts = urlsplit(request.path)
        headers = [(b"host", b"localhost"), *((name.encode(), value.encode()) for name, value in request.headers.items())]
        self._scope: Scope = {
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
        }

    async def make(self) -> None:
        """One call."""
        if self._varies:
            self._body = numbered(self.request).body
        self._sent.clear()
        await self._app({**self._scope, "state": {}}, self._receive, self._send)

    async def answer(self) -> HttpResponse:
        """One call, and what came back."""
        await self.make()
        given = {name.decode().lower(): value.decode() for name, value in self._sent[0]["headers"]}
        return HttpResponse(self._sent[0]["status"], given, b"".join(message.get("body", b"") for message in self._sent[1:]))

    async def _receive(self) -> Message:
        return {"type": "http.request", "body": self._body, "more_body": False}

    async def _send(self, message: Message) -> None:
        self._sent.append(message)


async def _bare(request: Request) -> Response:
    await request.body()
    return Response(b'"pong"', media_type="application/json")


_ROUTE = Starlette(routes=[Route("/bare", _bare, methods=["POST"])])


async def _timed(call: _Call, count: int) -> float:
    """The processor seconds of one call, from so many."""
    began = time.process_time()
    for _ in range(count):
        await call.make()
    return (time.process_time() - began) / count


async def _fitting(call: _Call) -> int:
    """The number of calls in a block."""
    return max(1, int(_BLOCK_SECONDS / await _timed(call, max(1, int(_BLOCK_SECONDS / 10 / await _timed(call, 3))))))


async def _profile(call: _Call, count: int) -> str:
    """The profile of so many calls."""
    profiler = cProfile.Profile()
    profiler.enable()
    for _ in range(count):
        await call.make()
    profiler.disable()
    text = io.StringIO()
    stats = pstats.Stats(profiler, stream=text)
    stats.sort_stats("tottime").print_stats(_SHOWN)
    stats.sort_stats("cumulative").print_stats(_SHOWN)
    return _without_paths(text.getvalue())


def _without_paths(text: str) -> str:
    """A profile that reads the same wherever it was made."""
    text = text.replace(f"{_ROOT}/", "")
    text = re.sub(r"\S*/site-packages/", "", text)
    return re.sub(r"\S*/lib/python3\.\d+/", "", text)


def _price(cost: Cost) -> str:
    """The cost of a call as a short text."""
    return f"{cost.median * 1e6:,.0f} µs, {cost.routes:.1f} bare routes"


def _text(scenario: Scenario, cost: Cost) -> str:
    """A profile with what is known besides."""
    lines = [
        f"{scenario.name}: {_price(cost)} a call (medians; at best {cost.least * 1e6:,.0f} µs of processor time)",
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
        loaded = settings.load(Path(site.command[site.command.index("--config") + 1]))
        loaded = msgspec.structs.replace(loaded, log=msgspec.structs.replace(loaded.log, file=calls.name))
        log.configure(loaded.log)
        gateway = Gateway(loaded)
        app = application(gateway)
        await gateway.start()
        try:
            yield app, gateway
        finally:
            await gateway.stop()


async def _main(patterns: Sequence[str], *, times_only: bool) -> None:
    async with _running() as (app, gateway):
        for scenario in chosen(patterns, _CALLS):
            cost = await profiled(app, gateway, scenario, times_only=times_only)
            if not times_only:
                FOLDER.mkdir(parents=True, exist_ok=True)
                (FOLDER / f"{scenario.name}.txt").write_text(_text(scenario, cost))
            statements = cost.statements.total()
            print(
                f"{scenario.name}: {cost.median * 1e6:,.0f} µs, {cost.routes:.1f} bare routes, {statements} statements a call", flush=True
            )


# Load, workers and the other database make no difference to what is profiled.
_CALLS = [each for each in SCENARIOS if (each.connections, each.workers, each.database) == (16, 1, "sqlite")]


if __name__ == "__main__":
    try:
        arguments = sys.argv[1:]
        asyncio.run(_main([each for each in arguments if each != "--times"], times_only="--times" in arguments))
    except (Unknown, Wrong) as error:
        sys.exit(str(error))
