"""The contents of files during a rehearsal: new ones are kept in memory, and gone when it ends; those that are stored can be read."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from gateway.store.blobs import Blob, Blobs, BlobWriter, Shelf, ShelvedBlob, content_hash

__all__ = ["RehearsedBlobs"]


class RehearsedBlobs:
    """Contents over those of another store, which is only read. It is a store of contents (``gateway.store.blobs.Blobs``)."""

    def __init__(self, stored: Blobs) -> None:
        """Nothing new is there yet."""
        self._stored = stored
        self._new: dict[str, bytes] = {}

    def writer(self) -> BlobWriter:
        """A writer of a new content."""
        return _Writer(self)

    async def put(self, content: bytes) -> Blob:
        """Keep a content in memory."""
        name = content_hash(content)
        self._new[name] = content
        return Blob(name, len(content))

    async def get(self, name: str) -> bytes:
        """The content with this hash. Raises ``FileNotFoundError``."""
        return self._new[name] if name in self._new else await self._stored.get(name)

    async def stream(self, name: str, first: int, length: int) -> AsyncIterator[bytes]:
        """A part of the content with this hash, piece by piece. Raises as ``get`` before the first piece."""
        if name in self._new:
            yield self._new[name][first : first + length]
            return
        async for piece in self._stored.stream(name, first, length):
            yield piece

    async def listed(self, digits: str, shelf: Shelf = Shelf.KEPT) -> Sequence[ShelvedBlob]:
        """The stored contents on a shelf whose hashes begin with these two digits."""
        return await self._stored.listed(digits, shelf)

    async def is_whole(self, name: str, shelf: Shelf = Shelf.KEPT) -> bool:
        """Whether the content under this hash has this hash. Raises ``FileNotFoundError``."""
        return name in self._new or await self._stored.is_whole(name, shelf)

    async def move(self, name: str, source: Shelf, target: Shelf) -> None:
        """Leave a content where it is."""

    async def remove(self, name: str, shelf: Shelf) -> None:
        """Leave a content where it is, unless it is a new one."""
        self._new.pop(name, None)

    async def forget_unfinished(self, before: float) -> int:
        """Leave what was begun as it is."""
        return 0


class _Writer:
    """A content that is being written to memory."""

    def __init__(self, blobs: RehearsedBlobs) -> None:
        self._blobs = blobs
        self._pieces: list[bytes] = []

    async def write(self, piece: bytes) -> None:
        """Add bytes at the end of the content."""
        self._pieces.append(piece)

    async def finish(self) -> Blob:
        """Keep the content."""
        return await self._blobs.put(b"".join(self._pieces))

    async def discard(self) -> None:
        """Forget the content."""
        self._pieces.clear()
