"""Contents that are being written: gathered into pieces worth a change of threads, hashed, and written to a file meanwhile."""

from __future__ import annotations

import asyncio
import hashlib
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO, Final

from gateway.errors import StorageFailed
from gateway.store.blobs import Blob
from gateway.telemetry.seldom import Seldom

__all__ = ["PIECE", "Unfinished", "failed", "reading", "writing"]

PIECE: Final = 256 * 1024
"""The bytes that are written or read at a time: larger pieces are no faster, and each costs a change of threads."""

_log = Seldom()


def failed(errorcode: str, error: Exception) -> StorageFailed:
    """The error for callers in place of one of the disk or of an object storage, whose own text and paths are for the log."""
    reason = (getattr(error, "strerror", None) or str(error)).partition("\n")[0]
    _log.warn("the store of files cannot be used", errorcode=errorcode, kind=errorcode, reason=f"{type(error).__name__}: {reason}")
    return StorageFailed(errorcode)


@contextmanager
def writing(*others: type[Exception]) -> Iterator[None]:
    """Errors of the disk, and others, as ``StorageFailed``."""
    known: tuple[type[Exception], ...] = (OSError, *others)
    try:
        yield
    except known as error:
        raise failed("storedfilenotcreated", error) from error


@contextmanager
def reading(*others: type[Exception]) -> Iterator[None]:
    """Errors of the disk, and others, as ``StorageFailed``, but for a content that is not there."""
    known: tuple[type[Exception], ...] = (OSError, *others)
    try:
        yield
    except FileNotFoundError:
        raise
    except known as error:
        raise failed("storedfilecannotread", error) from error


class Unfinished(ABC):
    """A content that is being written to a file. Stores say where that is, and what becomes of it.

    Who is cancelled leaves a thread behind that writes its last piece: the lock makes others wait for that.
    """

    def __init__(self) -> None:
        """Nothing is opened before there is something to write."""
        self.lock = threading.Lock()
        self.over = False
        self._hash, self._size = hashlib.sha1(usedforsecurity=False), 0
        self._pieces: list[bytes] = []
        self._waiting = 0
        self._writing: asyncio.Task[tuple[Blob, BinaryIO]] | None = None
        self._file: BinaryIO | None = None

    @abstractmethod
    def open(self) -> BinaryIO:
        """A new file to write to. Called in a thread."""

    @abstractmethod
    async def finish(self) -> Blob:
        """Store the content. Raises ``StorageFailed``."""

    @abstractmethod
    def forget(self, file: BinaryIO) -> None:
        """Remove the file, which is closed. Called in a thread."""

    async def write(self, piece: bytes) -> None:
        """Add bytes at the end of the content. Raises ``StorageFailed``, also for bytes that were added before."""
        self.add(piece)
        if self._waiting >= PIECE:
            await self.settled()
            pieces, self._pieces, self._waiting = self._pieces, [], 0
            # The next bytes come while these are written.
            self._writing = asyncio.create_task(asyncio.to_thread(self._append, pieces))

    async def settled(self) -> None:
        """Wait until what is being written is written. Raises ``StorageFailed``."""
        writing_now, self._writing = self._writing, None
        if writing_now is not None:
            await writing_now

    async def discard(self) -> None:
        """Forget the content, unless it is finished."""
        with suppress(StorageFailed):
            await self.settled()
        if not self.over:
            await asyncio.to_thread(self.discard_here)

    def add(self, piece: bytes) -> None:
        """Add bytes, to be written with the next ones."""
        self._pieces.append(piece)
        self._waiting += len(piece)

    def gathered(self) -> tuple[Blob, BinaryIO]:
        """The content, and the file that all of it is written to. Blocks. Raises ``StorageFailed``.

        Nothing may be being written: ``settled`` waits for that.
        """
        pieces, self._pieces, self._waiting = self._pieces, [], 0
        return self._append(pieces)

    def _append(self, pieces: list[bytes]) -> tuple[Blob, BinaryIO]:
        """Write pieces to the end of the file, and return the content up to there and the file."""
        with self.lock, writing():
            if self.over:
                raise RuntimeError("the content is finished, or forgotten")
            if self._file is None:
                self._file = self.open()
            piece = pieces[0] if len(pieces) == 1 else b"".join(pieces)
            self._hash.update(piece)
            self._size += len(piece)
            self._file.write(piece)
            return Blob(self._hash.hexdigest(), self._size), self._file

    def discard_here(self) -> None:
        """``discard``, for a thread that may block."""
        with self.lock:
            file, over = self._file, self.over
            self._file, self.over = None, True
            self._pieces.clear()
            if file is None or over:
                return
            with suppress(OSError):  # what was not written yet may not be written on a full disk either
                file.close()
            with suppress(OSError):  # the collector tries again
                self.forget(file)
