"""The worlds of a process, by name, and the door to them: ``/t/NAME/…`` is the world of that name, anything else the default one."""

from __future__ import annotations

import asyncio
import itertools
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

import msgspec
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from gateway.double.template import Template
from gateway.double.world import World
from gateway.registry.registry import Registry
from gateway.settings import Server

__all__ = ["CONTROL", "DEFAULT", "MOST", "PREFIX", "Worlds"]

PREFIX: Final = "/t/"
"""What the paths of the worlds with a name begin with."""
CONTROL: Final = "/_triglot"
"""What the paths of the control face begin with, in each world."""
DEFAULT: Final = ""
"""The name of the world that answers at all other paths."""
MOST: Final = 256
"""How many worlds there are at most, unless it is said; the one that was not used for longest makes room."""

_NAME: Final = re.compile(r"[A-Za-z0-9_.-]{1,64}")
# What a path would be resolved to something else by, on its way through a client or proxy.
_NO_NAMES: Final = frozenset({".", ".."})
_NO_WORLD: Final = PlainTextResponse("A world is named with up to 64 letters, digits, dots, dashes and underscores: /t/NAME/…\n", 404)


Control = Callable[[World, Scope, Receive, Send], Awaitable[None]]


class Worlds:
    """The worlds of a process. All begin with a copy of one template. The default one and the one that was asked for last always stay."""

    def __init__(self, template: Template, folder: Path, server: Server, registry: Registry, *, most: int = MOST, seed: int = 0) -> None:
        """Keep the worlds in ``folder``; ``server`` has the address at which the process answers."""
        self.template = template
        self.registry = registry
        self._folder = folder
        self._server = server
        self._most = most
        self._seed = seed
        self._worlds: OrderedDict[str, World] = OrderedDict()
        self._numbers = itertools.count(1)
        self._turn = asyncio.Lock()
        self._ends: set[asyncio.Task[None]] = set()
        self.control: Control | None = None
        """What answers requests to a world that are about the world itself, not to its site."""

    async def named(self, name: str = DEFAULT) -> World:
        """The world of a name, which is made when it is first asked for."""
        world = self._worlds.get(name)
        if world is None:
            async with self._turn:
                world = self._worlds.get(name) or await self._made(name)
        self._worlds.move_to_end(name)
        return world

    async def reset(self, name: str = DEFAULT) -> World:
        """Put a new world in the place of one; requests on their way are still answered by the old one."""
        async with self._turn:
            return await self._made(name)

    async def reset_all(self) -> None:
        """Forget every world but the default one, which begins anew; the others do when they are next asked for."""
        async with self._turn:
            for name in [name for name in self._worlds if name != DEFAULT]:
                self._end(self._worlds.pop(name))
            await self._made(DEFAULT)

    @property
    def names(self) -> list[str]:
        """The names of the worlds that there are, without the default one."""
        return sorted(name for name in self._worlds if name != DEFAULT)

    async def end(self) -> None:
        """End all worlds."""
        for world in self._worlds.values():
            self._end(world)
        self._worlds.clear()
        await asyncio.gather(*self._ends)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request in the world that its path names."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        path: str = scope["path"]
        name = DEFAULT
        if path.startswith(PREFIX):
            name = path[len(PREFIX) :].partition("/")[0]
            if not _NAME.fullmatch(name) or name in _NO_NAMES:
                await _NO_WORLD(scope, receive, send)
                return
            scope = within(scope, f"{PREFIX}{name}")
        world = await self.named(name)
        if self.control is not None and (scope["path"] == CONTROL or scope["path"].startswith(f"{CONTROL}/")):
            with world.entered():
                await self.control(world, scope, receive, send)
        else:
            await world(scope, receive, send)

    async def _made(self, name: str) -> World:
        """Make a world, in the place of the one with its name if there is one."""
        address = f"{self._server.base_address}{PREFIX}{name}" if name else self._server.base_address
        server = msgspec.structs.replace(self._server, wwwroot=address)
        world = World(name, self.template, self._folder / str(next(self._numbers)), server, self.registry, self._seed)
        await world.begin()
        if (old := self._worlds.pop(name, None)) is not None:
            self._end(old)
        self._worlds[name] = world
        others = [other for other in self._worlds if other not in (DEFAULT, name)]
        for oldest in others[: max(0, len(self._worlds) - self._most)]:
            self._end(self._worlds.pop(oldest))
        return world

    def _end(self, world: World) -> None:
        """Let a world end once its requests are answered."""
        task = asyncio.create_task(world.end())
        self._ends.add(task)
        task.add_done_callback(self._ends.discard)

    async def _live(self, receive: Receive, send: Send) -> None:
        """Make the default world when the server starts, and end all when it stops."""
        await receive()
        try:
            await self.named()
        except Exception as error:
            await send({"type": "lifespan.startup.failed", "message": f"{type(error).__name__}: {error}"})
            raise
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.end()
        await send({"type": "lifespan.shutdown.complete"})


def within(scope: Scope, prefix: str) -> Scope:
    """The scope of a request with its path, in both forms, as it is after a prefix of plain characters."""
    inner = {**scope, "path": scope["path"].removeprefix(prefix) or "/"}
    raw: bytes | None = inner.pop("raw_path", None)
    if raw is not None and raw.startswith(prefix.encode()):  # else somebody has encoded plain characters, and the path must do
        inner["raw_path"] = raw.removeprefix(prefix.encode()) or b"/"
    return inner
