"""A world: a site of its own within the process, from the copy of the template it begins with to its end."""

from __future__ import annotations

import asyncio
import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from gateway import chance, clock
from gateway.double.answers.seeding import seeded
from gateway.double.callers import TokenNames
from gateway.double.clocks import WorldClock
from gateway.double.faults.faults import Faults
from gateway.double.host import Double
from gateway.double.journal.journal import Journal
from gateway.double.placing import Placed
from gateway.double.statements import share
from gateway.double.template import KEY, NOT_SYNCHRONOUS, Template
from gateway.double.watching import Watched
from gateway.pipeline.run import Pipeline
from gateway.registry.registry import Registry
from gateway.server.app import application
from gateway.settings import Audit, Database, Files, Log, Secrets, Server, Settings

__all__ = ["World"]

_NOTICE: Final = "This is a double of a site, for tests: nothing here is real, and all of it is forgotten."
# For how long a world that ends waits for the requests on their way, such as streams that never end, in seconds.
_PATIENCE: Final = 10.0


class World:
    """One site, with its own data, clock, chance, faults and journal. It is never reset: another takes its place."""

    def __init__(self, name: str, template: Template, folder: Path, server: Server, registry: Registry, seed: int = 0) -> None:
        """Copy the template into ``folder``. ``server`` has the address of this world; ``seed`` is what its chance begins with."""
        self.name = name
        self.folder = folder
        database, files = template.copy(folder)
        self.clock = WorldClock(template.moment)
        self._seed = seed
        self.chance = random.Random(seed)  # noqa: S311 - a double holds no secrets, and its tokens are to be the same each time
        self.faults = Faults()
        self.journal = Journal()
        self.token_names = TokenNames()
        settings = Settings(
            server=server,
            database=Database(url=f"sqlite:///{database}", synchronous=NOT_SYNCHRONOUS),  # type: ignore[arg-type]  # which no site may choose
            secrets=Secrets(key=KEY),
            files=Files(folder=str(files)),
            log=Log(calls=False),
            audit=Audit(),
        )
        self.host = Double(settings, registry, self, template.site)
        self.host.notice = _NOTICE if not name else f"{_NOTICE} This is its world {name}."
        share(self.host.store.engines)
        site: ASGIApp = application(self.host)
        self._application = Watched(self, Placed(site, path) if (path := urlsplit(server.base_address).path) else site)
        self._inside = 0
        self._left = asyncio.Event()
        self._left.set()

    @property
    def address(self) -> str:
        """The address of the site, without a slash at its end."""
        return self.host.base_address

    @property
    def pipeline(self) -> Pipeline:
        """What runs its calls."""
        return self.host.pipeline

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Let the time and chance of this world hold for what is run in this context."""
        with clock.using(self.clock), chance.using(self.chance), seeded(self._seed):
            yield

    async def begin(self) -> None:
        """Start the host; its background work goes by this world's clock, too."""
        with self.entered():
            await self.host.start()

    async def end(self) -> None:
        """Wait a while for the requests on their way, then stop the host and delete all that the world has."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                await self._left.wait()
        with self.entered():
            await self.host.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, whose path is that within this world."""
        self._inside += 1
        self._left.clear()
        try:
            with self.entered():
                await self._application(scope, receive, send)
        finally:
            self.host.used.set()
            self._inside -= 1
            if not self._inside:
                self._left.set()
