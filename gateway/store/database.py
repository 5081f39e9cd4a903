"""The interface of a database to the store; ``sqlite`` and ``postgres`` implement it."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AbstractContextManager
from enum import Enum
from typing import Any, TypeVar, TypeVarTuple, Unpack

from sqlalchemy import Connection, Engine
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

__all__ = ["Database", "Open", "DriverFailure", "cause"]

Ts = TypeVarTuple("Ts")
T = TypeVar("T")

# Returns a connection with a write (true) or read transaction begun on it.
Open = Callable[[bool], Connection]


class DriverFailure(Enum):
    """What an error of the driver means for the transaction in which it happened."""

    BUSY = "somebody else was in the way: the attempt may go well after a moment"
    READ_ONLY = "a transaction that was begun for reading wanted to write"
    TOO_LONG = "the server ended a statement that took longer than it may"
    LOST = "the connection is gone"
    FULL = "there is no room on the disk of the database"


class Database(ABC):
    """One database: how its connections are made, taken and given back, and what its errors mean."""

    url: URL

    @property
    @abstractmethod
    def name(self) -> str:
        """The name of the database for logs and messages, without secrets."""

    @property
    @abstractmethod
    def engines(self) -> Sequence[Engine]:
        """The engines in use, for code that observes statements."""

    @abstractmethod
    async def on_loop(self, work: Callable[[Open, Unpack[Ts]], T], *args: *Ts) -> T:
        """Run ``work(open, …)``, a plain function, from a coroutine and without stalling the loop."""

    async def soon(self, usual: Callable[[], Coroutine[Any, Any, T]], work: Callable[[Open], T]) -> T:
        """What ``usual()`` gives, or, where the network is silent, what ``work(open)`` gives on a connection that is made anew."""
        return await usual()

    @abstractmethod
    def open_here(self, write: bool) -> Connection:
        """A connection for a thread that may wait, with a transaction begun on it.

        Raises ``DatabaseUnavailable`` if no connection is available.
        """

    @abstractmethod
    def pause_here(self, seconds: float) -> None:
        """Wait, where ``open_here`` may be called."""

    @abstractmethod
    def give_back(self, connection: Connection) -> None:
        """Roll back what was not committed, and make the connection available again."""

    @abstractmethod
    def judge(self, error: DBAPIError) -> DriverFailure | None:
        """The meaning of an error; None for an error of the statement itself."""

    @abstractmethod
    def before_changes(self, connection: Connection) -> None:
        """Prepare a transaction for appending to the feed of changes."""

    @abstractmethod
    def exists(self) -> bool:
        """Whether the database exists, as far as that is known without connecting."""

    @abstractmethod
    def prepare(self) -> None:
        """Make what must exist before the database can be created. Raises ``OSError``."""

    @abstractmethod
    def alone(self) -> AbstractContextManager[None]:
        """A context manager that keeps out other processes that enter it, too. Blocks."""

    @abstractmethod
    def close(self) -> None:
        """Close every connection; the next use opens new ones."""

    async def listen(self, wake: Callable[[], None]) -> None:
        """Call ``wake`` when a process may have committed changes; until cancelled.

        A database without notifications never calls it.
        """
        await asyncio.get_running_loop().create_future()


def cause(error: Exception) -> str:
    """The message of the operating system or the driver, in one line."""
    message = str(getattr(error, "strerror", None) or getattr(error, "orig", error)).strip()
    return message.splitlines()[0] if message else type(error).__name__
