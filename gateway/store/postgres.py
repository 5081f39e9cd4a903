"""PostgreSQL, for many workers and nodes.

A function runs through SQLAlchemy's greenlet: where it waits for the server, the loop goes on. All
connections are in autocommit and read-only, so that a read costs no round trip but its own; a write
transaction is begun, on the loop together with its first statement, and ended by name. It is
serializable: like on SQLite, transactions that write are as if one came after the other, and one
that cannot be is made again.

One driver serves the loop, threads and migrations: psycopg. asyncpg took a fifth less time for a
statement on the loop, but has no way in for threads, and would take another driver beside it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Self, TypeVar, TypeVarTuple, Unpack
from weakref import WeakSet

import psycopg
import structlog
from psycopg.adapt import Dumper
from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event, exc, func, select
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool
from sqlalchemy.util.concurrency import await_, greenlet_spawn, in_greenlet

from gateway.store.database import Database, DriverFailure, Open, cause
from gateway.store.errors import DatabaseUnavailable

__all__ = ["Postgres"]

Ts = TypeVarTuple("Ts")
T = TypeVar("T")

_CHANNEL = "triglot_change"
# The advisory locks of this program: any two numbers will do that nobody else uses on this database.
_CHANGES_LOCK, _ALONE_LOCK = 0x7472_6967_0001, 0x7472_6967_0002

# Seconds: for a new connection, for one to come free, and between two tries to listen again.
_CONNECT_WITHIN, _FREE_WITHIN, _LISTEN_AGAIN = 10, 30.0, 1.0

# Milliseconds that what was sent may be unacknowledged; seconds of silence after which a connection is tested, and between two tests.
_UNACKNOWLEDGED, _SILENT, _TEST_AGAIN, _TESTS = 30_000, 30, 5, 3

# Seconds for what is to be known soon: after which silence another connection is made beside the first one, how long each of those may
# take, and when it is given up. What a network has swallowed is sent again after pauses that double, so that an old connection may stay
# silent for as long again as the network was.
_SILENCE, _FRESH_WITHIN, _SOON_WITHIN = 0.5, 2, 10.0

_SERIALIZATION_FAILURE, _DEADLOCK, _READ_ONLY, _CANCELED = "40001", "40P01", "25006", "57014"
_DISK_FULL = "53100"


_BEGIN = "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE"

# The loop's connections whose transaction is to begin with the next statement.
_DUE: WeakSet[psycopg.AsyncConnection[Any]] = WeakSet()


class _Cursor(psycopg.AsyncCursor[Any]):
    """A cursor that sends the beginning of a transaction together with its first statement, as one round trip."""

    async def execute(self, query: Any, params: Any = None, **options: Any) -> Self:
        """Execute a statement, after the beginning that is due."""
        if not _DUE or self.connection not in _DUE:
            return await super().execute(query, params, **options)
        _DUE.discard(self.connection)
        async with self.connection.pipeline():
            await psycopg.AsyncCursor(self.connection).execute(_BEGIN, prepare=False)
            return await super().execute(query, params, **options)

    async def executemany(self, query: Any, params_seq: Iterable[Any], *, returning: bool = False) -> None:
        """Execute a statement with several sets of parameters, which is a pipeline of its own, after the beginning that is due."""
        if self.connection in _DUE:
            _DUE.discard(self.connection)
            await psycopg.AsyncCursor(self.connection).execute(_BEGIN, prepare=False)
        await super().executemany(query, params_seq, returning=returning)


class Postgres(Database):
    """A database on a server."""

    def __init__(self, url: URL, pool: int, statement_seconds: int) -> None:
        """Nothing is opened yet; the loop uses at most ``pool`` connections, and so do all threads together.

        The server ends statements after ``statement_seconds``; 0: never.
        """
        self._statement_seconds = statement_seconds
        # Without these, a call waits for as long as the network to the server is silent. What the address says has precedence.
        within = {
            "connect_timeout": _CONNECT_WITHIN,
            "tcp_user_timeout": _UNACKNOWLEDGED,
            "keepalives_idle": _SILENT,
            "keepalives_interval": _TEST_AGAIN,
            "keepalives_count": _TESTS,
        }
        missing = {name: str(value) for name, value in within.items() if name not in url.query}
        self.url = url.set(drivername="postgresql+psycopg").update_query_dict(missing)
        options: dict[str, Any] = {
            "isolation_level": "AUTOCOMMIT",
            "hide_parameters": True,
            "pool_size": pool,
            "max_overflow": 0,
            "pool_timeout": _FREE_WITHIN,
        }
        self._open: WeakSet[psycopg.Connection[Any] | psycopg.AsyncConnection[Any]] = WeakSet()
        self._loop = create_async_engine(self.url, **options, connect_args={"cursor_factory": _Cursor}).sync_engine
        self._threads = create_engine(self.url, **options)
        fresh = self.url if "connect_timeout" in url.query else self.url.update_query_dict({"connect_timeout": str(_FRESH_WITHIN)})
        self._fresh = create_async_engine(fresh, isolation_level="AUTOCOMMIT", hide_parameters=True, poolclass=NullPool).sync_engine
        self._silent: asyncio.Task[Any] | None = None
        for engine in (*self.engines, self._fresh):
            event.listen(engine, "connect", self._prepare)
            event.listen(engine, "handle_error", _shorten)

    @property
    def name(self) -> str:
        """The address without user and password."""
        return URL.create("postgresql", host=self.url.host, port=self.url.port, database=self.url.database).render_as_string()

    @property
    def engines(self) -> Sequence[Engine]:
        """The engine of the loop, and that of threads."""
        return (self._loop, self._threads)

    async def on_loop(self, work: Callable[[Open, Unpack[Ts]], T], *args: *Ts) -> T:
        """Run ``work(open, …)`` in a greenlet, so that the loop goes on while it waits for the server."""
        return await greenlet_spawn(work, self._open_on_loop, *args)

    async def soon(self, usual: Callable[[], Coroutine[Any, Any, T]], work: Callable[[Open], T]) -> T:
        """What ``usual()`` gives, or the first that is answered of ``work`` on connections that are made while that is silent.

        What is silent goes on by itself, and until it has ended new connections alone are asked.
        """
        first = asyncio.create_task(usual()) if self._silent is None else None
        racing = {first or self._on_fresh(work)}
        ends = time.monotonic() + _SOON_WITHIN
        try:
            while time.monotonic() < ends:
                begun = time.monotonic()
                done, racing = await asyncio.wait(racing, timeout=_SILENCE, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    if task is first or task.exception() is None:
                        return task.result()
                await asyncio.sleep(max(0.0, begun + _SILENCE - time.monotonic()))
                racing = {*racing, self._on_fresh(work)}
        except asyncio.CancelledError:
            if first is not None:
                first.cancel()
            raise
        finally:
            for task in racing:
                task.add_done_callback(self._heard)
                if task is first:
                    self._silent = first
                else:
                    task.cancel()
        raise DatabaseUnavailable(f"cannot reach the database {self.name}: the network is silent")

    def open_here(self, write: bool) -> Connection:
        """A connection for the calling thread; inside ``on_loop`` one of the loop's, so that the loop is not stalled."""
        return self._connect(self._loop if in_greenlet() else self._threads, write)

    def pause_here(self, seconds: float) -> None:
        """Block the thread, or inside ``on_loop`` only the function that waits."""
        if in_greenlet():
            await_(asyncio.sleep(seconds))
        else:
            time.sleep(seconds)

    def give_back(self, connection: Connection) -> None:
        """Give the connection back to its pool, which rolls back."""
        connection.close()

    def judge(self, error: exc.DBAPIError) -> DriverFailure | None:
        """The meaning of the SQLSTATE of an error, or ``LOST`` for a closed connection."""
        if error.connection_invalidated:
            return DriverFailure.LOST
        state = getattr(error.orig, "sqlstate", None)
        if state in (_SERIALIZATION_FAILURE, _DEADLOCK):
            return DriverFailure.BUSY
        if state == _CANCELED:
            return DriverFailure.TOO_LONG
        if state == _DISK_FULL:
            return DriverFailure.FULL
        return DriverFailure.READ_ONLY if state == _READ_ONLY else None

    def before_changes(self, connection: Connection) -> None:
        """Wait for other transactions that append to the feed, and notify listeners at the commit.

        Ids are given out when rows are inserted and become visible when transactions are committed. Without
        the lock, which is held beyond the commit, a reader could see 8 while 7 is not committed yet, go on
        from 8, and never read 7.
        """
        connection.execute(select(func.pg_advisory_xact_lock(_CHANGES_LOCK), func.pg_notify(_CHANNEL, "")))

    def exists(self) -> bool:
        """True: only connecting can tell."""
        return True

    def prepare(self) -> None:
        """Nothing to do: the administrator of the server creates databases."""

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold an advisory lock.

        A lock inside the transaction that needs it would not do: the transaction sees the database as it
        was when it began to wait.
        """
        with self._connect(self._threads, write=False) as connection:
            connection.execute(select(func.pg_advisory_lock(_ALONE_LOCK)))
            try:
                yield
            finally:
                connection.execute(select(func.pg_advisory_unlock(_ALONE_LOCK)))

    def close(self) -> None:
        """Close every connection, from any thread: the loop of some connections may have ended."""
        for connection in list(self._open):
            connection.pgconn.finish()
        if self._silent is not None:
            self._silent.cancel()
        for engine in (*self.engines, self._fresh):
            engine.dispose(close=False)

    async def listen(self, wake: Callable[[], None]) -> None:
        """Call ``wake`` at every commit that appends to the feed, and whenever a notification may have been missed."""
        log = structlog.get_logger("gateway")
        _, parameters = self._loop.dialect.create_connect_args(self.url)
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(**parameters, autocommit=True) as connection:
                    await connection.execute(f"LISTEN {_CHANNEL}")
                    wake()
                    async for _notification in connection.notifies():
                        wake()
            except psycopg.Error as error:
                log.warning("changes are read once a second only: the database does not notify", cause=cause(error))
            await asyncio.sleep(_LISTEN_AGAIN)

    def _on_fresh(self, work: Callable[[Open], T]) -> asyncio.Task[T]:
        """The work on the loop, on a connection that is made for it and closed."""
        return asyncio.create_task(greenlet_spawn(work, lambda write: self._connect(self._fresh, write)))

    def _heard(self, task: asyncio.Task[Any]) -> None:
        """Take note that work has ended for which nobody waits any more, however it ended."""
        if not task.cancelled():
            task.exception()
        if task is self._silent:
            self._silent = None

    def _open_on_loop(self, write: bool) -> Connection:
        """A connection of the loop's, with a transaction begun."""
        return self._connect(self._loop, write)

    def _connect(self, engine: Engine, write: bool) -> Connection:
        """A connection from a pool, with a transaction begun. Raises ``DatabaseUnavailable``."""
        try:
            connection = engine.connect()
        except exc.TimeoutError:
            raise DatabaseUnavailable(f"all {engine.pool.size()} connections to the database are in use") from None  # type: ignore[attr-defined]  # the pools of both engines have a size
        except exc.OperationalError as error:
            raise DatabaseUnavailable(f"cannot reach the database {self.name}: {cause(error)}") from error
        try:
            connection.begin()
            driver = connection.connection.driver_connection
            if isinstance(driver, psycopg.AsyncConnection):
                (_DUE.add if write else _DUE.discard)(driver)  # what an earlier transaction without any statement left is void
            elif write:  # a read needs none, and in a server's eyes has none
                connection.exec_driver_sql(_BEGIN)
        except BaseException:
            connection.close()
            raise
        return connection

    def _prepare(self, connection: Any, _record: object) -> None:
        """A new connection of either engine, before it is used for the first time."""
        driver = getattr(connection, "driver_connection", connection)
        driver.adapters.register_dumper(bool, _AsNumber)
        self._open.add(driver)
        cursor = connection.cursor()
        cursor.execute("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY")
        if self._statement_seconds:
            cursor.execute(f"SET statement_timeout = '{self._statement_seconds}s'")
        cursor.close()


class _AsNumber(Dumper):
    """Adapts true and false to 1 and 0, whatever type the server expects.

    No column is a truth value, and by itself the server makes no number of one; SQLite knows no other.
    """

    def dump(self, obj: Any) -> bytes:
        """The digit."""
        return b"1" if obj else b"0"


def _shorten(context: ExceptionContext) -> None:
    """Keep only the first line of a server error: the others show the values that were to be written."""
    for error in (context.original_exception, context.sqlalchemy_exception):
        if error is not None and error.args:
            error.args = (str(error.args[0]).partition("\n")[0],)
