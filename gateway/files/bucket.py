"""The contents of files in a bucket of an object storage, under the names that they would have in a folder.

The name of a content is known when its last byte is there, and an object cannot be renamed: copies made by the storage end at 5 GB,
and a second transfer costs as much as the first. So an upload is gathered in a temporary file (in memory while it is short) and sent
when its hash is known; a content that the storage has already is not sent again. An object appears as a whole or not at all.
"""

from __future__ import annotations

import asyncio
import hashlib
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO, Final, cast

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from gateway.files.folder import READABLE, UNFINISHED, relative
from gateway.files.unfinished import Unfinished, reading, writing
from gateway.settings import Files
from gateway.store.blobs import GRACE, Blob, BlobWriter, Shelf, ShelvedBlob

__all__ = ["BucketBlobs"]

_MIB: Final = 1024 * 1024
# Shorter contents are gathered in memory.
_IN_MEMORY: Final = 256 * 1024
# Each request for a part of a content stands alone, so that a slow reader keeps no connection, and a lost one is no loss.
_READ: Final = 2 * _MIB
# The parts of an upload, of which there may be 10,000, and how many are in memory at a time.
_PART, _MOST_PARTS, _AT_A_TIME = 5 * _MIB, 9_000, 2
# What the storage copies itself at most.
_COPIED: Final = 5 * 1024 * _MIB


class BucketBlobs:
    """A bucket of contents. It is a store of contents (``gateway.store.blobs.Blobs``)."""

    def __init__(self, settings: Files) -> None:
        """Nothing is asked of the storage yet."""
        given = {"access_key_id": settings.access_key, "secret_access_key": settings.secret_key, "endpoint": settings.endpoint}
        self._bucket = S3Store(
            settings.bucket,
            prefix=settings.prefix.strip("/") or None,
            region=settings.region,
            client_options={
                "allow_http": settings.endpoint.startswith("http://"),
                "connect_timeout": timedelta(seconds=5),
                "timeout": timedelta(seconds=60),
            },
            retry_config={"max_retries": 3, "retry_timeout": timedelta(seconds=20)},
            **{name: value for name, value in given.items() if value},  # type: ignore[arg-type] # what is not given is looked for
        )
        self._unfinished = Path(settings.folder) / UNFINISHED

    def writer(self) -> BlobWriter:
        """A writer of a new content."""
        return _Writer(self, self._unfinished)

    async def put(self, content: bytes) -> Blob:
        """Store a content that is in memory. Raises ``StorageFailed``."""
        writer = self.writer()
        try:
            await writer.write(content)
            return await writer.finish()
        finally:
            await writer.discard()

    async def get(self, name: str) -> bytes:
        """The content with this hash. Raises ``FileNotFoundError``, for an invalid hash, too."""
        return b"".join([piece async for piece in self.stream(name, 0, await self._size(name))])

    async def stream(self, name: str, first: int, length: int) -> AsyncIterator[bytes]:
        """A part of the content with this hash, piece by piece. Raises as ``get`` before the first piece."""
        if length <= 0:
            await self._size(name)
        while length > 0:
            asked = min(length, _READ)
            piece = await self._piece(name, first, asked)
            yield piece
            # The storage refuses to read from the end of a content on.
            first, length = first + asked, length - asked if len(piece) == asked else 0

    async def listed(self, digits: str, shelf: Shelf = Shelf.KEPT) -> Sequence[ShelvedBlob]:
        """The contents on a shelf whose hashes begin with these two digits, ordered by hash."""
        with reading(BaseError):
            found = await obstore.list(self._bucket, f"{_folder(shelf)}{digits}").collect_async()
        contents = []
        for each in found:
            name = each["path"].rpartition("/")[2]
            with suppress(FileNotFoundError):  # for what has no hash for a name: it is nobody's
                if each["path"] == _key(name, shelf):
                    contents.append(ShelvedBlob(name, each["size"], each["last_modified"].timestamp()))
        return sorted(contents)

    async def is_whole(self, name: str, shelf: Shelf = Shelf.KEPT) -> bool:
        """Whether the content under this hash has this hash. Raises ``FileNotFoundError`` if it is not on the shelf."""
        found = hashlib.sha1(usedforsecurity=False)
        async for piece in self._pieces(_key(name, shelf)):
            found.update(piece)
        return found.hexdigest() == name

    async def move(self, name: str, source: Shelf, target: Shelf) -> None:
        """Put a content on another shelf. Raises ``FileNotFoundError`` if it is not on the first."""
        here, there = _key(name, source), _key(name, target)
        with reading(BaseError):
            size = (await obstore.head_async(self._bucket, here))["size"]
            if size <= _COPIED:
                await obstore.copy_async(self._bucket, here, there)
            else:
                await self._send(there, self._pieces(here), size)
            await obstore.delete_async(self._bucket, here)

    async def remove(self, name: str, shelf: Shelf) -> None:
        """Delete a content from a shelf, if it is there."""
        with reading(BaseError), suppress(FileNotFoundError):
            await obstore.delete_async(self._bucket, _key(name, shelf))

    async def forget_unfinished(self, before: float) -> int:
        """Nothing: temporary files go with their process, and the rules of the bucket say when parts of broken transfers go."""
        return 0

    async def keep(self, blob: Blob, file: BinaryIO) -> None:
        """Store a content that is in a file, unless it is there and young: then nobody puts it aside."""
        key = _key(blob.hash)
        with writing(BaseError):
            with suppress(FileNotFoundError):
                there = await obstore.head_async(self._bucket, key)
                if there["size"] == blob.size and there["last_modified"].timestamp() > time.time() - GRACE / 2:
                    return
            await asyncio.to_thread(file.seek, 0)
            if blob.size <= _PART:
                await obstore.put_async(self._bucket, key, await asyncio.to_thread(file.read), use_multipart=False)
            else:
                await self._send(key, _read(file), blob.size)

    async def _send(self, key: str, pieces: AsyncIterator[bytes], size: int) -> None:
        """Store a long content, in parts: what was sent is given up if one of them fails."""
        part = max(_PART, size // _MOST_PARTS)
        await obstore.put_async(self._bucket, key, pieces, chunk_size=part, max_concurrency=_AT_A_TIME)

    async def _size(self, name: str) -> int:
        for shelf in READABLE:
            with reading(BaseError), suppress(FileNotFoundError):
                return (await obstore.head_async(self._bucket, _key(name, shelf)))["size"]
        raise FileNotFoundError(f"there is no content {name!r}")

    async def _piece(self, name: str, first: int, length: int) -> bytes:
        for shelf in READABLE:
            with reading(BaseError), suppress(FileNotFoundError):
                return bytes(await obstore.get_range_async(self._bucket, _key(name, shelf), start=first, length=length))
        raise FileNotFoundError(f"there is no content {name!r}")

    async def _pieces(self, key: str) -> AsyncIterator[bytes]:
        """The pieces of one object. Raises ``FileNotFoundError``."""
        with reading(BaseError):
            size = (await obstore.head_async(self._bucket, key))["size"]
            for first in range(0, size, _READ):
                yield bytes(await obstore.get_range_async(self._bucket, key, start=first, length=min(_READ, size - first)))


class _Writer(Unfinished):
    """A content that is gathered in a temporary file without a name, and sent to the bucket when it is finished."""

    def __init__(self, blobs: BucketBlobs, folder: Path) -> None:
        super().__init__()
        self._blobs = blobs
        self._folder = folder

    def open(self) -> BinaryIO:
        self._folder.mkdir(parents=True, exist_ok=True)
        return cast(BinaryIO, tempfile.SpooledTemporaryFile(_IN_MEMORY, dir=str(self._folder)))

    async def finish(self) -> Blob:
        await self.settled()
        blob, file = await asyncio.to_thread(self.gathered)
        await self._blobs.keep(blob, file)
        await self.discard()
        return blob

    def forget(self, file: BinaryIO) -> None:
        pass


async def _read(file: BinaryIO) -> AsyncIterator[bytes]:
    while piece := await asyncio.to_thread(file.read, _MIB):
        yield piece


def _key(name: str, shelf: Shelf = Shelf.KEPT) -> str:
    """The name of the object that a content is. Raises ``FileNotFoundError`` for an invalid hash."""
    return _folder(shelf) + relative(name)


def _folder(shelf: Shelf) -> str:
    return "" if shelf is Shelf.KEPT else f"{shelf}/"
