"""Making a backup while the site is used.

The rows come first, at one moment, and then the contents that they name: a content is kept for a day at least after the last row that
named it has gone (``gateway.store.blobs``), so that whatever is deleted meanwhile is still there. Each is compared with its hash.
"""

from __future__ import annotations

import asyncio
import tarfile
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import IO, Final

import msgspec

from gateway.admin.backup.archive import DATABASES, END, KEY, MANIFEST, Manifest, content_name, digest, print_of, put, whole_or_none
from gateway.admin.backup.dump import Contents, dumped
from gateway.store import migrations
from gateway.store.blobs import Blobs
from gateway.store.migrations import Branch
from gateway.store.store import Store

__all__ = ["Made", "make"]

# How much of a content is kept in memory while it is read.
_IN_MEMORY: Final = 8 * 1024 * 1024


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """A backup that was made: what it is of, its bytes, and the contents that were missing or damaged in the site, by their hashes."""

    manifest: Manifest
    bytes: int
    lost: list[str]


def make(
    store: Store, blobs: Blobs, branches: Sequence[Branch], path: Path, *, key: bytes, with_key: bool, told: Callable[[int, int], None]
) -> Made:
    """Make a backup of a site in a new file; ``told`` is called with how many of how many contents are done. Raises ``BackupError``."""
    every = (migrations.KERNEL, *branches)
    with whole_or_none(path) as tar, tempfile.TemporaryDirectory(dir=path.parent, prefix=".backup-") as folder:
        rows = Path(folder) / "rows"
        contents = dumped(store, rows)
        manifest = Manifest(
            version=version("triglot"),
            made=int(time.time()),
            database=store.url.get_backend_name(),
            revisions={branch.name: found for branch in every if (found := store.revision(branch)) is not None},
            contents=len(contents),
            key=print_of(key),
        )
        put(tar, MANIFEST, msgspec.json.encode(manifest))
        with rows.open("rb") as file:
            put(tar, DATABASES[manifest.database], file, rows.stat().st_size)
        if with_key:
            put(tar, KEY, key.hex().encode() + b"\n")
        lost = asyncio.run(_add_contents(tar, blobs, contents, Path(folder), told))
        put(tar, END, b"")
    return Made(manifest=manifest, bytes=path.stat().st_size, lost=lost)


async def _add_contents(
    tar: tarfile.TarFile, blobs: Blobs, contents: Contents, folder: Path, told: Callable[[int, int], None]
) -> list[str]:
    """Add all contents that can be had, each whole; returns the others."""
    lost = []
    for done, (name, size) in enumerate(sorted(contents.items())):
        with tempfile.SpooledTemporaryFile(_IN_MEMORY, dir=str(folder)) as file:
            if await _is_read(blobs, name, size, file):
                put(tar, content_name(name), file, size)
            else:
                lost.append(name)
        told(done + 1, len(contents))
    return lost


async def _is_read(blobs: Blobs, name: str, size: int, file: IO[bytes]) -> bool:
    """Read a content into a file; returns whether it is there and has its hash."""
    found = digest()
    try:
        async for piece in blobs.stream(name, 0, size):
            found.update(piece)
            file.write(piece)
    except FileNotFoundError:
        return False
    file.seek(0)
    return found.hexdigest() == name
