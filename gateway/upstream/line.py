"""The line to one upstream: calls wait for their turn, have a time, are repeated where that is harmless, and leave a broken server alone.

Nothing is told of a request but its function and what became of it: neither logs nor errors have its address, its headers or its body,
in which credentials are.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urljoin, urlsplit

from gateway import chance
from gateway.errors import CodecError, HostileInput
from gateway.settings import Upstream
from gateway.telemetry.traces import outgoing
from gateway.upstream.breaker import Breaker
from gateway.upstream.errors import UpstreamAnswer, UpstreamAway
from gateway.upstream.imported import PLAIN, Asked, Imported
from gateway.wire.exchange import HttpRequest, HttpResponse
from gateway.wire.http import inflated

if TYPE_CHECKING:
    import httpx2  # which takes as long to load as the database, and only upstreams need

__all__ = ["HttpLine", "Opened"]

_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 1.0
# From how many bytes on a body is inflated beside the loop.
_LARGE: Final = 256 * 1024
# With these a server, or a proxy before it, says that it did not come to the request.
_NOT_NOW: Final = frozenset({502, 503, 504})
_KEPT_SECONDS: Final = 15.0

for _name in ("httpx2", "httpcore2"):  # whose lines have whole addresses
    logging.getLogger(_name).setLevel(logging.WARNING)


class HttpLine:
    """A line over HTTP/1.1 or 2, with a pool of connections; it belongs to the event loop that first sends by it."""

    def __init__(self, name: str, settings: Upstream) -> None:
        """Nothing is opened yet."""
        self.name = name
        self.settings = settings
        self.base = self.address = settings.url.rstrip("/")
        self.breaker = Breaker(name, settings.failures, settings.pause)
        self._client: httpx2.AsyncClient | None = None
        # A call has a time as a whole: none of its parts has one, but for the connection.
        self._patience: dict[str, float | None] = {**dict.fromkeys(("read", "write", "pool")), "connect": settings.connect}
        self._calls, self._streams = (_Turns(settings.calls, settings.waiting, settings.wait) for _ in range(2))
        self.observe: Callable[[str, float], None] | None = None
        """Told of each request what became of it, and how many seconds that took, its turn not counted."""

    @property
    def waiting(self) -> int:
        """How many calls wait for their turn."""
        return self._calls.waiting + self._streams.waiting

    async def close(self) -> None:
        """Close all connections."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    async def send(self, request: HttpRequest, function: Imported | None = None, asked: Asked | None = None) -> HttpResponse:
        """The answer to a request, as ``gateway.upstream.kind.Line`` has it."""
        limit = (function.timeout if function is not None else None) or self.settings.timeout
        again = self.settings.retries if function is None or function.reads else 0
        return await self._sent(self.base + request.path, request, self._headers(request, asked or PLAIN), again, limit)

    async def _sent(self, address: str, request: HttpRequest, headers: Mapping[str, str], again: int, limit: float) -> HttpResponse:
        """The answer to a request that is sent once, and as often ``again`` as that is needed and there is time."""
        loop = asyncio.get_running_loop()
        ends, tried = loop.time() + limit, 0
        async with self._calls.turn():
            while True:
                try:
                    with self.breaker.passing():
                        return await self._in_time(address, request, headers, ends, limit)
                except _NotSent as error:
                    left = self.settings.retries - tried
                    failure: UpstreamAway = error
                except UpstreamAway as error:
                    left = again - tried
                    failure = error
                pause = min(_FIRST_PAUSE * 2**tried, _LONGEST_PAUSE) * (0.5 + chance.source().random())
                if left <= 0 or not self.breaker.closed or loop.time() + pause >= ends:
                    raise failure
                await asyncio.sleep(pause)
                tried += 1

    async def _in_time(self, address: str, request: HttpRequest, headers: Mapping[str, str], ends: float, limit: float) -> HttpResponse:
        began, outcome = time.perf_counter(), "away"
        try:
            async with asyncio.timeout_at(ends):
                answer = await self._once(address, request, headers)
            outcome = "answered"
            return answer
        except TimeoutError:
            raise UpstreamAway(f"no answer within {limit:g} seconds") from None
        except UpstreamAnswer:
            outcome = "unreadable"
            raise
        finally:
            if self.observe is not None:
                self.observe(outcome, time.perf_counter() - began)

    async def _once(self, address: str, request: HttpRequest, headers: Mapping[str, str]) -> HttpResponse:
        with _told():
            asked = self.client.build_request(request.method, address, headers=headers, content=request.body)
            asked.extensions["timeout"] = self._patience
            answer = await self.client.send(asked, stream=True)
            try:
                body = await self._body(answer)
            finally:
                await answer.aclose()
        if answer.status_code in _NOT_NOW:
            raise UpstreamAway(f"answered with the status {answer.status_code}")
        if 300 <= answer.status_code < 400:
            raise UpstreamAnswer(f"sends callers to another address (status {answer.status_code}), which is not followed")
        told = {name.lower(): value for name, value in answer.headers.items()}
        return HttpResponse(answer.status_code, told, body)

    @asynccontextmanager
    async def open(
        self, method: str, path: str, headers: Sequence[tuple[bytes, bytes]], body: AsyncIterator[bytes] | None
    ) -> AsyncIterator[Opened]:
        """A request that is passed on piece by piece, for as long as its answer is read. Raises ``UpstreamAway``."""
        async with self._streams.turn(), AsyncExitStack() as held:
            with self.breaker.passing(), _told():
                named = [(b"host", self.settings.host.encode())] if self.settings.host else []
                asked = self.client.build_request(method, self.base + path, headers=[*headers, *named], content=body)
                answer = await self.client.send(asked, stream=True)
                held.push_async_callback(answer.aclose)
            with _told():
                yield Opened(answer.status_code, [(name.lower(), value) for name, value in answer.headers.raw], answer.aiter_raw())

    async def _body(self, answer: httpx2.Response) -> bytes:
        """The whole body of an answer, inflated. Raises ``UpstreamAnswer`` for one that is too long or damaged."""
        most = self.settings.answer_bytes
        pieces: list[bytes] = []
        received = 0
        async for piece in answer.aiter_raw():
            received += len(piece)
            if received > most:
                raise UpstreamAnswer(f"the answer is longer than {most} bytes")
            pieces.append(piece)
        body = b"".join(pieces)
        coded = answer.headers.get("content-encoding", "").strip().lower()
        if coded in ("", "identity") or not body:
            return body
        try:
            if len(body) > _LARGE:
                return await asyncio.to_thread(inflated, body, coded.encode("latin-1", "replace"), most)
            return inflated(body, coded.encode("latin-1", "replace"), most)
        except HostileInput:
            raise UpstreamAnswer(f"the answer is compressed in another way than gzip, or longer than {most} bytes") from None
        except CodecError:
            raise UpstreamAnswer("the compressed answer is damaged or cut off") from None

    async def fetch(self, address: str) -> bytes:
        """The document at an address, as ``gateway.upstream.kind.Line`` has it."""
        if address.startswith("file:"):
            path = Path(address.removeprefix("file:"))
            try:
                return await asyncio.to_thread(path.read_bytes)
            except OSError as error:
                raise UpstreamAnswer(f"{path}: cannot be read: {error.strerror}") from error
        whole = urljoin(f"{self.base}/", address)
        if urlsplit(whole)[:2] != urlsplit(self.base)[:2]:
            raise UpstreamAnswer("a document is at another host")
        asked = HttpRequest("GET", "", {}, b"")
        answer = await self._sent(whole, asked, self._headers(asked, PLAIN), self.settings.retries, self.settings.timeout)
        if answer.status != 200:
            raise UpstreamAnswer(f"a document cannot be had (status {answer.status})")
        return answer.body

    def _headers(self, request: HttpRequest, asked: Asked) -> dict[str, str]:
        headers = {"accept-encoding": "gzip, deflate", "user-agent": "Triglot", **request.headers}
        if self.settings.host:
            headers["host"] = self.settings.host
        if asked.request_id:
            headers["x-request-id"] = asked.request_id
        if asked.traceparent:
            headers["traceparent"] = asked.traceparent
        outgoing(headers)  # in whose place a trace of this gateway's own names its part
        return headers

    @property
    def client(self) -> httpx2.AsyncClient:
        """The client with the pool of connections, which is made when it is first needed."""
        import httpx2

        if self._client is None:
            chosen = self.settings
            self._client = httpx2.AsyncClient(
                http2=chosen.url.startswith("https:"),
                follow_redirects=False,
                trust_env=False,
                timeout=httpx2.Timeout(chosen.timeout, connect=chosen.connect),
                limits=httpx2.Limits(max_connections=None, max_keepalive_connections=chosen.calls, keepalive_expiry=_KEPT_SECONDS),
            )
        return self._client


class _Turns:
    """As many turns as may be taken at a time; a bounded number waits, for a bounded time. It belongs to the loop that first asks."""

    def __init__(self, at_a_time: int, most_waiting: int, seconds: float) -> None:
        self._at_a_time, self._most_waiting, self._seconds = at_a_time, most_waiting, seconds
        self._free: asyncio.Semaphore | None = None
        self.waiting = 0

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a turn. Raises ``UpstreamAway``."""
        if self._free is None:
            self._free = asyncio.Semaphore(self._at_a_time)
        free = self._free
        if not free.locked():
            await free.acquire()
        elif self.waiting >= self._most_waiting:
            raise UpstreamAway("too many calls are waiting for it")
        else:
            self.waiting += 1
            try:
                await asyncio.wait_for(free.acquire(), self._seconds)
            except TimeoutError:
                raise UpstreamAway(f"no turn within {self._seconds:g} seconds") from None
            finally:
                self.waiting -= 1
        try:
            yield
        finally:
            free.release()


class Opened(NamedTuple):
    """An answer whose body is still to be read, as it comes: the status, the headers with names in lower case, the pieces."""

    status: int
    headers: list[tuple[bytes, bytes]]
    pieces: AsyncIterator[bytes]


@contextmanager
def _told() -> Iterator[None]:
    """What goes wrong on a connection, told as errors of upstreams; no text of the library's is in them, which have addresses."""
    import httpx2

    try:
        yield
    except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
        raise _NotSent(f"cannot be reached ({type(error).__name__})") from None
    except httpx2.TransportError as error:
        raise UpstreamAway(f"the connection broke before the answer was whole ({type(error).__name__})") from None
    except (httpx2.InvalidURL, httpx2.HTTPError) as error:
        raise UpstreamAnswer(f"it is not spoken to by HTTP as it should be ({type(error).__name__})") from None


class _NotSent(UpstreamAway):
    """No connection was had, so that the request was not sent."""
