"""The contents of files, each stored once under its hash."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from pathlib import Path

__all__ = ["Blobs", "content_hash"]

_HASH = re.compile("[0-9a-f]{40}")


def content_hash(content: bytes) -> str:
    """The reference's name of a content: its SHA-1 in hexadecimal."""
    return hashlib.sha1(content, usedforsecurity=False).hexdigest()


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

    def _path(self, name: str) -> Path:
        """The path for the content with this hash."""
        return self._folder / name[:2] / name[2:4] / name
