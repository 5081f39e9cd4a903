"""The one way into the database.

``await store.read(fn, …)`` and ``await store.write(fn, …)`` run a plain ``fn(connection, …)`` in one
transaction. ``run`` is what they stand on, and what the pipeline uses: its ``fn`` gets a ``Transaction``
whose connection is taken only when first asked for, so that a call which needs no data touches no
database.

Where others are in the way, an attempt is rolled back whole and made again after a moment. A function
must therefore have no effect but on its connection. What the two databases do of all this is in
``sqlite`` and ``postgres``.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from gateway.store import changes, effects, migrations
from gateway.store.changes import Change
from gateway.store.database import Database, DriverFailure, Open, cause
from gateway.store.errors import DatabaseUnavailable, StoreError
from gateway.store.migrations import Branch
from gateway.store.sqlite import SQLite

__all__ = ["DatabaseUnavailable", "Observer", "Store", "StoreError", "Transaction"]

P = ParamSpec("P")
T = TypeVar("T")

# In seconds: the first and the longest pause between attempts, and how long attempts are repeated at all.
_FIRST_PAUSE, _LONGEST_PAUSE, _PATIENCE = 0.002, 0.05, 30.0

_ADDRESSES = "use sqlite:///FILE or postgresql://USER@HOST/NAME"


class Transaction:
    """One attempt at a unit of work; ``db`` begins the transaction when it is first read."""

    __slots__ = ("_connection", "_open", "_write")

    def __init__(self, open_: Open, write: bool) -> None:
        """``open_`` gives a connection with a read or write transaction begun on it."""
        self._open = open_
        self._write = write
        self._connection: Connection | None = None

    @property
    def db(self) -> Connection:
        """The connection, inside its transaction."""
        if self._connection is None:
            self._connection = self._open(self._write)
        return self._connection

    @property
    def connection(self) -> Connection | None:
        """The connection if it was ever asked for."""
        return self._connection


class Observer(Protocol):
    """Is told of transactions, from whatever thread has them."""

    def done(self, write: bool, seconds: float) -> None:
        """A transaction has been committed in which the database was asked something."""

    def again(self, reason: str) -> None:
        """An attempt is made once more."""

    def away(self) -> None:
        """Work was given up, because the database could not be reached, or was busy for too long."""


class _Again(Exception):
    """An attempt was rolled back and may be repeated."""

    def __init__(self, failure: DriverFailure) -> None:
        super().__init__(failure)
        self.failure = failure


class _Attempts:
    """The attempts at one unit of work: whether the next reads or writes, and after which pause."""

    def __init__(self, write: bool, observer: Observer | None) -> None:
        self.write = write
        self._observer = observer
        self._pause = _FIRST_PAUSE
        self._patience_ends = time.monotonic() + _PATIENCE
        self._was_lost = False

    def pause(self, again: _Again) -> float:
        """The seconds to wait before the next attempt. Raises ``DatabaseUnavailable`` if there must be none."""
        if self._observer is not None:
            self._observer.again(again.failure.name.lower())
        if again.failure is DriverFailure.READ_ONLY and not self.write:
            self.write = True
            return 0.0
        if again.failure is DriverFailure.LOST:
            # The pool has let go of all its connections: if the next one does not hold either, the server is at fault.
            if self._was_lost:
                raise _given_up(self._observer, "the connection to the database was lost") from again
            self._was_lost = True
            return 0.0
        if time.monotonic() >= self._patience_ends:
            raise _given_up(self._observer, "another process keeps the database busy") from again
        pause, self._pause = self._pause, min(self._pause * 2, _LONGEST_PAUSE)
        return pause


class Store:
    """A database and the transactions on it."""

    observer: Observer | None = None
    """Who is told of transactions, if anybody is."""

    def __init__(self, url: str, *, pool: int = 10, statement_seconds: int = 0, synchronous: str = "normal") -> None:
        """Prepare to use the database at ``url``; nothing is opened yet. Raises ``StoreError``.

        ``pool`` is the number of connections to a database server that are kept open; the server ends statements after
        ``statement_seconds``, 0 for never. ``synchronous`` is how far an embedded database waits for the disk.
        """
        self._database = _database(url, pool, statement_seconds, synchronous)
        self._turns = asyncio.Lock()
        self._listeners: list[Callable[[list[Change]], None]] = []

    @property
    def url(self) -> URL:
        """The address, which may hold a password."""
        return self._database.url

    @property
    def name(self) -> str:
        """The name of the database for logs and messages, without secrets."""
        return self._database.name

    @property
    def engines(self) -> Sequence[Engine]:
        """The engines in use, for code that observes statements."""
        return self._database.engines

    async def read(self, fn: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run ``fn(connection, …)`` in a read transaction and return what it returns."""
        return await self.run(lambda transaction: fn(transaction.db, *args, **kwargs), write=False)

    async def read_soon(self, fn: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """``read`` for what must know soon that a silent network speaks again: it then waits for no connection from before."""

        def work(transaction: Transaction) -> T:
            return fn(transaction.db, *args, **kwargs)

        return await self._database.soon(lambda: self.run(work, write=False), lambda open_: self._attempt(open_, work, False))

    async def write(self, fn: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run ``fn(connection, …)`` in a write transaction: whole, or on any error not at all."""
        return await self.run(lambda transaction: fn(transaction.db, *args, **kwargs), write=True)

    async def run(self, fn: Callable[[Transaction], T], *, write: bool, beside: bool = False) -> T:
        """Run ``fn(transaction)`` without stalling the loop and commit; any error rolls back and is raised.

        ``beside`` the loop, in a thread, works what takes long itself, and not only waits for the database.

        An attempt that conflicts with other transactions is rolled back and repeated; such transactions are repeated one at a
        time, and meanwhile new writing ones wait for their turn: otherwise all would conflict again. Raises
        ``DatabaseUnavailable`` if the database cannot be reached, or stays busy for too long.
        """
        if beside:
            return await asyncio.to_thread(self.run_here, fn, write=write)
        attempts, pause = None, 0.0
        if not (write and self._turns.locked()):
            try:
                return await self._database.on_loop(self._attempt, fn, write)
            except _Again as again:
                attempts = _Attempts(write, self.observer)
                pause = attempts.pause(again)
        async with self._turns:
            attempts = attempts or _Attempts(write, self.observer)
            while True:
                await asyncio.sleep(pause)
                try:
                    return await self._database.on_loop(self._attempt, fn, attempts.write)
                except _Again as again:
                    pause = attempts.pause(again)

    def run_here(self, fn: Callable[[Transaction], T], *, write: bool) -> T:
        """``run`` for a thread that may block: for blocking functions and commands. Blocks."""
        attempts = _Attempts(write, self.observer)
        while True:
            try:
                return self._attempt(self._database.open_here, fn, attempts.write)
            except _Again as again:
                pause = attempts.pause(again)
            self._database.pause_here(pause)

    def on_commit(self, listener: Callable[[list[Change]], None]) -> None:
        """Call ``listener`` with the changes of every transaction that this process commits."""
        self._listeners.append(listener)

    def listen(self, wake: Callable[[], None]) -> Coroutine[object, object, None]:
        """Call ``wake`` when a process may have committed changes, as far as the database tells; runs until cancelled."""
        return self._database.listen(wake)

    def migrate(self, branches: Sequence[Branch] = ()) -> None:
        """Bring the database, empty or of an older version, to the newest revision of the kernel's tables and of each branch.

        If several processes call this at once, one works and the others wait. Raises ``StoreError`` if the database cannot be
        opened or is newer than this program.
        """
        every = (migrations.KERNEL, *branches)
        try:
            self._database.prepare()
            if any(self.revision(branch) != migrations.newest(branch) for branch in every):
                with self._database.alone():
                    for branch in every:
                        self.run_here(partial(_upgrade, branch=branch), write=True)
        except (OSError, SQLAlchemyError) as error:
            raise StoreError(f"cannot open the database {self.name}: {cause(error)}") from None
        except migrations.UnknownRevision as error:
            raise StoreError(f"the database {self.name} {error}") from None

    def exists(self) -> bool:
        """Whether there is a site in the database, of whatever version; a file that is no database counts as one. Raises ``StoreError``."""
        try:
            return self.revision() is not None
        except StoreError:
            if self._database.exists() and self.url.get_backend_name() == "sqlite":
                return True
            raise

    def revision(self, branch: Branch = migrations.KERNEL) -> str | None:
        """The revision of the kernel's tables, or of a branch; None without a database or tables. Raises ``StoreError``."""
        if not self._database.exists():
            return None
        try:
            return self.run_here(lambda transaction: migrations.current(transaction.db, branch), write=False)
        except SQLAlchemyError as error:
            raise StoreError(f"cannot open the database {self.name}: {cause(error)}") from None

    def require_newest(self, branches: Sequence[Branch] = ()) -> None:
        """Raise ``StoreError`` unless the kernel's tables and those of each branch have the newest revision."""
        if self.revision() is None:
            raise StoreError(f"there is no site in {self.name}: run 'triglot init' first")
        for branch in (migrations.KERNEL, *branches):
            found = self.revision(branch)
            if found is not None and found not in migrations.revisions(branch.folder):
                raise StoreError(f"the database {self.name} {migrations.UnknownRevision(found, branch)}")
            if found != migrations.newest(branch):
                raise StoreError(f"the database {self.name} is of an older version: 'triglot init' brings it up to date")

    def close(self) -> None:
        """Close every connection."""
        self._database.close()

    def _attempt(self, open_: Open, fn: Callable[[Transaction], T], write: bool) -> T:
        """Run one attempt, and commit it or roll it back. Raises ``_Again`` if it may be repeated."""
        transaction = Transaction(open_, write)
        noted: list[Change] = []
        put_off: list[effects.Effect] = []
        committing = False
        began = time.perf_counter()
        try:
            value = fn(transaction)
            if transaction.connection is not None:
                if noted := changes.take(transaction.connection):
                    self._database.before_changes(transaction.connection)
                    changes.append(transaction.connection, noted)
                committing = write
                transaction.connection.commit()
                put_off = effects.take(transaction.connection)
                if self.observer is not None:
                    self.observer.done(write, time.perf_counter() - began)
        except DBAPIError as error:
            meaning = self._meaning(error, committing=committing)
            if meaning is error:
                raise
            raise meaning from error
        except DatabaseUnavailable:  # no connection was to be had
            if self.observer is not None:
                self.observer.away()
            raise
        finally:
            if transaction.connection is not None:
                self._leave(transaction.connection)
        if noted:
            for listener in self._listeners:
                listener(noted)
        for effect in put_off:
            effect()
        return value

    def _meaning(self, error: DBAPIError, *, committing: bool = False) -> Exception:
        """What an error of the driver means: that the attempt may be repeated, that the database is away, or itself."""
        failure = self._database.judge(error)
        if failure is DriverFailure.LOST and committing:
            return _given_up(self.observer, "the connection to the database was lost at a commit: it may have been made or not")
        if failure is None:
            return error
        if failure is DriverFailure.TOO_LONG:
            return _given_up(self.observer, "a statement took longer than [database] statement_seconds allows")
        if failure is DriverFailure.FULL:
            return _given_up(self.observer, "there is no room on the disk of the database")
        return _Again(failure)

    def _leave(self, connection: Connection) -> None:
        """Give a connection back, without any state of the finished transaction."""
        if not connection.invalidated:  # else all that was on it has gone with it
            changes.take(connection)
            effects.take(connection)
        self._database.give_back(connection)


def _given_up(observer: Observer | None, reason: str) -> DatabaseUnavailable:
    """The error for work that is given up, of which the observer is told."""
    if observer is not None:
        observer.away()
    return DatabaseUnavailable(reason)


def _upgrade(transaction: Transaction, branch: Branch) -> None:
    """Bring a branch to its newest revision."""
    migrations.upgrade(transaction.db, branch=branch)


def _database(url: str, pool: int, statement_seconds: int, synchronous: str) -> Database:
    """The database for an address. Raises ``StoreError``."""
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
    except (ArgumentError, ValueError):
        raise StoreError(f"the database address is not valid: {_ADDRESSES}") from None
    if backend == "sqlite":
        return SQLite(parsed, synchronous)
    if backend != "postgresql":
        raise StoreError(f"no support for {backend} databases: {_ADDRESSES}")
    try:
        from gateway.store.postgres import Postgres
    except ModuleNotFoundError as error:
        if error.name != "psycopg":
            raise
        raise StoreError("PostgreSQL needs a driver that is not installed: pip install 'triglot[postgres]'") from None
    return Postgres(parsed, pool, statement_seconds)
