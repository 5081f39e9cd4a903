"""What the store asks of a database; ``sqlite`` and ``postgres`` are the two there are."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from enum import Enum
from typing import TypeVar, TypeVarTuple, Unpack

from sqlalchemy import Connection, Engine
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

__all__ = ["Database", "Open", "Verdict", "cause"]

Ts = TypeVarTuple("Ts")
T = TypeVar("T")

# Gives a connection with a write (true) or read transaction begun on it.
Open = Callable[[bool], Connection]


class Verdict(Enum):
    """What an error of the driver means for the attempt at a transaction in which it happened."""

    BUSY = "somebody else was in the way: the attempt may go well after a moment"
    READ_ONLY = "a transaction that was begun for reading wanted to write"
    LOST = "the connection is gone"


class Database(ABC):
    """One database: how its connections are made, taken and given back, and what its errors mean."""

    url: URL

    @property
    @abstractmethod
    def name(self) -> str:
        """What people know the database by; holds no secret."""

    @property
    @abstractmethod
    def engines(self) -> Sequence[Engine]:
        """The engines in use, for those who watch what is executed."""

    @abstractmethod
    async def on_loop(self, work: Callable[[Open, Unpack[Ts]], T], *args: *Ts) -> T:
        """Run ``work(open, …)``, a plain function, from a coroutine and without stalling the loop."""

    @abstractmethod
    def open_here(self, write: bool) -> Connection:
        """A connection for a thread that may wait, with a transaction begun on it.

        Raises ``DatabaseUnavailable`` where there is none to be had.
        """

    @abstractmethod
    def pause_here(self, seconds: float) -> None:
        """Wait, where ``open_here`` may be called."""

    @abstractmethod
    def give_back(self, connection: Connection) -> None:
        """Roll back what was not committed, and have the connection ready for others."""

    @abstractmethod
    def judge(self, error: DBAPIError) -> Verdict | None:
        """What an error means; None where the attempt itself was wrong."""

    @abstractmethod
    def before_changes(self, connection: Connection) -> None:
        """Do what must be done in a transaction before it adds to the feed of changes."""

    @abstractmethod
    def exists(self) -> bool:
        """Whether there is a database to connect to, as far as that can be told without connecting."""

    @abstractmethod
    def prepare(self) -> None:
        """Make the place in which the database can be created. Raises ``OSError``."""

    @abstractmethod
    def alone(self) -> AbstractContextManager[None]:
        """A context in which no other process is that asked for the same. Blocks."""

    @abstractmethod
    def close(self) -> None:
        """Close every connection; the next use opens new ones."""

    async def listen(self, wake: Callable[[], None]) -> None:
        """Call ``wake`` when a process may have committed changes; until cancelled.

        A database that can tell nobody never calls it.
        """
        await asyncio.get_running_loop().create_future()


def cause(error: Exception) -> str:
    """The system's or the driver's own words, in one line."""
    told = str(getattr(error, "strerror", None) or getattr(error, "orig", error)).strip()
    return told.splitlines()[0] if told else type(error).__name__
