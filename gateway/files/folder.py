"""The contents of files in a folder: two levels of sub-folders, named after the first digits of the hash."""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import BinaryIO, Final

from gateway.store.blobs import Blob, BlobWriter

__all__ = ["FolderBlobs"]

_HASH: Final = re.compile("[0-9a-f]{40}")
# Larger pieces are no faster, and each costs a change of threads.
_PIECE: Final = 256 * 1024


class FolderBlobs:
    """A folder of contents, laid out as the reference lays out its own. It is a store of contents (``gateway.store.blobs.Blobs``)."""

    def __init__(self, folder: Path) -> None:
        """The folder is created with the first content."""
        self._folder = folder

    def writer(self) -> BlobWriter:
        """A writer of a new content."""
        return _Writer(self._folder)

    async def put(self, content: bytes) -> Blob:
        """Store a content that is in memory."""
        writer = _Writer(self._folder)
        try:
            await writer.write(content)
            return await writer.finish()
        finally:
            await writer.discard()

    async def get(self, name: str) -> bytes:
        """The content with this hash. Raises ``FileNotFoundError``, for an invalid hash, too."""
        return await asyncio.to_thread(_path(self._folder, name).read_bytes)

    async def stream(self, name: str, first: int, length: int) -> AsyncIterator[bytes]:
        """A part of the content with this hash, piece by piece. Raises as ``get`` before the first piece."""
        file = await asyncio.to_thread(_opened, _path(self._folder, name), first)
        try:
            while length > 0 and (piece := await asyncio.to_thread(file.read, min(length, _PIECE))):
                length -= len(piece)
                yield piece
        finally:
            file.close()


class _Writer:
    """A content that is written to a file beside the contents, and moved among them when it is finished."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._hash, self._size = hashlib.sha1(usedforsecurity=False), 0
        self._file: BinaryIO | None = None

    async def write(self, piece: bytes) -> None:
        """Add bytes at the end of the content."""
        await asyncio.to_thread(self._write, piece)

    async def finish(self) -> Blob:
        """Store the content."""
        return await asyncio.to_thread(self._finish)

    async def discard(self) -> None:
        """Forget the content, unless it is finished."""
        file, self._file = self._file, None
        if file is not None:
            await asyncio.to_thread(_forget, file)

    def _write(self, piece: bytes) -> None:
        if self._file is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._file = open(tempfile.mkstemp(dir=self._folder, suffix=".part")[1], "wb")  # noqa: SIM115 (closed by the one who finishes)
        self._hash.update(piece)
        self._size += len(piece)
        self._file.write(piece)

    def _finish(self) -> Blob:
        blob = Blob(self._hash.hexdigest(), self._size)
        self._write(b"")
        assert self._file is not None
        file = self._file
        file.flush()
        os.fsync(file.fileno())
        file.close()
        path = _path(self._folder, blob.hash)
        path.parent.mkdir(parents=True, exist_ok=True)
        os.replace(file.name, path)
        self._file = None
        return blob


def _path(folder: Path, name: str) -> Path:
    """The path for the content with this hash. Raises ``FileNotFoundError`` for an invalid one."""
    if not _HASH.fullmatch(name):
        raise FileNotFoundError(f"{name!r} is not the hash of a content")
    return folder / name[:2] / name[2:4] / name


def _forget(file: BinaryIO) -> None:
    """Close and remove a file."""
    file.close()
    Path(file.name).unlink(missing_ok=True)


def _opened(path: Path, first: int) -> BinaryIO:
    """A file, open for reading from the byte ``first`` on."""
    file = path.open("rb", buffering=0)
    file.seek(first)
    return file
