"""What goes over a connection: every answer is complete, in order, and begun at once, whatever it is and however it ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from starlette.types import Receive, Scope, Send

from tests.listening import Connection, started


class App:
    """An application that answers by what the path asks for, and goes on with ``/stream`` when it is told to."""

    def __init__(self) -> None:
        self.go_on = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        path = scope["path"]
        headers = [] if path == "/chunks" else [(b"content-length", b"0" if path == "/empty" else b"4")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        if path == "/broken":
            raise RuntimeError("this is how it ends")
        if path == "/empty":
            await send({"type": "http.response.body"})
            return
        if path == "/stream":
            await self.go_on.wait()
        await send({"type": "http.response.body", "body": b"ab", "more_body": True})
        await send({"type": "http.response.body", "body": b"cd"})


@asynccontextmanager
async def served(app: App | None = None) -> AsyncIterator[Connection]:
    """A connection to a server."""
    serving, task, port = await started(app or App())
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.close()
        await writer.wait_closed()
        serving.should_exit = True
        await task


def request(path: str, method: str = "GET", headers: str = "") -> bytes:
    return f"{method} {path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n".encode()


async def test_a_client_has_the_head_of_an_answer_before_the_first_of_its_body_exists() -> None:
    app = App()
    async with served(app) as (reader, writer), asyncio.timeout(30):  # which ends the test only where the head does not come
        writer.write(request("/stream"))
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200 OK\r\n")
        app.go_on.set()
        assert await reader.readexactly(4) == b"abcd"


@pytest.mark.parametrize(
    ("path", "method", "body"),
    [("/whole", "GET", b"abcd"), ("/empty", "GET", b""), ("/whole", "HEAD", b""), ("/chunks", "GET", b"2\r\nab\r\n2\r\ncd\r\n0\r\n\r\n")],
)
async def test_an_answer_is_complete_and_the_next_one_follows(path: str, method: str, body: bytes) -> None:
    async with served() as (reader, writer):
        for _ in range(2):
            writer.write(request(path, method))
            assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200 OK\r\n")
            assert await reader.readexactly(len(body)) == body


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_an_answer_before_the_connection_closes_is_complete(method: str) -> None:
    async with served() as (reader, writer):
        writer.write(request("/whole", method, "Connection: close\r\n"))
        assert (await reader.read()).partition(b"\r\n\r\n")[2] == (b"abcd" if method == "GET" else b"")


async def test_requests_that_come_together_are_answered_in_their_order() -> None:
    async with served() as (reader, writer):
        writer.write(request("/whole") + request("/whole", "HEAD") + request("/empty") + request("/whole"))
        for body in (b"abcd", b"", b"", b"abcd"):
            assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200 OK\r\n")
            assert await reader.readexactly(len(body)) == body


async def test_a_client_that_waits_to_be_told_so_may_send_its_body() -> None:
    async with served() as (reader, writer):
        writer.write(request("/whole", "POST", "Expect: 100-continue\r\nContent-Length: 2\r\n"))
        assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
        writer.write(b"hi")
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200 OK\r\n")
        assert await reader.readexactly(4) == b"abcd"


async def test_what_was_begun_is_sent_where_an_answer_ends_in_an_error() -> None:
    async with served() as (reader, writer):
        writer.write(request("/broken"))
        assert (await reader.read()).startswith(b"HTTP/1.1 200 OK\r\n")


@pytest.mark.parametrize("split", [0, 10, 25])
async def test_bytes_beyond_ascii_in_an_address_are_read_as_they_are(split: int) -> None:
    queries = []

    class Echo(App):
        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            queries.append(scope["query_string"])
            await super().__call__({**scope, "path": "/whole"}, receive, send)

    async with served(Echo()) as (reader, writer):
        for body in ("ä".encode(), b""):  # the body, and the address after a body
            head = request("/whole?a=Zoë&b=ñ", "POST", f"Content-Length: {len(body)}\r\nX: é\r\n")
            writer.write(head[:split])
            await asyncio.sleep(0.02)
            writer.write(head[split:] + body)
            assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200 OK\r\n")
            assert await reader.readexactly(4) == b"abcd"
    assert queries == [b"a=Zo%C3%AB&b=%C3%B1"] * 2
