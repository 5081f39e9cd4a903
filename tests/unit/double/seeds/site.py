"""A site that is made from a seed, called over REST by the names that the seed gives."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2

from gateway import clock
from gateway.double.clocks import WorldClock
from gateway.double.seeds.places import Site
from gateway.double.seeds.seed import Seed
from gateway.double.seeds.state import made as rows_of
from gateway.double.template import made
from gateway.double.world import World
from gateway.double.worlds import Worlds
from gateway.registry.registry import Registry
from gateway.settings import Server

__all__ = ["Seeded", "seeded"]


class Seeded:
    """A world with the names of its seed."""

    def __init__(self, world: World, site: Site, client: httpx2.AsyncClient) -> None:
        self.world = world
        self.site = site
        self.client = client
        self.tokens = {each["name"]: each["token"] for each in site.tokens}

    async def call(self, token: str, function: str, **arguments: Any) -> Any:
        """What a function gives to the owner of the token of that name."""
        form = {"wstoken": self.tokens.get(token, token), "wsfunction": function, "moodlewsrestformat": "json", **arguments}
        return (await self.client.post("/webservice/rest/server.php", data=form)).json()

    def course(self, shortname: str) -> int:
        """The id of a course."""
        return self.site.courses[shortname].id

    def activity(self, course: str, name: str) -> int:
        """The id of the course module of an activity, by type and name."""
        return self.site.courses[course].named[name]


@asynccontextmanager
async def seeded(seed: Seed, registry: Registry, folder: Path) -> AsyncIterator[Seeded]:
    """The site of a seed, in an empty folder."""
    result = rows_of(seed, registry)
    assert result.site is not None
    (folder / "template").mkdir()
    with clock.using(WorldClock(seed.moment)):
        template = await made(folder / "template", registry, moment=seed.moment, state=result.state)
    worlds = Worlds(template, folder / "worlds", Server(), registry)
    try:
        world = await worlds.named()
        transport = httpx2.ASGITransport(app=world, client=("127.0.0.1", 50000))
        async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1:8080") as client:
            yield Seeded(world, result.site, client)
    finally:
        await worlds.end()
