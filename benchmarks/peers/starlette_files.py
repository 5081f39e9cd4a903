"""The least that a server of files could do: a streaming upload to a file, and Starlette's own ``FileResponse``."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

FOLDER = Path(os.environ["BENCHMARK_FILES"])


async def take(request: Request) -> Response:
    """Write the body to a file as it comes, and have it on the disk."""
    with (FOLDER / "taken").open("wb") as file:
        async for piece in request.stream():
            await asyncio.to_thread(file.write, piece)
        await asyncio.to_thread(os.fsync, file.fileno())
    return Response("taken")


async def give(_request: Request) -> Response:
    """Give the file that was taken."""
    return FileResponse(FOLDER / "taken")


app = Starlette(routes=[Route("/file", take, methods=["POST"]), Route("/file", give, methods=["GET"])])
