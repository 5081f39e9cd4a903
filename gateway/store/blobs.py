"""Blobs: the contents of files, each kept once under its hash, whatever it is stored in.

A content is written before the row that names it is committed, and never changed. What no row names is put aside a day after it was
written, and deleted when it has lain there for a day; until then it is read as if nothing had happened, and put back if a row names
it after all. So nobody who stores a file has to wait for who collects, and the other way round:

* ``finish`` and ``put`` leave a content that is younger than half the grace, also one that was there before;
* rows are committed within half the grace after that;
* the collector puts nothing aside that is younger than the grace. If it has decided before a content was renewed, and acts after
  that, the content is put aside although a row names it or will: it finds the row the next time, long before it deletes.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Sequence
from enum import StrEnum
from typing import Final, NamedTuple, Protocol

__all__ = ["EMPTY", "GRACE", "Blob", "BlobWriter", "Blobs", "Shelf", "ShelvedBlob", "content_hash"]

GRACE: Final = 24 * 3600
"""The seconds for which a content that no row names is left alone, and for which it lies aside before it is deleted."""


class Blob(NamedTuple):
    """A stored content: its hash, which is its name, and its size in bytes."""

    hash: str
    size: int


class Shelf(StrEnum):
    """The parts of a store: the contents in use, those put aside to be deleted, and those whose hash was found to be wrong."""

    KEPT = "kept"
    TRASH = "trash"
    DAMAGED = "damaged"


class ShelvedBlob(NamedTuple):
    """A content on a shelf: its name, its size in bytes, and when it was put there or renewed, in Unix seconds."""

    hash: str
    size: int
    time: float


class BlobWriter(Protocol):
    """A content that is being written. It is stored as a whole when it is finished, and forgotten if it never is."""

    async def write(self, piece: bytes) -> None:
        """Add bytes at the end of the content. Raises ``StorageFailed``."""

    async def finish(self) -> Blob:
        """Store the content. It is safe on disk, or with the object store, when this returns. Raises ``StorageFailed``."""

    async def discard(self) -> None:
        """Forget the content, unless it is finished."""


class Blobs(Protocol):
    """A store of contents. Where it cannot be reached, every method raises ``StorageFailed``."""

    def writer(self) -> BlobWriter:
        """A writer of a new content."""

    async def put(self, content: bytes) -> Blob:
        """Store a content that is in memory."""

    async def get(self, name: str) -> bytes:
        """The content with this hash. Raises ``FileNotFoundError``, for an invalid hash, too."""

    def stream(self, name: str, first: int, length: int) -> AsyncIterator[bytes]:
        """A part of the content with this hash, piece by piece. Raises as ``get`` before the first piece."""

    async def listed(self, digits: str, shelf: Shelf = Shelf.KEPT) -> Sequence[ShelvedBlob]:
        """The contents on a shelf whose hashes begin with these two digits, ordered by hash."""

    async def is_whole(self, name: str, shelf: Shelf = Shelf.KEPT) -> bool:
        """Whether the content under this hash has this hash. Raises ``FileNotFoundError`` if it is not on the shelf."""

    async def move(self, name: str, source: Shelf, target: Shelf) -> None:
        """Put a content on another shelf, in the place of one with its name. Raises ``FileNotFoundError`` if it is not on the first."""

    async def remove(self, name: str, shelf: Shelf) -> None:
        """Delete a content from a shelf, if it is there."""

    async def forget_unfinished(self, before: float) -> int:
        """Delete what was begun before this time, in Unix seconds, and never finished; returns the number of things deleted."""


def content_hash(content: bytes) -> str:
    """The reference's name of a content: its SHA-1 in hexadecimal."""
    return hashlib.sha1(content, usedforsecurity=False).hexdigest()


EMPTY = Blob(content_hash(b""), 0)
"""The content without bytes, which folders among the rows of ``files`` have, too."""
