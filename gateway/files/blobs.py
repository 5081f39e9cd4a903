"""The contents of files, each stored once under its hash."""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import BinaryIO

__all__ = ["Blobs", "content_hash"]

_HASH = re.compile("[0-9a-f]{40}")


def content_hash(content: bytes) -> str:
    """The reference's name of a content: its SHA-1 in hexadecimal."""
    return hashlib.sha1(content, usedforsecurity=False).hexdigest()


# Larger pieces are no faster, and each costs a change of threads.
_PIECE = 256 * 1024


class Blobs:
    """A folder of file contents, with two levels of sub-folders named after the first digits of the hash."""

    def __init__(self, folder: Path) -> None:
        """The folder is created with the first content."""
        self._folder = folder

    def put(self, content: bytes) -> str:
        """Store a content and return its hash. It is stored as a whole or not at all."""
        name = content_hash(content)
        path = self._path(name)
        if path.exists():
            return name
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(content)
        os.replace(file.name, path)
        return name

    def get(self, name: str) -> bytes:
        """The content with this hash. Raises ``FileNotFoundError``, for an invalid hash, too."""
        if not _HASH.fullmatch(name):
            raise FileNotFoundError(f"{name!r} is not the hash of a content")
        return self._path(name).read_bytes()

    async def stream(self, name: str, first: int, length: int) -> AsyncIterator[bytes]:
        """A part of the content with this hash, piece by piece. Raises as ``get`` before the first piece."""
        if not _HASH.fullmatch(name):
            raise FileNotFoundError(f"{name!r} is not the hash of a content")
        file = await asyncio.to_thread(_opened, self._path(name), first)
        try:
            while length > 0 and (piece := await asyncio.to_thread(file.read, min(length, _PIECE))):
                length -= len(piece)
                yield piece
        finally:
            file.close()

    def _path(self, name: str) -> Path:
        """The path for the content with this hash."""
        return self._folder / name[:2] / name[2:4] / name


def _opened(path: Path, first: int) -> BinaryIO:
    """A file, open for reading from the byte ``first`` on."""
    file = path.open("rb", buffering=0)
    file.seek(first)
    return file
