"""Blobs: the contents of files, each kept once under its hash, whatever it is stored in.

A content is written before the row that names it is committed, and never changed. What no row names is collected a day later.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from typing import NamedTuple, Protocol

__all__ = ["EMPTY", "Blob", "BlobWriter", "Blobs", "content_hash"]


class Blob(NamedTuple):
    """A stored content: its hash, which is its name, and its size in bytes."""

    hash: str
    size: int


class BlobWriter(Protocol):
    """A content that is being written. It is stored as a whole when it is finished, and forgotten if it never is."""

    async def write(self, piece: bytes) -> None:
        """Add bytes at the end of the content."""

    async def finish(self) -> Blob:
        """Store the content. It is safe on disk, or with the object store, when this returns."""

    async def discard(self) -> None:
        """Forget the content, unless it is finished."""


class Blobs(Protocol):
    """A store of contents."""

    def writer(self) -> BlobWriter:
        """A writer of a new content."""

    async def put(self, content: bytes) -> Blob:
        """Store a content that is in memory."""

    async def get(self, name: str) -> bytes:
        """The content with this hash. Raises ``FileNotFoundError``, for an invalid hash, too."""

    def stream(self, name: str, first: int, length: int) -> AsyncIterator[bytes]:
        """A part of the content with this hash, piece by piece. Raises as ``get`` before the first piece."""


def content_hash(content: bytes) -> str:
    """The reference's name of a content: its SHA-1 in hexadecimal."""
    return hashlib.sha1(content, usedforsecurity=False).hexdigest()


EMPTY = Blob(content_hash(b""), 0)
"""The content without bytes, which folders among the rows of ``files`` have, too."""
