"""A double without a network: its worlds behind their door, seeded with a small state."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from gateway.double.clocks import DEFAULT_MOMENT
from gateway.double.control.face import ControlFace
from gateway.double.template import Template, made
from gateway.double.worlds import Worlds
from gateway.registry.registry import Registry
from gateway.settings import Server
from tests import served_world

ADDRESS = "http://127.0.0.1:8080"
TOKEN = served_world.TOKEN
# The people of the served world, and a second service besides.
STATE: dict[str, Any] = {
    **{name: rows for name, rows in served_world.STATE.items() if name != "sessions"},
    "external_services": [
        {"id": 1, "name": "Everything", "shortname": "all", "enabled": 1, "timecreated": 0, "functions": "*"},
        {"id": 2, "name": "Others", "shortname": "others", "enabled": 1, "timecreated": 0, "functions": "*"},
    ],
    "external_tokens": served_world.STATE["external_tokens"][:1],
}


@pytest.fixture(scope="session")
def template(registry: Registry, tmp_path_factory: pytest.TempPathFactory) -> Template:
    """The template of all worlds; it is copied, never changed."""
    return asyncio.run(made(tmp_path_factory.mktemp("double"), registry, moment=DEFAULT_MOMENT, state=STATE))


@pytest.fixture
async def worlds(template: Template, registry: Registry, tmp_path: Path) -> AsyncIterator[Worlds]:
    """The worlds of a test, at most four of them."""
    made = Worlds(template, tmp_path / "worlds", Server(), registry, most=4)
    made.control = ControlFace(made)
    yield made
    await made.end()


@pytest.fixture
async def browser(worlds: Worlds) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of the double."""
    transport = httpx2.ASGITransport(app=worlds, client=("127.0.0.1", 50000))
    async with httpx2.AsyncClient(transport=transport, base_url=ADDRESS) as client:
        yield client
