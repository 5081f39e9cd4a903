"""SQLite, the embedded database.

A function runs on the event loop's own thread, on a connection that is kept open: taking one from a
pool costs as much as a query, and going through another thread ten times that. It cannot await, so two
transactions of a process never overlap; other processes may hold the write lock, and then the attempt is
rolled back whole.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TypeVar, TypeVarTuple, Unpack

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import NullPool

from gateway.store import caseless
from gateway.store.database import Database, DriverFailure, Open
from gateway.store.errors import StoreError

__all__ = ["SQLite"]

Ts = TypeVarTuple("Ts")
T = TypeVar("T")

_PRAGMAS = ("journal_mode=WAL", "foreign_keys=ON")


class SQLite(Database):
    """A database in a file."""

    def __init__(self, url: URL, synchronous: str) -> None:
        """Nothing is opened yet. Raises ``StoreError`` where the address names no file.

        With ``synchronous`` ``full``, a commit waits until the disk has it; with ``normal``, one may be lost where power fails.
        """
        if url.database in (None, "", ":memory:"):
            raise StoreError("an SQLite database needs a file: use sqlite:///FILE")
        self.url = url.set(drivername="sqlite")
        self._path = Path(str(url.database))
        self._engine = _engine(url, synchronous)
        self._kept: dict[bool, Connection] = {}

    @property
    def name(self) -> str:
        """The path of the file."""
        return str(self._path)

    @property
    def engines(self) -> Sequence[Engine]:
        """The one engine."""
        return (self._engine,)

    async def on_loop(self, work: Callable[[Open, Unpack[Ts]], T], *args: *Ts) -> T:
        """Run ``work(open, …)`` at once: it returns before anything else can run."""
        return work(self._open_kept, *args)

    def open_here(self, write: bool) -> Connection:
        """A connection of the calling thread's own, with a transaction begun."""
        connection = self._engine.connect()
        try:
            _begin(connection, write)
        except OperationalError:
            connection.close()
            raise
        return connection

    def pause_here(self, seconds: float) -> None:
        """Block the thread."""
        time.sleep(seconds)

    def give_back(self, connection: Connection) -> None:
        """Roll back; close the connection unless it is one that is kept open."""
        if connection in self._kept.values():
            connection.rollback()
        else:
            connection.close()

    def judge(self, error: DBAPIError) -> DriverFailure | None:
        """``BUSY`` if another connection holds the lock, ``FULL`` if the disk is full; the primary code is in the low byte."""
        code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
        if code == sqlite3.SQLITE_FULL:
            return DriverFailure.FULL
        return DriverFailure.BUSY if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) else None

    def before_changes(self, connection: Connection) -> None:
        """Nothing to do: with one writer at a time, ids become visible in their order."""

    def exists(self) -> bool:
        """Whether the file is there: connecting would create it."""
        return self._path.exists()

    def prepare(self) -> None:
        """Create the folder of the file."""
        self._path.parent.mkdir(parents=True, exist_ok=True)

    def alone(self) -> AbstractContextManager[None]:
        """No lock: a write transaction keeps out all other writers."""
        return nullcontext()

    def close(self) -> None:
        """Close every connection."""
        for connection in self._kept.values():
            connection.close()
        self._kept.clear()
        self._engine.dispose()

    def _open_kept(self, write: bool) -> Connection:
        """One of the loop's two own connections, with a transaction begun."""
        connection = self._kept.get(write)
        if connection is None:
            connection = self._kept[write] = self._engine.connect()
        _begin(connection, write)
        return connection


def _engine(url: URL, synchronous: str) -> Engine:
    """An engine whose transactions are begun here: the driver would begin them late and not for reads.

    Nothing is pooled: the loop keeps its own connections, and one of a thread that ends after the store was closed must not stay open.
    """
    options = {"timeout": 0, "check_same_thread": False, "isolation_level": None}
    engine = create_engine(url, hide_parameters=True, poolclass=NullPool, connect_args=options)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        try:
            caseless.register(connection)
            for pragma in (*_PRAGMAS, f"synchronous={synchronous}"):
                _execute(connection, f"PRAGMA {pragma}")
        except OperationalError:
            connection.close()  # the pool does not know it yet
            raise

    return engine


def _begin(connection: Connection, write: bool) -> None:
    """Begin a transaction: to SQLAlchemy, whose events would cost every statement a tenth of its time, and to the driver.

    IMMEDIATE takes the write lock at once: a transaction that reads first and then writes cannot be overtaken.
    """
    connection.begin()
    driver: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment]  # SQLAlchemy does not know which
    try:
        _execute(driver, "BEGIN IMMEDIATE" if write else "BEGIN")
    except OperationalError:
        connection.rollback()
        raise


def _execute(connection: sqlite3.Connection, statement: str) -> None:
    """Execute a statement past SQLAlchemy, whose errors callers know all the same."""
    try:
        connection.execute(statement)
    except sqlite3.DatabaseError as error:
        raise OperationalError(statement, None, error) from error
