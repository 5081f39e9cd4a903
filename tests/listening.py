"""The server in the process of a test, in front of any application."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import msgspec
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.server.workers import server
from gateway.settings import Server, Settings
from tests.oracle.serve import free_port

__all__ = ["Connection", "started", "until"]

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def started(app: ASGIApp, **chosen: int) -> tuple[uvicorn.Server, asyncio.Task[None], int]:
    """A server that listens, the task that ends when it has stopped, and its port. ``app`` is asked for HTTP alone.

    ``chosen`` are settings of the section ``server``.
    """

    async def whole(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            await app(scope, receive, send)
            return
        for moment in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{moment}.complete"})

    port = free_port()
    serving = server(whole, Settings(server=msgspec.structs.replace(Server(port=port), **chosen)))
    task = asyncio.create_task(serving.serve())
    await until(lambda: serving.started)
    return serving, task, port


async def until(holds: Callable[[], bool]) -> None:
    """Wait for something of which the server tells nobody."""
    while not holds():  # noqa: ASYNC110
        await asyncio.sleep(0.01)
