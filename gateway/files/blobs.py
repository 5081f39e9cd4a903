"""The contents of files, each kept once under its hash."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from pathlib import Path

__all__ = ["Blobs", "content_hash"]

_HASH = re.compile("[0-9a-f]{40}")


def content_hash(content: bytes) -> str:
    """The name of a content in the contract: its SHA-1 in hexadecimal."""
    return hashlib.sha1(content, usedforsecurity=False).hexdigest()


class Blobs:
    """A folder of contents, in two levels of sub-folders named by the first digits of the hash."""

    def __init__(self, folder: Path) -> None:
        """The folder is made when something is first put in."""
        self._folder = folder

    def put(self, content: bytes) -> str:
        """Keep a content and return its hash. It is there whole or not at all, whatever interrupts."""
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
        """The content of that hash. Raises ``FileNotFoundError``, for what is no hash too: a name may come from outside."""
        if not _HASH.fullmatch(name):
            raise FileNotFoundError(f"{name!r} is not the hash of a content")
        return self._path(name).read_bytes()

    def _path(self, name: str) -> Path:
        """Where the content of that hash is, or would be."""
        return self._folder / name[:2] / name[2:4] / name
