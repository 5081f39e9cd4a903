"""A store of contents that counts the bytes that go in and out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence

from gateway.store.blobs import Blob, Blobs, BlobWriter, Shelf, ShelvedBlob

__all__ = ["MeasuredBlobs"]

# Takes a number of bytes.
Count = Callable[[int], None]


class MeasuredBlobs:
    """Another store of contents (``gateway.store.blobs.Blobs``), of which is told how much is written and read."""

    def __init__(self, blobs: Blobs, stored: Count, sent: Count) -> None:
        """``stored`` is called with the bytes of a content that was stored, ``sent`` with those of a piece that was read."""
        self._blobs = blobs
        self._stored = stored
        self._sent = sent

    def writer(self) -> BlobWriter:
        """A writer of a new content."""
        return _Writer(self._blobs.writer(), self._stored)

    async def put(self, content: bytes) -> Blob:
        """Store a content that is in memory."""
        blob = await self._blobs.put(content)
        self._stored(blob.size)
        return blob

    async def get(self, name: str) -> bytes:
        """The content with this hash. Raises ``FileNotFoundError``."""
        content = await self._blobs.get(name)
        self._sent(len(content))
        return content

    async def stream(self, name: str, first: int, length: int) -> AsyncIterator[bytes]:
        """A part of the content with this hash, piece by piece. Raises as ``get`` before the first piece."""
        async for piece in self._blobs.stream(name, first, length):
            self._sent(len(piece))
            yield piece

    async def listed(self, digits: str, shelf: Shelf = Shelf.KEPT) -> Sequence[ShelvedBlob]:
        """The contents on a shelf whose hashes begin with these two digits, ordered by hash."""
        return await self._blobs.listed(digits, shelf)

    async def is_whole(self, name: str, shelf: Shelf = Shelf.KEPT) -> bool:
        """Whether the content under this hash has this hash. Raises ``FileNotFoundError`` if it is not on the shelf."""
        return await self._blobs.is_whole(name, shelf)

    async def move(self, name: str, source: Shelf, target: Shelf) -> None:
        """Put a content on another shelf."""
        await self._blobs.move(name, source, target)

    async def remove(self, name: str, shelf: Shelf) -> None:
        """Delete a content from a shelf, if it is there."""
        await self._blobs.remove(name, shelf)

    async def forget_unfinished(self, before: float) -> int:
        """Delete what was begun before this time and never finished; returns the number of things deleted."""
        return await self._blobs.forget_unfinished(before)


class _Writer:
    """A content that is being written."""

    def __init__(self, writer: BlobWriter, stored: Count) -> None:
        self._writer = writer
        self._stored = stored
        self.write = writer.write
        self.discard = writer.discard

    async def finish(self) -> Blob:
        """Store the content."""
        blob = await self._writer.finish()
        self._stored(blob.size)
        return blob
