"""What a component declares besides functions and services: settings, capabilities, tasks, file areas, deletion hooks.

A declaration is data. ``component`` collects the declarations of one component, ``registry`` those of all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from enum import Enum, IntEnum, IntFlag, StrEnum
from typing import Any, Protocol

import msgspec
from sqlalchemy import Connection, Select

from gateway.describe import ParamType
from gateway.errors import ErrorKind
from gateway.wire.call import FunctionType

__all__ = [
    "Areas",
    "Capability",
    "CompletionRule",
    "Deletable",
    "ErrorText",
    "FileArea",
    "Forget",
    "Ids",
    "ItemSegment",
    "Level",
    "ListedSettings",
    "MayRead",
    "MobileAddon",
    "Risk",
    "Setting",
    "Task",
    "denied",
    "missing",
]


class ErrorText(str):
    """The text of an error code whose kind is not that of a wrong request: ``denied`` and ``missing`` make one."""

    kind: ErrorKind

    def __new__(cls, text: str, kind: ErrorKind) -> ErrorText:
        """The text, with the kind."""
        made = super().__new__(cls, text)
        made.kind = kind
        return made


def denied(text: str) -> ErrorText:
    """The text of an error code that says: the caller may not do that."""
    return ErrorText(text, ErrorKind.ACCESS)


def missing(text: str) -> ErrorText:
    """The text of an error code that says: what the call names does not exist."""
    return ErrorText(text, ErrorKind.MISSING)


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

# The places in an area of which the first that has a file is meant by the segments of an address after the area's name: for each
# the item, the folder and the name.
Places = Callable[[Sequence[str]], Iterable[tuple[int, str, str]]]


# Refuses, before a file is looked for, who may not even know whether it is there: gets the context of the call, the context of the
# area and the segments of the address after the area's name, and raises.
Gate = Callable[[Any, Any, Sequence[str]], None]

# Makes a file that is not stored (``gateway.files.areas.MadeFile``), for what a gate gets; None if nothing is made there.
Make = Callable[[Any, Any, Sequence[str]], Any]


class ItemSegment(Enum):
    """The segment between the name of an area and the path of a file in addresses."""

    ID = 1  # the number of the item
    REVISION = 2  # a number that changes with the files, so that nobody is shown what was kept; the item is 0
    NONE = 3  # there is none, the item is 0


class FileArea(msgspec.Struct, frozen=True, kw_only=True):
    """A file area: who may read its files, how its addresses are spelled, and how its files are delivered.

    ``item`` says which segment follows the area's name in addresses, unless ``places`` reads them. ``lifetime`` is the number of
    seconds for which clients may keep a file, 0 if they may not, None for the site's (``filelifetime``); ``immutable`` tells
    them that it never changes, and ``shared`` that caches of many people may keep it, too. ``download`` has browsers save files and
    not show them; ``isolated`` has them show nothing but text, pictures and media. Before the rule of an area is asked,
    the caller must be able to enter the file's context, unless the area is ``open``, and pass the ``gate``, if there is one. What
    ``made`` makes is given where no file is stored. Requests for a preview of a picture get it, unless ``previews`` is off. An area
    that is ``public`` as well as open is so on sites, too, on which nobody sees anything before they have logged in.

    ``listed`` is the rule of who is told which files there are (``core_files_get_files``), None for who manages the files of the
    context; ``label`` is the name of the area in such lists.
    """

    may_read: MayRead
    item: ItemSegment = ItemSegment.ID
    places: Places | None = None
    lifetime: int | None = 0
    immutable: bool = False
    shared: bool = False
    download: bool = True
    isolated: bool = False
    open: bool = False
    public: bool = False
    gate: Gate | None = None
    made: Make | None = None
    previews: bool = True
    listed: MayRead | None = None
    label: str = ""


# The file areas of a component by name; a rule alone is an area that says nothing else.
Areas = Mapping[str, MayRead | FileArea]


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


class CompletionRule(msgspec.Struct, frozen=True, kw_only=True):
    """A rule by which an activity of a component completes itself, beside being viewed and being graded.

    The activity's row asks for it where the column of the rule's name is not 0. ``met`` says, given a connection, that row and the
    id of a user, whether the user has met it; ``text`` says what is to be done.
    """

    met: Callable[[Connection, Mapping[Any, Any], int], bool]
    text: str
