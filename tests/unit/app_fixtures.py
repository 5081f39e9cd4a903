"""A gateway over the recorded site, without a network: what the tests of calls, pages and commands share.

The site is loaded once for a run of the tests; each test works on a copy of its database.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary, ref

import httpx2
import msgspec
import pytest
from sqlalchemy import event

from gateway.access import config
from gateway.access.secrets import Vault
from gateway.admin import state
from gateway.admin.install import install
from gateway.admin.synchronise import synchronise
from gateway.registry.component import discover
from gateway.registry.registry import Registry
from gateway.server.app import application
from gateway.server.host import Gateway
from gateway.settings import Components, Database, Files, Log, Secrets, Server, Settings
from gateway.store.store import Store
from gateway.wire.call import DEFAULT_SETTINGS, Call, CallSettings, Credential, Failure, Outcome, Peer, Result, Token
from tests.unit.databases import Databases

__all__ = [
    "COMPONENTS",
    "EVERYBODY",
    "HERE",
    "KEY",
    "call",
    "client",
    "counted",
    "errorcode",
    "gateway",
    "named_token",
    "recorded_settings",
    "registry",
    "replaced",
    "settings_on",
    "set_config",
    "started",
    "statement",
    "stop_background",
    "token",
    "value",
    "watch",
]

ORACLE = Path(__file__).parent.parent / "oracle"
COMPONENTS = ("tests.components.local_probe", "tests.unit.trial")
KEY = "5e" * 32
# From where the tests call unless they say otherwise.
HERE = "127.0.0.1"

_STATE: dict[str, Any] = json.loads((ORACLE / "site.json").read_text())
# Beside what was recorded: somebody without any role may call all functions.
_STATE["external_tokens"].append({**_STATE["external_tokens"][0], "id": 90, "userid": 6, "token": "90" * 16, "name": "tok wsuser_all"})


def token(user: str, service: str = "all") -> str:
    """The value of the first recorded token of a user for a service."""
    userid = next(row["id"] for row in _STATE["user"] if row["username"] == user)
    serviceid = next(row["id"] for row in _STATE["external_services"] if row["shortname"] == service)
    return _token(userid=userid, externalserviceid=serviceid)


def named_token(name: str) -> str:
    """The value of the recorded token with that name."""
    return _token(name=f"tok {name}")


def _token(**wanted: object) -> str:
    """The value of the first recorded token with these columns."""
    values: list[str] = [row["token"] for row in _STATE["external_tokens"] if wanted.items() <= row.items()]
    return values[0]


@pytest.fixture(scope="session")
def registry() -> Registry:
    """The functions of the gateway, of the probe, and of the component that tries the pipeline."""
    return Registry(discover(COMPONENTS))


@pytest.fixture
def recorded_settings(databases: Databases, registry: Registry, tmp_path: Path) -> Settings:
    """Settings for the recorded site, of the test's own; the call log goes to ``calls.log``."""
    return settings_on(databases, registry, tmp_path)


def settings_on(databases: Databases, registry: Registry, tmp_path: Path) -> Settings:
    """Settings for the recorded site in a database of a kind; the call log goes to ``calls.log``."""

    def make(store: Store) -> None:
        prepared = state.prepare(_STATE, vault=Vault(bytes.fromhex(KEY)))
        store.run_here(lambda work: install(work.db, registry, protocols=["rest"], name="Recorded", now=1), write=True)
        store.run_here(lambda work: state.load(work.db, prepared, registry=registry, replace=True), write=True)
        store.run_here(lambda work: synchronise(work.db, registry, now=1), write=True)

    return Settings(
        server=Server(),
        database=Database(url=databases.holding("recorded", make)),
        secrets=Secrets(key=KEY),
        components=Components(load=COMPONENTS),
        files=Files(folder=str(tmp_path / "files")),
        log=Log(file=str(tmp_path / "calls.log"), format="json"),
    )


@pytest.fixture
async def gateway(recorded_settings: Settings, registry: Registry) -> AsyncIterator[Gateway]:
    """A gateway that has been started."""
    async with started(recorded_settings, registry) as running:
        yield running


@asynccontextmanager
async def started(settings: Settings, registry: Registry) -> AsyncIterator[Gateway]:
    """A gateway for as long as a context lasts; several over one database are the processes of one site."""
    running = Gateway(settings, registry)
    watch(running.store)
    await running.start()
    try:
        yield running
    finally:
        await running.stop()


def stop_background(gateway: Gateway) -> None:
    """End the background work of a gateway: the database might else notify it of a change, and caches be dropped, at any moment."""
    for task in gateway._tasks:
        task.cancel()


async def call(
    gateway: Gateway,
    function: str,
    arguments: dict[str | int, object] | list[object] | None = None,
    *,
    by: str | Credential | None = "admin",
    service: str = "all",
    address: str = HERE,
    settings: CallSettings = DEFAULT_SETTINGS,
    protocol: str = "rest",
) -> Outcome:
    """The outcome of a call by a user, with the recorded token for a service, or with another credential."""
    return await gateway.run(
        Call(
            protocol=protocol,
            function=function,
            arguments={} if arguments is None else arguments,
            credential=Token(token(by, service)) if isinstance(by, str) else by,
            peer=Peer(address),
            settings=settings,
        )
    )


def value(outcome: Outcome) -> Any:
    """What a call returned that went well."""
    assert isinstance(outcome, Result), outcome
    return outcome.value


def errorcode(outcome: Outcome) -> str:
    """The code of a call that did not."""
    assert isinstance(outcome, Failure), outcome
    return outcome.error.errorcode


def set_config(gateway: Gateway, **settings: str) -> None:
    """Change settings of the site, as a page or a command would."""

    def change(name: str, text: str) -> None:
        gateway.store.run_here(lambda work: config.put(work.db, name.replace("__", "/"), text), write=True)

    for name, text in settings.items():
        change(name, text)


def statement(gateway: Gateway, executable: Any) -> Any:
    """Execute a statement behind the back of the gateway's caches; the scalar it gives, if it gives rows."""

    def run(work: Any) -> Any:
        result = work.db.execute(executable)
        return result.scalar() if result.returns_rows else None

    return gateway.store.run_here(run, write=True)


EVERYBODY = object()
# What is collected of the stores that are watched, and for which task; nothing while nobody counts.
_COLLECTED: WeakKeyDictionary[Store, tuple[list[str], object] | None] = WeakKeyDictionary()


def watch(store: Store) -> None:
    """Be told of every transaction and statement from now on: once there are some running, it is too late to listen."""
    _COLLECTED[store] = None
    watched = ref(store)

    def note(text: str) -> None:
        alive = watched()
        counting = _COLLECTED.get(alive) if alive else None
        if counting is not None and counting[1] in (EVERYBODY, _task()):
            counting[0].append(text)

    for engine in store.engines:
        event.listen(engine, "begin", lambda _connection: note("BEGIN"))
        event.listen(engine, "before_cursor_execute", lambda _connection, _cursor, text, *_rest: note(text))


@contextmanager
def counted(store: Store, *, of: object = None) -> Iterator[list[str]]:
    """Collect every transaction that begins and every statement that is executed: by this task, or of EVERYBODY."""
    if store not in _COLLECTED:
        watch(store)
    seen: list[str] = []
    _COLLECTED[store] = (seen, of or _task())
    try:
        yield seen
    finally:
        _COLLECTED[store] = None


def _task() -> object:
    """The task that runs now, None outside of the loop."""
    try:
        return asyncio.current_task()
    except RuntimeError:
        return None


def client(gateway: Gateway, *, scheme: str = "http", host: str = "testserver", address: str = HERE) -> httpx2.AsyncClient:
    """A client of the gateway's application, as it would be reached at ``scheme://host`` from ``address``."""
    transport = httpx2.ASGITransport(app=application(gateway), client=(address, 50000))
    return httpx2.AsyncClient(transport=transport, base_url=f"{scheme}://{host}")


def replaced(settings: Settings, section: str, **values: object) -> Settings:
    """The settings with some of one section changed."""
    changed = msgspec.structs.replace(getattr(settings, section), **values)
    return msgspec.structs.replace(settings, **{section: changed})
