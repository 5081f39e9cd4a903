"""Unit tests talk to nobody. What several of them need: a database with a new site, and with a small campus in it."""

from __future__ import annotations

import socket
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from functools import cache
from typing import Any

import pytest
import structlog
from argon2 import PasswordHasher
from sqlalchemy import Connection

from gateway.access import passwords
from gateway.admin.install import install
from gateway.files import unfinished
from gateway.pipeline import unexpected
from gateway.store.store import Store
from gateway.telemetry.seldom import Seldom
from tests.unit import campus
from tests.unit.databases import Databases, databases_on


@pytest.fixture(autouse=True)
def _no_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    """A unit test that opens a connection fails: it would depend on what is at the other end.

    Only the driver of the database server gets by, which does not use this class.
    """
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6}:
            pytest.fail(f"a unit test tried to connect to {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


# What the log does until it is configured, but for tracebacks: where rich is installed, it takes seconds to paint one.
_PROCESSORS = [*structlog.get_config()["processors"][:-1], structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]


@pytest.fixture(autouse=True)
def _plain_tracebacks() -> None:
    structlog.reset_defaults()
    structlog.configure(processors=_PROCESSORS)


@pytest.fixture(autouse=True)
def _every_story_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was logged in one test keeps nothing out of the log of the next."""
    for module in (unexpected, unfinished):
        monkeypatch.setattr(module, "_log", Seldom())


@pytest.fixture(autouse=True)
def _cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords cost next to nothing: what they cost in operation is for the tests of passwords."""
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


class _Compiled(dict[tuple[object, ...], object]):
    """Compiled statements for all engines with dialects of one class: of their keys, the dialect is left out."""

    def get(self, key: tuple[object, ...], default: object = None) -> object:
        return super().get(key[1:], default)

    def __setitem__(self, key: tuple[object, ...], value: object) -> None:
        super().__setitem__(key[1:], value)


@pytest.fixture(scope="session", autouse=True)
def _compiled_once() -> Iterator[None]:
    """Statements are compiled once in a run, not once for every test: that would take longer than executing them."""
    compiled: defaultdict[type, _Compiled] = defaultdict(_Compiled)
    prepare = Store.__init__

    def prepared(self: Store, *args: Any, **kwargs: Any) -> None:
        prepare(self, *args, **kwargs)
        for engine in self.engines:
            engine.update_execution_options(compiled_cache=compiled[type(engine.dialect)])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Store, "__init__", prepared)
        yield


@pytest.fixture(scope="session")
def databases_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Databases]]:
    """The databases of a kind. They are kept to the end of the run: the states in them take seconds to make.

    Pytest ends a fixture with parameters whenever its parameter changes, which is twice in every file.
    """
    with ExitStack() as stack:

        @cache
        def opened(kind: str) -> Databases:
            return stack.enter_context(databases_on(kind, tmp_path_factory.mktemp("databases")))

        yield opened


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest, databases_of: Callable[[str], Databases]) -> Databases:
    """Databases of each kind: what uses this is tested on both."""
    return databases_of(request.param)


@pytest.fixture
def store(databases: Databases) -> Iterator[Store]:
    """A store with the campus, of the test's own."""
    with closing(Store(databases.holding("campus", _make_campus))) as opened:
        yield opened


@pytest.fixture
def empty_store(databases: Databases) -> Iterator[Store]:
    """A store with tables in which nothing is."""
    with closing(Store(databases.holding("empty", lambda _store: None))) as opened:
        yield opened


@pytest.fixture
def db(store: Store) -> Iterator[Connection]:
    """A connection to the campus in a write transaction, which is rolled back at the end."""
    with closing(store._database.open_here(write=True)) as connection:
        yield connection
        connection.rollback()
        connection.info.clear()


def _make_campus(store: Store) -> None:
    """Make the campus in an empty database."""
    store.run_here(lambda work: install(work.db, campus.REGISTRY, protocols=["rest", "soap"], name="Campus", now=campus.NOW), write=True)
    store.run_here(lambda work: campus.fill(work.db), write=True)
