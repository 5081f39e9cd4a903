"""What a component declares besides functions and services: settings, capabilities, tasks, file areas, deletion hooks.

A declaration is data. ``component`` collects the declarations of one component, ``registry`` those of all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from enum import IntEnum, IntFlag, StrEnum
from typing import Any, Protocol

import msgspec
from sqlalchemy import Connection, Select

from gateway.describe import ParamType
from gateway.wire.call import FunctionType

__all__ = ["Capability", "Deletable", "Forget", "Ids", "Level", "ListedSettings", "MayRead", "MobileAddon", "Risk", "Setting", "Task"]


class Level(IntEnum):
    """The context levels, with the reference's numbers; their names in lower case are the reference's short names."""

    SYSTEM = 10
    USER = 30
    COURSECAT = 40
    COURSE = 50
    MODULE = 70
    BLOCK = 80


class Risk(IntFlag):
    """The risks of a capability: the harm that its holder may do, with the reference's numbers."""

    NONE = 0
    MANAGETRUST = 1
    CONFIG = 2
    XSS = 4
    PERSONAL = 8
    SPAM = 16
    DATALOSS = 32


class Setting(msgspec.Struct, frozen=True):
    """A site setting: its name, type, default and description.

    A setting of a plugin is named ``plugin/name``. Settings are stored as text; ``text`` is the default in that form.
    """

    name: str
    type: ParamType
    default: str | int | bool
    description: str

    @property
    def text(self) -> str:
        """The default as it would be stored, as text."""
        return str(int(self.default)) if isinstance(self.default, bool) else str(self.default)


class Capability(msgspec.Struct, frozen=True):
    """A capability: whether it reads or writes, its context level, its risks, and the archetypes that get it.

    ``archetypes`` are the short names of the standard roles that are allowed it on a new site; ``prevented`` and ``prohibited``
    are those with these permissions instead.
    """

    name: str
    type: FunctionType
    level: Level
    risks: Risk = Risk.NONE
    archetypes: tuple[str, ...] = ()
    prevented: tuple[str, ...] = ()
    prohibited: tuple[str, ...] = ()


class ListedSettings(Protocol):
    """The site settings as a scheduled task reads them."""

    def __getitem__(self, name: str) -> str:
        """The value of a setting as text. Raises ``KeyError`` for a setting that is neither stored nor declared."""

    def flag(self, name: str) -> bool:
        """The setting as a boolean."""

    def number(self, name: str) -> int:
        """The setting as a whole number."""


class Task(msgspec.Struct, frozen=True):
    """A scheduled task: its name, its interval in seconds, its description, and its function.

    ``work(db, settings, now)`` runs in a write transaction, with ``now`` in Unix seconds, and returns the number of things that
    it deleted or created.
    """

    name: str
    every: int
    text: str
    work: Callable[[Connection, ListedSettings, int], int]


class Deletable(StrEnum):
    """What deletion hooks are called for: an account, a course, or a context with all contexts below it."""

    USER = "user"
    COURSE = "course"
    CONTEXT = "context"


# Ids of accounts, courses or contexts, or a subquery of them; either fits ``column.in_(ids)``.
Ids = Collection[int] | Select[tuple[int]]

# A deletion hook: deletes a component's rows of accounts, courses or contexts, in the transaction that deletes those.
Forget = Callable[[Connection, Ids], None]

# Whether the caller of a context (``CallContext``) may read a stored file (``gateway.files.areas.StoredFile``) of an area.
MayRead = Callable[[Any, Any], bool]


# Gives, for the context of a call and the arguments by name, what a method of an add-on shows in the app: any of ``templates``
# (each with ``id`` and ``html``), ``javascript``, ``otherdata`` (texts by name), ``files``, ``restrict`` and ``disabled``.
MobileContent = Callable[[Any, Mapping[str, str]], Mapping[str, object]]


class MobileAddon(msgspec.Struct, frozen=True, kw_only=True):
    """What a component adds to the mobile app (``docs/contract/server.md 9.3``).

    ``handlers`` are the places in the app where it does something, by name, as the app reads them; ``contents`` are its methods,
    which handlers name; ``styles`` is its style sheet, which the app loads again whenever ``styles_version`` has changed.
    """

    handlers: Mapping[str, Mapping[str, object]]
    contents: Mapping[str, MobileContent]
    styles: str = ""
    styles_version: str = "1"
