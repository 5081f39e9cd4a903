"""A store whose transactions are never committed: those of a rehearsal see what others of it have written, and nobody else does.

From the first that writes until the rehearsal is closed, all are parts of one transaction, each with a savepoint of its own. Its
connection belongs to no thread or loop, so that every part works in a thread beside the loop. While it is open an embedded database
admits no other writer: others wait, as they do for any.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from gateway.store import changes, effects
from gateway.store.database import Open
from gateway.store.store import DatabaseUnavailable, Store, Transaction

__all__ = ["Rehearsal"]

T = TypeVar("T")


class Rehearsal(Store):
    """A store on the database of another; a context manager that rolls back what was written."""

    def __init__(self, store: Store) -> None:
        """Nothing is opened yet."""
        self._database = store._database
        self._turns = asyncio.Lock()
        self._listeners = []
        self._kept: Connection | None = None
        self._one_at_a_time = threading.RLock()

    def __enter__(self) -> Self:
        """The rehearsal."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Roll back."""
        self.close()

    def close(self) -> None:
        """Roll back what was written, and let others write. The database itself stays open."""
        kept, self._kept = self._kept, None
        if kept is not None:
            self._leave(kept)

    async def run(self, fn: Callable[[Transaction], T], *, write: bool, beside: bool = False) -> T:
        """Run ``fn(transaction)`` in a thread, as a part of what is rolled back in the end."""
        return await asyncio.to_thread(self.run_here, fn, write=write)

    def run_here(self, fn: Callable[[Transaction], T], *, write: bool) -> T:
        """``run`` for a thread that may block. Blocks."""
        with self._one_at_a_time:
            return super().run_here(fn, write=write)

    def _attempt(self, open_: Open, fn: Callable[[Transaction], T], write: bool) -> T:
        """Run one attempt. Raises as that of any store, and ``DatabaseUnavailable`` where others were in the way of a later part."""
        if not write and self._kept is None:
            return self._read(open_, fn)
        first, part = self._kept is None, Transaction(self._part(open_), write=True)
        try:
            value = fn(part)
            if part.connection is not None:
                self._end(part.connection, well=True)
        except DBAPIError as error:
            meaning = self._meaning(error)
            if meaning is not error:
                self.close()
                raise meaning if first else DatabaseUnavailable("others were in the way") from error
            self._abandon(part)
            raise
        except BaseException:
            self._abandon(part)
            raise
        return value

    def _part(self, open_: Open) -> Open:
        """What begins a part: the transaction with the first, and a savepoint."""

        def begin(_write: bool) -> Connection:
            self._kept = self._kept or open_(True)
            self._kept.begin_nested()
            return self._kept

        return begin

    def _abandon(self, part: Transaction) -> None:
        """Roll a part back."""
        if part.connection is not None:
            self._end(part.connection, well=False)

    def _end(self, connection: Connection, *, well: bool) -> None:
        """End a part; what it has put off until the commit is never done."""
        changes.take(connection)
        effects.take(connection)
        savepoint = connection.get_nested_transaction()
        if savepoint is not None:
            savepoint.commit() if well else savepoint.rollback()

    def _read(self, open_: Open, fn: Callable[[Transaction], T]) -> T:
        """Run one attempt that reads, while nothing has been written."""
        transaction = Transaction(open_, write=False)
        try:
            return fn(transaction)
        except DBAPIError as error:
            meaning = self._meaning(error)
            if meaning is error:
                raise
            raise meaning from error
        finally:
            if transaction.connection is not None:
                self._leave(transaction.connection)
