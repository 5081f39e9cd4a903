"""Databases for tests: each test has one that holds what it starts from, on SQLite and on PostgreSQL alike.

What tests start from is a state, made once in a run. A test on SQLite works on a copy of its file. On
PostgreSQL, copying and dropping a database takes a second, so there is one for all tests of a process; the
states are kept beside it, a schema each, and what the last test has changed is put back.
"""

from __future__ import annotations

import secrets
import shutil
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import LiteralString

from gateway.store.store import Store
from tests import postgres
from tests.unit.campus import REGISTRY

Fill = Callable[[Store], None]


class Databases(ABC):
    """The databases of one kind, for a run of the tests."""

    @abstractmethod
    def holding(self, state: str, fill: Fill) -> str:
        """The address of a database that holds a state, for one test; ``fill`` makes the state of an empty database."""

    @abstractmethod
    def bare(self) -> str:
        """The address of a database without tables, for one test."""

    @abstractmethod
    def close(self) -> None:
        """Delete what is not in a temporary folder."""


class SQLiteDatabases(Databases):
    """Files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: set[str] = set()

    def holding(self, state: str, fill: Fill) -> str:
        if state not in self._made:
            made(f"sqlite:///{self._folder / state}", fill)
            self._made.add(state)
        return f"sqlite:///{shutil.copy(self._folder / state, self._new())}"

    def bare(self) -> str:
        return f"sqlite:///{self._new()}"

    def close(self) -> None:
        pass

    def _new(self) -> Path:
        return self._folder / f"{secrets.token_hex(6)}.db"


class PostgresDatabases(Databases):
    """Two databases on a server: one with tables and one without."""

    def __init__(self) -> None:
        self._stated = postgres.create()
        self._bare = postgres.create()
        # One session for all tests: what a new one must learn of the tables takes longer than putting them back.
        self._session = postgres.session(self._stated)
        self._made: set[str] = set()

    def holding(self, state: str, fill: Fill) -> str:
        if not self._made:
            made(self._stated, lambda _store: None)
            self._keep("empty")
        postgres.execute(self._session, _PUT_BACK, state if state in self._made else "empty")
        if state not in self._made:
            made(self._stated, fill)
            self._keep(state)
        return self._stated

    def bare(self) -> str:
        with postgres.session(self._bare) as session:
            postgres.execute(session, "DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        return self._bare

    def close(self) -> None:
        self._session.close()
        postgres.drop(self._stated)
        postgres.drop(self._bare)

    def _keep(self, state: str) -> None:
        postgres.execute(self._session, _KEEP, state)
        self._made.add(state)


def made(url: str, fill: Fill) -> None:
    """Make what a state holds."""
    with closing(Store(url)) as store:
        store.migrate(REGISTRY.branches)
        fill(store)


@contextmanager
def databases_on(kind: str, folder: Path) -> Iterator[Databases]:
    """The databases of a kind: ``sqlite`` or ``postgresql``. Skips the test where no server answers."""
    if kind == "postgresql":
        postgres.require()
    with closing(PostgresDatabases() if kind == "postgresql" else SQLiteDatabases(folder)) as opened:
        yield opened


# Copy all tables into a schema of that name, and note what tells one content of a table from another. Rows that
# came with ids of their own have not moved the sequences on.
_KEEP: LiteralString = """
CREATE SCHEMA {name};
CREATE TABLE {name}."what is in it" (tab name PRIMARY KEY, content text);
DO $$
DECLARE
    tab name;
    counter name;
BEGIN
    FOR tab IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('CREATE TABLE %1$I.%2$I AS TABLE public.%2$I', {text}, tab);
        EXECUTE format('INSERT INTO %1$I."what is in it" '
            'SELECT %2$L, count(*) || '' '' || coalesce(sum(hashtextextended(t::text, 0)), 0) FROM public.%2$I t', {text}, tab);
        counter := tab || '_id_seq';
        IF EXISTS (SELECT FROM pg_sequences WHERE schemaname = 'public' AND sequencename = counter) THEN
            EXECUTE format('SELECT setval(''public.%I'', coalesce(max(id), 0) + 1, false) FROM public.%I', counter, tab);
        END IF;
    END LOOP;
END $$
"""

# Give the tables that differ the rows they have in that schema, and number on from there; a sequence that was used
# has a last value, which need not show in the rows that are left.
_PUT_BACK: LiteralString = """
SET lock_timeout = '5s';
DO $$
DECLARE
    tab name;
    counter name;
    expected text;
    found text;
    used boolean;
BEGIN
    FOR tab, expected IN SELECT * FROM {name}."what is in it" LOOP
        EXECUTE format('SELECT count(*) || '' '' || coalesce(sum(hashtextextended(t::text, 0)), 0) FROM public.%I t', tab) INTO found;
        IF found <> expected THEN
            EXECUTE format('DELETE FROM public.%I', tab);
            EXECUTE format('INSERT INTO public.%2$I SELECT * FROM %1$I.%2$I', {text}, tab);
        END IF;
        counter := tab || '_id_seq';
        used := (SELECT last_value IS NOT NULL FROM pg_sequences WHERE schemaname = 'public' AND sequencename = counter);
        IF used OR (used IS NOT NULL AND found <> expected) THEN
            EXECUTE format('SELECT setval(''public.%I'', coalesce(max(id), 0) + 1, false) FROM public.%I', counter, tab);
        END IF;
    END LOOP;
END $$
"""
