"""The PostgreSQL server that tests may use, and databases on it that come and go.

TRIGLOT_TEST_POSTGRES names it; whoever it names must be allowed to create databases. Theirs have names
that begin with triglot_test_.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import LiteralString

import psycopg
import pytest
from psycopg import sql

__all__ = ["OWN", "SERVER", "create", "database", "drop", "execute", "require", "session"]

SERVER = os.environ.get("TRIGLOT_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/test")

# What the tests' own sessions are called, so that a test that ends those of a store can spare them.
OWN = "triglot tests"


def require() -> None:
    """Skip the test where no server answers, unless one is expected: in CI, and where TRIGLOT_TEST_POSTGRES names it."""
    try:
        psycopg.connect(SERVER, connect_timeout=5).close()
    except psycopg.OperationalError as error:
        if {"CI", "TRIGLOT_TEST_POSTGRES"} & os.environ.keys():
            raise
        pytest.skip(f"no PostgreSQL server answers at {SERVER}: {str(error).splitlines()[0]}")


@contextmanager
def database() -> Iterator[str]:
    """The address of a new database, which is dropped when the context ends."""
    url = create()
    try:
        yield url
    finally:
        drop(url)


def create() -> str:
    """Create a database and give its address."""
    name = f"triglot_test_{secrets.token_hex(4)}"
    with session(SERVER) as server:
        execute(server, "CREATE DATABASE {name}", name)
        # Nobody needs what is lost when the server dies in the middle of a test.
        execute(server, "ALTER DATABASE {name} SET synchronous_commit = off", name)
        execute(server, "ALTER DATABASE {name} SET client_min_messages = warning", name)
    return _at(name)


def drop(url: str) -> None:
    """Drop a database that ``create`` has created, whoever still uses it."""
    with session(SERVER) as server:
        execute(server, "DROP DATABASE {name} WITH (FORCE)", url.rpartition("/")[2].partition("?")[0])


def session(url: str) -> psycopg.Connection:
    """A session of the tests' own."""
    return psycopg.connect(url, autocommit=True, application_name=OWN)


def execute(connection: psycopg.Connection, statement: LiteralString, name: str = "") -> None:
    """Execute a statement in which {name} stands for a name, and {text} for the same as a text."""
    connection.execute(sql.SQL(statement).format(name=sql.Identifier(name), text=sql.Literal(name)) if name else statement)


def _at(name: str) -> str:
    """The address of another database on the server."""
    head, question, options = SERVER.partition("?")
    return f"{head.rpartition('/')[0]}/{name}{question}{options}"
