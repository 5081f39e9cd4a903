"""What becomes of open connections when a server is asked to stop."""

from __future__ import annotations

import asyncio

from starlette.types import Receive, Scope, Send

from tests.listening import Connection, started, until

REQUEST = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


async def answer(connection: Connection) -> bytes:
    reader, writer = connection
    writer.write(REQUEST)
    head = await reader.readuntil(b"\r\n\r\n")
    assert await reader.readexactly(2) == b"ok"
    return head


async def close(*connections: Connection) -> None:
    for _, writer in connections:
        writer.close()
        await writer.wait_closed()


async def test_a_request_that_comes_while_the_server_stops_is_answered_and_is_the_last() -> None:
    serving, task, port = await started(app)
    fresh, used, silent = [await asyncio.open_connection("127.0.0.1", port) for _ in range(3)]
    assert b"connection: close" not in await answer(used)
    await until(lambda: len(serving.server_state.connections) == 3)
    serving.should_exit = True
    await until(lambda: not any(listening.sockets for listening in serving.servers))
    assert b"connection: close" in await answer(fresh)
    assert b"connection: close" in await answer(used)
    for reader, _ in (fresh, used, silent):
        assert await reader.read() == b""
    await task
    await close(fresh, used, silent)
