"""The contents of files in a folder: two levels of sub-folders, named after the first digits of the hash.

``trash`` and ``damaged`` are laid out like the folder itself, and ``unfinished`` holds what is being written. All of it lies in one
file system, so that a content comes and goes by renaming, as a whole.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final, ParamSpec, TypeVar, cast

from gateway.files.unfinished import PIECE, Unfinished, reading, writing
from gateway.store.blobs import Blob, BlobWriter, Shelf, ShelvedBlob

__all__ = ["READABLE", "UNFINISHED", "FolderBlobs", "relative"]

UNFINISHED: Final = "unfinished"
"""The folder of what is being written, in the folder of the contents."""

READABLE: Final = (Shelf.KEPT, Shelf.TRASH, Shelf.KEPT)
"""Where a content is looked for, one after the other: it may be put aside, or put back, between one look and the next."""

_HASH: Final = re.compile("[0-9a-f]{40}")

P = ParamSpec("P")
T = TypeVar("T")


class FolderBlobs:
    """A folder of contents, laid out as the reference lays out its own. It is a store of contents (``gateway.store.blobs.Blobs``)."""

    def __init__(self, folder: Path) -> None:
        """The folder is created with the first content."""
        self._folder = folder

    def writer(self) -> BlobWriter:
        """A writer of a new content."""
        return _Writer(self)

    async def put(self, content: bytes) -> Blob:
        """Store a content that is in memory. Raises ``StorageFailed``."""
        return await asyncio.to_thread(self._put, content)

    async def get(self, name: str) -> bytes:
        """The content with this hash. Raises ``FileNotFoundError``, for an invalid hash, too."""
        return await _in_thread(self._whole, name)

    async def stream(self, name: str, first: int, length: int) -> AsyncIterator[bytes]:
        """A part of the content with this hash, piece by piece. Raises as ``get`` before the first piece."""
        file = await _in_thread(self._opened, name, first)
        try:
            while length > 0 and (piece := await _in_thread(file.read, min(length, PIECE))):
                length -= len(piece)
                yield piece
        finally:
            file.close()

    async def listed(self, digits: str, shelf: Shelf = Shelf.KEPT) -> Sequence[ShelvedBlob]:
        """The contents on a shelf whose hashes begin with these two digits, ordered by hash."""
        return await _in_thread(lambda: sorted(_found(self._shelf(shelf) / digits)))

    async def is_whole(self, name: str, shelf: Shelf = Shelf.KEPT) -> bool:
        """Whether the content under this hash has this hash. Raises ``FileNotFoundError`` if it is not on the shelf."""
        return await _in_thread(_hash_of, self.path(name, shelf)) == name

    async def move(self, name: str, source: Shelf, target: Shelf) -> None:
        """Put a content on another shelf. Raises ``FileNotFoundError`` if it is not on the first."""
        await _in_thread(_move, self.path(name, source), self.path(name, target))

    async def remove(self, name: str, shelf: Shelf) -> None:
        """Delete a content from a shelf, if it is there."""
        await _in_thread(self.path(name, shelf).unlink, missing_ok=True)

    async def forget_unfinished(self, before: float) -> int:
        """Delete what was begun before this time and never finished."""
        return await _in_thread(lambda: sum(_unlinked_before(path, before) for path in (self._folder / UNFINISHED).glob("*")))

    def path(self, name: str, shelf: Shelf = Shelf.KEPT) -> Path:
        """The path for a content on a shelf. Raises ``FileNotFoundError`` for an invalid hash."""
        return self._shelf(shelf) / relative(name)

    def new(self) -> BinaryIO:
        """A new file for what is being written."""
        folder = self._folder / UNFINISHED
        folder.mkdir(parents=True, exist_ok=True)
        return cast(BinaryIO, tempfile.NamedTemporaryFile(dir=folder, delete=False))

    def _put(self, content: bytes) -> Blob:
        writer = _Writer(self)
        writer.add(content)
        try:
            return writer.finish_here()
        finally:
            writer.discard_here()

    def _shelf(self, shelf: Shelf) -> Path:
        return self._folder if shelf is Shelf.KEPT else self._folder / shelf

    def _opened(self, name: str, first: int = 0) -> BinaryIO:
        """A content, open for reading from the byte ``first`` on."""
        for shelf in READABLE:
            with suppress(FileNotFoundError):
                file = self.path(name, shelf).open("rb", buffering=0)
                file.seek(first)
                return file
        raise FileNotFoundError(f"there is no content {name!r}")

    def _whole(self, name: str) -> bytes:
        with self._opened(name) as file:
            return file.read()


class _Writer(Unfinished):
    """A content that is written to a file beside the contents, and moved among them when it is finished."""

    def __init__(self, blobs: FolderBlobs) -> None:
        super().__init__()
        self._blobs = blobs

    def open(self) -> BinaryIO:
        return self._blobs.new()

    async def finish(self) -> Blob:
        await self.settled()
        return await asyncio.to_thread(self.finish_here)

    def finish_here(self) -> Blob:
        blob, file = self.gathered()
        with self.lock, writing():
            file.flush()
            os.fsync(file.fileno())
            file.close()
            # In the place of the same content, if that is there: it becomes young again, and whole if it was damaged.
            path = self._blobs.path(blob.hash)
            _make(path.parent)
            os.replace(file.name, path)
            _sync(path.parent)
            self.over = True
        return blob

    def forget(self, file: BinaryIO) -> None:
        os.unlink(file.name)


def relative(name: str) -> str:
    """The path of the content with this hash on its shelf. Raises ``FileNotFoundError`` for an invalid hash."""
    if not _HASH.fullmatch(name):
        raise FileNotFoundError(f"{name!r} is not the hash of a content")
    return f"{name[:2]}/{name[2:4]}/{name}"


async def _in_thread(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What ``work`` returns, in a thread. Raises ``StorageFailed`` for errors of the disk."""
    with reading():
        return await asyncio.to_thread(work, *args, **kwargs)


def _make(folder: Path) -> None:
    """Make a folder that lasts."""
    if not folder.is_dir():
        _make(folder.parent)
        folder.mkdir(exist_ok=True)
        _sync(folder.parent)


def _sync(folder: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _found(folder: Path) -> Iterator[ShelvedBlob]:
    """The contents in the sub-folders of a folder. What else lies there is nobody's."""
    for path in folder.glob("[0-9a-f][0-9a-f]/*"):
        if _HASH.fullmatch(path.name) and path.name.startswith(folder.name + path.parent.name):
            with suppress(FileNotFoundError):
                about = path.stat()
                yield ShelvedBlob(path.name, about.st_size, about.st_mtime)


def _move(source: Path, target: Path) -> None:
    """Move a content, which becomes young again: that is when it was put on its new shelf."""
    target.parent.mkdir(parents=True, exist_ok=True)
    os.utime(source)
    os.replace(source, target)


def _hash_of(path: Path) -> str:
    with path.open("rb", buffering=0) as file:
        return hashlib.file_digest(file, lambda: hashlib.sha1(usedforsecurity=False)).hexdigest()


def _unlinked_before(path: Path, before: float) -> bool:
    """Delete a file if it was written to before a time; returns whether it was."""
    with suppress(FileNotFoundError):
        if path.stat().st_mtime < before:
            path.unlink()
            return True
    return False
