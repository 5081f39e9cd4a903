"""The address at which Prometheus and its like read the numbers of all processes."""

from __future__ import annotations

import asyncio

from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Scope

from gateway.telemetry.exposition import written
from gateway.web.monitors import Watched
from gateway.web.services import Services

__all__ = ["ADDRESS", "routes"]

ADDRESS = "/metrics"


def routes(gateway: Services) -> list[BaseRoute]:
    """The address; there is none where nothing is measured."""
    return [Route(ADDRESS, _Numbers(gateway), name="metrics")] if gateway.metrics.on else []


class _Numbers(Watched):
    """The numbers, written in a thread, for many functions make many lines; one at a time."""

    def __init__(self, gateway: Services) -> None:
        super().__init__(gateway)
        self._turn = asyncio.Lock()

    async def answer(self, _scope: Scope) -> Response:
        accept = next((str(value, "latin-1") for name, value in _scope["headers"] if name == b"accept"), "")
        async with self._turn:
            content, media_type = await asyncio.to_thread(written, await self.gateway.gathered(), accept)
        return Response(content, headers={"content-type": media_type})
