"""What a component declares besides functions and services: settings, capabilities, tasks, file areas, what it forgets.

A declaration is data. ``component`` gathers what one component declares, ``registry`` what all of them do.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from enum import IntEnum, IntFlag, StrEnum
from typing import Any, Protocol

import msgspec
from sqlalchemy import Connection, Select

from gateway.describe import ParamType
from gateway.wire.call import FunctionType

__all__ = ["Capability", "Deletable", "Forget", "Ids", "Level", "ListedSettings", "MayRead", "Risk", "Setting", "Task"]


class Level(IntEnum):
    """The levels of contexts, with the contract's numbers; their names in lower case are the contract's short names."""

    SYSTEM = 10
    USER = 30
    COURSECAT = 40
    COURSE = 50
    MODULE = 70
    BLOCK = 80


class Risk(IntFlag):
    """What somebody may do harm with who holds a capability, with the contract's numbers."""

    NONE = 0
    MANAGETRUST = 1
    CONFIG = 2
    XSS = 4
    PERSONAL = 8
    SPAM = 16
    DATALOSS = 32


class Setting(msgspec.Struct, frozen=True):
    """A setting of the site: its name, the type of its value, its default and what it is for.

    A setting of a plugin is named ``plugin/name``. Settings are stored as text; ``text`` is the default in that form.
    """

    name: str
    type: ParamType
    default: str | int | bool
    description: str

    @property
    def text(self) -> str:
        """The default as it would be stored."""
        return str(int(self.default)) if isinstance(self.default, bool) else str(self.default)


class Capability(msgspec.Struct, frozen=True):
    """A capability: whether it reads or writes, the lowest level at which it is asked, its risks, and who is given it.

    ``archetypes`` are the short names of the standard roles that are allowed it on a new site; ``prevented`` and ``prohibited``
    are those that are given these permissions instead.
    """

    name: str
    type: FunctionType
    level: Level
    risks: Risk = Risk.NONE
    archetypes: tuple[str, ...] = ()
    prevented: tuple[str, ...] = ()
    prohibited: tuple[str, ...] = ()


class ListedSettings(Protocol):
    """The settings of the site as a task reads them, the defaults of components among them."""

    def __getitem__(self, name: str) -> str:
        """The setting as text. Raises ``KeyError`` for one that is neither stored nor declared."""

    def flag(self, name: str) -> bool:
        """The setting as a switch."""

    def number(self, name: str) -> int:
        """The setting as a whole number."""


class Task(msgspec.Struct, frozen=True):
    """Scheduled work: its name, the seconds between two turns, what it is for, and the function that does it.

    ``work(db, settings, now)`` runs in a write transaction, ``now`` in Unix seconds, and returns how many things it has
    tidied up or made.
    """

    name: str
    every: int
    text: str
    work: Callable[[Connection, ListedSettings, int], int]


class Deletable(StrEnum):
    """What is deleted with all that belongs to it: an account, a course, or a context and all contexts in it."""

    USER = "user"
    COURSE = "course"
    CONTEXT = "context"


# Ids of accounts, courses or contexts, or a statement that selects them; either fits ``column.in_(ids)``.
Ids = Collection[int] | Select[tuple[int]]

# Deletes what a component keeps of accounts, courses or contexts that are about to be deleted, in the transaction that deletes them.
Forget = Callable[[Connection, Ids], None]

# Whether the caller of a context (``CallContext``) may read a stored file (``gateway.files.areas.StoredFile``) of an area.
MayRead = Callable[[Any, Any], bool]
