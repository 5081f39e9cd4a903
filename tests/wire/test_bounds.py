"""The bounds of connections: what is refused unread, what is waited for how long, and that what is within bounds is not touched."""

from __future__ import annotations

import asyncio
import resource
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from starlette.types import Receive, Scope, Send
from structlog.testing import capture_logs

from gateway.server.bounds import Bounds
from gateway.settings import Server
from gateway.wire.http import read_body
from tests.listening import Connection, started, until


class Echo:
    """An application that answers with the method, the number of header fields and the length of the body."""

    def __init__(self) -> None:
        self.scopes: list[Scope] = []
        self.unanswered = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scopes.append(scope)
        path = scope["path"]
        body = b"" if path == "/unread" else await read_body(scope, receive, 1 << 30)
        if body is None:
            self.unanswered += 1
            return
        answer = b"x" * 50_000_000 if path == "/long" else b"%s %d %d" % (scope["method"].encode(), len(scope["headers"]), len(body))
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(answer))]})
        await send({"type": "http.response.body", "body": answer})


@pytest.fixture
def logged() -> Iterator[list[Any]]:
    """The entries of the log."""
    with capture_logs() as entries:
        yield entries


@asynccontextmanager
async def served(app: Echo, **chosen: int) -> AsyncIterator[int]:
    """The port of a server with these settings."""
    serving, task, port = await started(app, **chosen)
    try:
        yield port
    finally:
        serving.should_exit = True
        await task


@asynccontextmanager
async def connected(port: int) -> AsyncIterator[Connection]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


async def exchanged(port: int, *parts: bytes) -> bytes:
    """All that a server answers to what is sent in these parts, until it closes the connection."""
    async with connected(port) as (reader, writer):
        for part in parts:
            writer.write(part)
            await asyncio.sleep(0)
        return await reader.read()


def head(*, fields: int = 0, size: int = 0, path: bytes = b"/", more: bytes = b"") -> bytes:
    """A head with so many further fields, filled up to ``size`` bytes with one more."""
    lines = b"GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n%s" % (path, more)
    lines += b"".join(b"X-%d: y\r\n" % number for number in range(fields))
    if size:
        lines += b"X-Fill: %s\r\n" % (b"z" * (size - len(lines) - len("X-Fill: \r\n\r\n")))
    return lines + b"\r\n"


def cut(data: bytes, size: int) -> list[bytes]:
    return [data[start : start + size] for start in range(0, len(data), size)]


def body_of(answer: bytes) -> bytes:
    return answer.partition(b"\r\n\r\n")[2]


@pytest.mark.parametrize("size", [0, 1000, 65_536])
async def test_a_head_may_have_as_many_bytes_as_the_setting_says(size: int) -> None:
    async with served(Echo()) as port:
        assert body_of(await exchanged(port, *cut(head(size=65_536), size or 65_536))) == b"GET 3 0"


@pytest.mark.parametrize("size", [1000, 30_000, 1 << 20])
@pytest.mark.parametrize("length", [65_537, 1 << 20])
async def test_a_longer_head_is_refused_and_the_application_not_asked(length: int, size: int) -> None:
    app = Echo()
    async with served(app) as port:
        answer = await exchanged(port, *cut(head(size=length), size))
    assert answer.startswith(b"HTTP/1.1 431 ")
    assert b"connection: close" in answer
    assert app.scopes == []


async def test_a_head_without_end_is_not_kept() -> None:
    """What is sent after the refusal is dropped, so that the connection never holds more than a head may have."""
    app = Echo()
    async with served(app) as port, connected(port) as (reader, writer):
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n")
        for _ in range(400):
            writer.write(b"X-Field: %s\r\n" % (b"y" * 10_000))
        assert (await reader.readline()).startswith(b"HTTP/1.1 431 ")
    assert app.scopes == []


@pytest.mark.parametrize("size", [27, 60_000, 80_000])
async def test_a_second_request_has_the_same_bound(size: int) -> None:
    app = Echo()
    async with served(app) as port:
        first = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
        long = head(more=b"".join(b"X-%d: %s\r\n" % (number, b"y" * 1000) for number in range(70)))
        answer = await exchanged(port, *cut(first + long, size))
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert len(app.scopes) == 1


@pytest.mark.parametrize(("fields", "status"), [(98, b"200"), (99, b"431"), (10_000, b"431")])
async def test_a_head_may_have_as_many_fields_as_the_setting_says(fields: int, status: bytes) -> None:
    async with served(Echo()) as port:
        assert (await exchanged(port, head(fields=fields))).startswith(b"HTTP/1.1 %s " % status)


@pytest.mark.parametrize("length", [70_000, 120_000, 4_000_000])
async def test_an_address_too_long_is_told_from_a_head_too_long_and_what_to_do_instead(length: int) -> None:
    async with served(Echo()) as port:
        answer = await exchanged(port, head(path=b"/?" + b"a" * length))
    assert answer.startswith(b"HTTP/1.1 414 ")
    assert b"POST" in body_of(answer)


async def test_an_earlier_request_is_answered_before_the_connection_closes_for_a_refused_one() -> None:
    async with served(Echo()) as port:
        answer = await exchanged(port, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" + head(fields=200))
    assert body_of(answer) == b"GET 1 0"


@pytest.mark.parametrize("sent", [b"", b"\r\n", b"GET / HT", b"GET / HTTP/1.1\r\nX: "])
async def test_a_connection_that_brings_no_head_is_closed(sent: bytes) -> None:
    async with served(Echo(), head_seconds=1) as port:
        answer = await exchanged(port, sent)
    assert answer.startswith(b"HTTP/1.1 408 ") if sent.strip() else answer == b""


async def test_empty_lines_after_an_answer_do_not_keep_a_connection() -> None:
    async with served(Echo(), head_seconds=1) as port:
        answer = await exchanged(port, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"\r\n")
    assert body_of(answer) == b"GET 1 0"


async def test_a_head_that_trickles_is_refused_however_much_of_it_comes() -> None:
    async with served(Echo(), head_seconds=1) as port, connected(port) as (reader, writer):
        reading = asyncio.create_task(reader.read())
        writer.write(b"GET / HTTP/1.1\r\n")
        while not reading.done():
            writer.write(b"X: y\r\n")
            await asyncio.sleep(0.05)
        assert reading.result().startswith(b"HTTP/1.1 408 ")


async def test_a_body_that_stops_coming_is_given_up_and_nothing_of_it_kept() -> None:
    app = Echo()
    async with served(app, head_seconds=1) as port:
        answer = await exchanged(port, head(more=b"Content-Length: 200000\r\n") + b"x" * 150_000)
        await until(lambda: app.unanswered == 1)
    assert answer.startswith(b"HTTP/1.1 408 ")


async def test_a_body_that_comes_fast_enough_is_read_to_its_end() -> None:
    async with served(Echo(), head_seconds=1, body_rate=1000) as port, connected(port) as (reader, writer):
        writer.write(head(more=b"Content-Length: 12000\r\n"))
        for _ in range(24):
            writer.write(b"x" * 500)
            await asyncio.sleep(0.1)
        assert body_of(await reader.read()) == b"GET 3 12000"


async def test_a_client_that_reads_nothing_of_its_answer_is_cut_off() -> None:
    app = Echo()
    serving, task, port = await started(app, head_seconds=1)
    async with connected(port) as (reader, writer):
        writer.transport.pause_reading()  # type: ignore[attr-defined]  # every transport of a socket can
        writer.write(head(path=b"/long"))
        await until(lambda: bool(app.scopes))
        await until(lambda: not serving.server_state.connections)
        assert not reader.at_eof()
    serving.should_exit = True
    await task


async def test_a_request_answered_without_its_body_keeps_no_connection() -> None:
    async with served(Echo(), head_seconds=1) as port:
        answer = await exchanged(port, b"POST /unread HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nx")
    assert body_of(answer) == b"POST 2 0"


async def test_a_client_that_sends_a_body_nobody_reads_gets_the_answer() -> None:
    async with served(Echo()) as port, connected(port) as (reader, writer):
        writer.write(b"POST /unread HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 8000000\r\n\r\n")
        for _ in range(80):
            writer.write(b"x" * 100_000)
            await writer.drain()
        assert body_of(await reader.read()) == b"POST 3 0"


async def test_an_address_beyond_ascii_may_come_in_parts() -> None:
    long = "/é?a=".encode() + b"x" * 40_000
    async with served(Echo()) as port:
        assert (await exchanged(port, *cut(head(path=long), 30_000))).startswith(b"HTTP/1.1 200 ")
        assert (await exchanged(port, *cut(head(path=long * 2), 30_000))).startswith(b"HTTP/1.1 414 ")


async def test_no_more_connections_are_served_than_the_setting_says(logged: list[Any]) -> None:
    async with served(Echo(), connections=2) as port, connected(port), connected(port):
        for _ in range(3):
            answer = await exchanged(port)
            assert answer.startswith(b"HTTP/1.1 503 ")
            assert b"retry-after: 1\r\n" in answer
        told = [entry for entry in logged if "connections turned away" in str(entry["event"])]
        assert len(told) == 1


async def test_a_place_is_free_again_where_a_connection_has_ended() -> None:
    serving, task, port = await started(Echo(), connections=1)
    async with connected(port):
        assert (await exchanged(port)).startswith(b"HTTP/1.1 503 ")
    await until(lambda: not serving.server_state.connections)
    assert (await exchanged(port, head())).startswith(b"HTTP/1.1 200 ")
    serving.should_exit = True
    await task


async def test_all_bodies_together_have_no_more_bytes_than_the_setting_says() -> None:
    app = Echo()
    async with served(app, bodies_bytes=400_000) as port, connected(port) as (reader, writer):
        writer.write(head(more=b"Content-Length: 300001\r\n") + b"x" * 300_000)
        await until(lambda: bool(app.scopes))
        await asyncio.sleep(0.1)
        answer = await exchanged(port, head(more=b"Content-Length: 300001\r\n") + b"x" * 300_000)
        assert answer.startswith(b"HTTP/1.1 503 ")
        writer.write(b"x")
        assert body_of(await reader.read()) == b"GET 3 300001"
        # What was refused and what was answered is held no more.
        body = b"x" * 390_000
        assert body_of(await exchanged(port, head(more=b"Content-Length: 390000\r\n") + body)) == b"GET 3 390000"


async def test_heads_that_come_in_parts_count_like_bodies_and_are_given_back() -> None:
    async with served(Echo(), bodies_bytes=100_000) as port, connected(port) as (reader, writer):
        writer.write(head(size=60_000)[:-2])
        await asyncio.sleep(0.1)
        assert (await exchanged(port, head(size=60_000)[:-2])).startswith(b"HTTP/1.1 503 ")
        writer.write(b"\r\n")
        assert body_of(await reader.read()) == b"GET 3 0"
        for _ in range(3):
            assert body_of(await exchanged(port, *cut(head(size=60_000), 20_000))) == b"GET 3 0"


UPGRADE = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n"


@pytest.mark.parametrize("size", [1, 7, 1000])
@pytest.mark.parametrize("upgrade", [UPGRADE, b"Connection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"])
async def test_a_wish_for_another_protocol_is_ignored_and_what_follows_is_read(upgrade: bytes, size: int) -> None:
    request = b"POST /upgraded HTTP/1.1\r\nHost: x\r\n" + upgrade + b"Content-Length: 5\r\n\r\nhello"
    app = Echo()
    async with served(app) as port:
        answer = await exchanged(port, *cut(request + request + head(), size))
    assert answer.count(b"HTTP/1.1 200 OK\r\n") == 3
    assert [scope["method"] for scope in app.scopes] == ["POST", "POST", "GET"]
    assert answer.count(b" 5HTTP/1.1") == 2
    assert b"upgrade" not in dict(app.scopes[0]["headers"])


async def test_a_chunked_body_after_a_wish_for_another_protocol_is_read() -> None:
    request = b"POST / HTTP/1.1\r\nHost: x\r\n" + UPGRADE + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n" + head()
    async with served(Echo()) as port:
        answer = await exchanged(port, request)
    assert answer.count(b"HTTP/1.1 200 OK\r\n") == 2
    assert b" 5HTTP/1.1" in answer


async def test_a_wish_to_close_is_heard_beside_one_for_another_protocol() -> None:
    request = head(more=b"Connection: close, upgrade\r\nUpgrade: h2c\r\n")
    async with served(Echo()) as port:
        assert body_of(await exchanged(port, request)) == b"GET 3 0"


@pytest.mark.parametrize(
    "request_", [b"CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n", b"\x16\x03\x01\x02\x00\x01", b"GET / HTTP/1.1\r\n: x\r\n\r\n"]
)
async def test_what_is_no_request_is_refused_and_the_log_says_so_once_a_second(request_: bytes, logged: list[Any]) -> None:
    async with served(Echo()) as port:
        for _ in range(3):
            assert (await exchanged(port, request_)).startswith(b"HTTP/1.1 400 ")
    assert [entry["event"] for entry in logged] == ["requests that are not HTTP"]


@pytest.fixture
def descriptors() -> Iterator[int]:
    """The descriptors that a process may have; they are as many as before after the test."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    yield hard
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_where_descriptors_are_too_few_a_warning_says_so(descriptors: int, logged: list[Any]) -> None:
    bounds = Bounds(Server(connections=descriptors + 1))
    assert bounds.connections < descriptors
    assert "ulimit" in str(logged[0]["repair"])


def test_as_many_descriptors_are_asked_for_as_there_may_be_connections(descriptors: int, logged: list[Any]) -> None:
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, descriptors))
    assert Bounds(Server(connections=300)).connections == 300
    assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] > 300
    assert logged == []


async def test_many_connections_that_wait_keep_nobody_from_being_served() -> None:
    async with served(Echo()) as port:
        writers = [(await asyncio.open_connection("127.0.0.1", port))[1] for _ in range(200)]
        for writer in writers:
            writer.write(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n1")
        assert body_of(await exchanged(port, head())) == b"GET 2 0"
        for writer in writers:
            writer.transport.abort()
