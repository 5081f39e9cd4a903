"""Whether the process lives, has started, and is ready for calls: three addresses for orchestrators and balancers.

``live`` depends on nothing: a process whose database is away must not be replaced by another that has none either. ``ready`` says with
status 503, and a short reason, that calls should go elsewhere; of a process that is to stop it says so before anything else ends.
"""

from __future__ import annotations

import asyncio
import time
from http import HTTPStatus
from typing import Final

from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import Scope

from gateway.admin import readiness
from gateway.admin.readiness import Checked
from gateway.web.monitors import Watched
from gateway.web.services import Services

__all__ = ["routes"]

# For how many seconds an answer of ``ready`` holds: whoever asks more often costs no more.
_HOLDS: Final = 1.0


def routes(gateway: Services) -> list[BaseRoute]:
    """The three addresses."""
    return [Route(f"/health/{name}", kind(gateway), name=f"health-{name}") for name, kind in _KINDS.items()]


class _Live(Watched):
    async def answer(self, _scope: Scope) -> Response:
        return JSONResponse({"status": "alive"})


class _Started(Watched):
    async def answer(self, _scope: Scope) -> Response:
        if not self.gateway.running:
            return JSONResponse({"status": "starting"}, HTTPStatus.SERVICE_UNAVAILABLE)
        return JSONResponse({"status": "started"})


class _Ready(Watched):
    """What ``ready`` answers; what takes time is asked for once, however many ask for it."""

    def __init__(self, gateway: Services) -> None:
        super().__init__(gateway)
        self._checked: list[Checked] = []
        self._until = 0.0
        self._turn = asyncio.Lock()

    async def answer(self, _scope: Scope) -> Response:
        if self.gateway.leaving:
            return _told([Checked("process", "is about to stop")])
        async with self._turn:
            if time.monotonic() >= self._until:
                self._checked = await self._check()
                self._until = time.monotonic() + _HOLDS
        return _told(self._checked)

    async def _check(self) -> list[Checked]:
        gateway = self.gateway
        database, contents = await asyncio.gather(
            readiness.of_database(gateway.store, gateway.site.registry.branches), readiness.of_contents(gateway.blobs)
        )
        return [*database, readiness.of_changes(gateway.condition.changes_age), contents]


_KINDS: Final[dict[str, type[Watched]]] = {"live": _Live, "ready": _Ready, "started": _Started}


def _told(checked: list[Checked]) -> Response:
    """The answer that tells of each check."""
    well = not any(each.trouble for each in checked)
    told = {"status": "ready" if well else "not ready", "checks": {each.name: each.trouble or "ok" for each in checked}}
    return JSONResponse(told, HTTPStatus.OK if well else HTTPStatus.SERVICE_UNAVAILABLE)
