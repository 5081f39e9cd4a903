"""The file that a backup is: a tar archive that begins with a description, and has the database, the contents of files and perhaps the key.

manifest.json        what it is (``Manifest``)
database.sqlite      or database.pgdump: all rows, at one moment
key                  the site key, where it was wanted
files/ab/cd/abcd…    the contents that those rows name, by their hashes
end                  empty: the archive is whole
"""

from __future__ import annotations

import hashlib
import hmac
import io
import os
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final

import msgspec

__all__ = ["DATABASES", "END", "FILES", "KEY", "BackupError", "Manifest", "Member", "opened", "print_of", "put", "whole_or_none"]

FORMAT: Final = 1
MANIFEST, KEY, FILES, END = "manifest.json", "key", "files/", "end"
DATABASES: Final[Mapping[str, str]] = {"sqlite": "database.sqlite", "postgresql": "database.pgdump"}
"""The name of the database in an archive, by what kind it is."""

# What a description may have at most.
_LONGEST_MANIFEST: Final = 1024 * 1024

Member = tuple[str, int, IO[bytes]]


class BackupError(Exception):
    """A backup cannot be made or put back; the text is one line for the operator."""


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup is of: when it was made by what version, the kind of the database and the revisions of its tables, by branch, how many
    contents there are, and by what the key is known with which secrets are sealed.
    """

    format: int = FORMAT
    version: str
    made: int
    database: str
    revisions: dict[str, str]
    contents: int
    key: str


def print_of(key: bytes) -> str:
    """By what a key is known, and cannot be found."""
    return hmac.digest(key, b"backup", "sha256").hex()[:32]


@contextmanager
def whole_or_none(path: Path) -> Iterator[tarfile.TarFile]:
    """A new archive that is there as a whole when the context has ended, or not at all. Its owner alone may read it.

    Raises ``BackupError`` where one is there already, or nothing can be written.
    """
    if path.exists():
        raise BackupError(f"{path} is there already")
    partial = path.with_name(f"{path.name}.partial")
    try:
        handle = os.open(partial, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as error:
        raise BackupError(f"{partial}: {error.strerror}") from None
    try:
        with os.fdopen(handle, "wb") as file:
            with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
                yield tar
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
    except OSError as error:
        raise BackupError(f"{path}: {error.strerror or error}") from error
    finally:
        with suppress(FileNotFoundError):
            partial.unlink()


def put(tar: tarfile.TarFile, name: str, content: bytes | IO[bytes], size: int | None = None) -> None:
    """Add a member to an archive."""
    member = tarfile.TarInfo(name)
    member.mode = 0o600
    file = io.BytesIO(content) if isinstance(content, bytes) else content
    member.size = len(content) if isinstance(content, bytes) else size or 0
    tar.addfile(member, file)


@contextmanager
def opened(path: Path) -> Iterator[tuple[Manifest, Iterator[Member]]]:
    """What a backup says of itself, and its other members in their order, one at a time. Raises ``BackupError``."""
    try:
        with tarfile.open(path, "r|*") as tar:
            yield _manifest(path, tar), _members(path, tar)
    except (tarfile.TarError, EOFError) as error:
        raise BackupError(f"{path} is no backup, or not whole: {error}") from None
    except OSError as error:
        raise BackupError(f"{path}: {error.strerror or error}") from None


def _manifest(path: Path, tar: tarfile.TarFile) -> Manifest:
    first = tar.next()
    file = tar.extractfile(first) if first is not None and first.name == MANIFEST and first.size <= _LONGEST_MANIFEST else None
    if file is None:
        raise BackupError(f"{path} is no backup of a site")
    try:
        manifest = msgspec.json.decode(file.read(), type=Manifest)
    except msgspec.DecodeError:
        raise BackupError(f"{path} is no backup of a site") from None
    if manifest.format != FORMAT:
        raise BackupError(f"{path} was made by version {manifest.version}, in a form that this version does not know")
    return manifest


def _members(path: Path, tar: tarfile.TarFile) -> Iterator[Member]:
    while (member := tar.next()) is not None:
        if member.name == END:
            return
        file = tar.extractfile(member)
        if file is None:
            raise BackupError(f"{path} has something that is no file: {member.name!r}")
        yield member.name, member.size, file
    raise BackupError(f"{path} ends before its end: it is not whole")


def content_name(name: str) -> str:
    """The name of a content in an archive."""
    return f"{FILES}{name[:2]}/{name[2:4]}/{name}"


def digest() -> hashlib._Hash:
    """A new digest of the kind by which contents are named."""
    return hashlib.sha1(usedforsecurity=False)
