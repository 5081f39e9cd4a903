"""Putting a backup back: the contents first, then the rows, at once; whoever is interrupted between has the old site still."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Final

from gateway.access.secrets import create_key_file
from gateway.admin.backup.archive import DATABASES, FILES, KEY, BackupError, Manifest, opened, print_of
from gateway.admin.backup.dump import replaced, require_alone
from gateway.store import migrations
from gateway.store.blobs import Blobs
from gateway.store.migrations import Branch
from gateway.store.store import Store

__all__ = ["described", "restore"]

_PIECE: Final = 256 * 1024


def described(path: Path) -> Manifest:
    """What a backup is of. Raises ``BackupError``."""
    with opened(path) as (manifest, _):
        return manifest


def restore(
    store: Store,
    blobs: Blobs,
    branches: Sequence[Branch],
    path: Path,
    *,
    key: bytes | None,
    key_file: Path,
    replace: bool,
    told: Callable[[int, int], None],
) -> Manifest:
    """Put the site of a backup in the place of what is there. Raises ``BackupError``.

    ``key`` is the site key as it is, None where there is none: a key in the backup is then written to ``key_file``. Over a site that is
    there already only with ``replace``.
    """
    with opened(path) as (manifest, members):
        _require_fitting(manifest, store, branches, path)
        if store.exists() and not replace:
            raise BackupError(f"there is a site in {store.name}: all of it is lost with --replace")
        require_alone(store)
        folder = Path(store.name).parent if manifest.database == "sqlite" else Path(tempfile.gettempdir())
        folder.mkdir(parents=True, exist_ok=True)
        rows, done = None, 0
        with tempfile.TemporaryDirectory(dir=folder, prefix=".restore-") as beside, asyncio.Runner() as loop:
            for name, size, file in members:
                if name == DATABASES[manifest.database]:
                    rows = Path(beside) / "rows"
                    with rows.open("wb") as copy:
                        shutil.copyfileobj(file, copy, _PIECE)
                    if key is not None:
                        _require_key(manifest, key)
                elif name == KEY:
                    key = _take_key(manifest, file.read(256), key, key_file)
                elif name.startswith(FILES):
                    if key is None:
                        break
                    loop.run(_store(blobs, name.rpartition("/")[2], size, file))
                    done += 1
                    told(done, manifest.contents)
            if key is None:
                raise BackupError(f"the site key is not in the backup: put the copy of it at {key_file} first")
            if rows is None:
                raise BackupError(f"{path} has no database")
            replaced(store, rows)
    return manifest


def _require_fitting(manifest: Manifest, store: Store, branches: Sequence[Branch], path: Path) -> None:
    """Raise ``BackupError`` for a backup of another kind of database, or of a version that this program does not know."""
    if manifest.database != store.url.get_backend_name():
        raise BackupError(f"{path} is of a site on {manifest.database}, and [database] url names {store.url.get_backend_name()}")
    known = {branch.name: branch for branch in (migrations.KERNEL, *branches)}
    for name, revision in manifest.revisions.items():
        if name in known and revision not in migrations.revisions(known[name].folder):
            raise BackupError(f"{path} {migrations.UnknownRevision(revision, known[name])}")


def _require_key(manifest: Manifest, key: bytes) -> None:
    if print_of(key) != manifest.key:
        raise BackupError("the site key is another than that of the backup: what is sealed in it could not be read")


def _take_key(manifest: Manifest, text: bytes, key: bytes | None, key_file: Path) -> bytes:
    """The key in a backup, which is written to the file where there is none yet."""
    try:
        found = bytes.fromhex(text.decode("ascii").strip())
    except ValueError:
        found = b""
    _require_key(manifest, found)
    if key is None:
        create_key_file(key_file, found)
    return found


async def _store(blobs: Blobs, name: str, size: int, file: IO[bytes]) -> None:
    """Store a content of a backup. Raises ``BackupError`` if it is not the one that its name says."""
    writer = blobs.writer()
    try:
        while piece := file.read(_PIECE):
            await writer.write(piece)
        blob = await writer.finish()
    finally:
        await writer.discard()
    if (blob.hash, blob.size) != (name, size):
        raise BackupError(f"the content {name} in the backup is damaged")
