"""Two gateways without a network between them: one with the recorded site, and one in front of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2

from gateway.admin.install import install
from gateway.admin.synchronise import synchronise
from gateway.registry.component import discover
from gateway.registry.registry import Registry
from gateway.server.app import application
from gateway.server.host import Gateway
from gateway.settings import Components, Database, Files, Log, Secrets, Server, Settings, Upstream
from gateway.store.store import Store
from gateway.upstream import import_file
from gateway.upstream.imported import Imported
from gateway.upstream.line import HttpLine
from gateway.upstream.moodle.kind import Moodle
from gateway.wire.call import Token
from tests.unit.app_fixtures import KEY, token, watch
from tests.unit.databases import Databases

THERE, HERE = "http://there.test", "http://here.test"

Edit = Callable[[Imported], Imported | None]


@asynccontextmanager
async def in_front(
    there: Gateway, databases: Databases, folder: Path, *, edit: Edit | None = None, load: tuple[str, ...] = (), **chosen: Any
) -> AsyncIterator[Gateway]:
    """A gateway in front of another one, of which it has imported what the administrator may call there, as ``edit`` makes it."""
    app = application(there)
    settings = settings_of(databases, folder, load, Upstream(kind="moodle", url=THERE, functions=str(folder / "there.json"), **chosen))
    upstream = settings.upstreams["there"]
    line = HttpLine("there", upstream)
    connect(line, app)
    learned = await Moodle().learn(line, Token(token("admin")))
    await line.close()
    edited = tuple(each for each in map(edit or (lambda function: function), learned.functions) if each is not None)
    contents = import_file.ImportFile(kind="moodle", address=there.base_address, functions=edited)
    await asyncio.to_thread(import_file.save, folder / "there.json", contents)
    front = Gateway(settings)
    connect(front.upstreams.lines["there"], app)
    watch(front.store)
    await front.start()
    try:
        yield front
    finally:
        await front.stop()


def connect(line: HttpLine, app: Any) -> None:
    """Let a line lead to an application instead of a network."""
    line._client = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app))


def settings_of(databases: Databases, folder: Path, load: tuple[str, ...], upstream: Upstream) -> Settings:
    """The settings of the gateway in front, whose site is new and has the classic protocols on."""
    bare = Registry(discover(load))

    def make(store: Store) -> None:
        protocols = ["rest", "soap", "xmlrpc"]
        store.run_here(lambda work: install(work.db, bare, protocols=protocols, name="Front", now=1), write=True)
        store.run_here(lambda work: synchronise(work.db, bare, now=1), write=True)

    return Settings(
        server=Server(wwwroot=HERE),
        database=Database(url=databases.holding("front", make)),
        secrets=Secrets(key=KEY),
        components=Components(load=load),
        files=Files(folder=str(folder / "front")),
        log=Log(file=str(folder / "front.log"), format="json"),
        upstreams={"there": upstream},
    )
