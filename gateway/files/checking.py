"""Comparing the contents in a store with the rows that name them, and mending what can be mended."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress
from enum import StrEnum
from typing import Final

import msgspec
from sqlalchemy import Connection, func, select

from gateway.files.collection import beside, named
from gateway.files.rows import FOLDER
from gateway.store.blobs import GRACE, Blobs, Shelf
from gateway.store.store import Store
from gateway.store.tables.files import files

__all__ = ["Finding", "Trouble", "check", "repair"]

# How many contents one statement gives.
_PAGE: Final = 5000


class Trouble(StrEnum):
    """What may be wrong: a row names a content that is not there, or not whole; or no row names one that is there and old."""

    MISSING = "missing"
    DAMAGED = "damaged"
    ORPHANED = "orphaned"


class Finding(msgspec.Struct, frozen=True):
    """A content with which something is wrong, and its size in bytes."""

    hash: str
    size: int
    trouble: Trouble


async def check(store: Store, blobs: Blobs, digits: str, *, now: float, quick: bool = False) -> AsyncIterator[Finding | None]:
    """What is wrong with contents whose hashes begin with two digits; None for each that is as it should be.

    Each content is read, or only its size is asked for where ``quick``. Raises ``StorageFailed``.
    """
    # What is uploaded meanwhile is in the second list but not in the first: it is young, and so no orphan.
    sizes = await _sizes(store, digits)
    kept = {content.hash: content for content in await blobs.listed(digits)}
    aside = {content.hash for content in await blobs.listed(digits, Shelf.TRASH)}
    for name in sorted(sizes.keys() - kept.keys() - aside):
        yield Finding(name, sizes[name], Trouble.MISSING)
    old = {name for name, content in kept.items() if name not in sizes and content.time < now - GRACE}
    orphans = old - await named(store, old)
    for name, content in kept.items():
        if name in orphans:
            yield Finding(name, content.size, Trouble.ORPHANED)
        elif name in sizes and (content.size != sizes[name] or not (quick or await _holds(blobs, name))):
            yield Finding(name, sizes[name], Trouble.DAMAGED)
        else:
            yield None


async def repair(blobs: Blobs, finding: Finding, copy: Blobs | None = None) -> bool:
    """Mend what is wrong with a content; returns whether it is right now.

    An orphan is put aside, as the collector does. A content that is missing or damaged is taken from what was put aside, or from
    ``copy``, another store; a damaged one is kept on a shelf of its own.
    """
    name = finding.hash
    if finding.trouble is Trouble.ORPHANED:
        with suppress(FileNotFoundError):
            await blobs.move(name, Shelf.KEPT, Shelf.TRASH)
        return True
    found = [shelf for shelf in (Shelf.TRASH, Shelf.DAMAGED) if await _is_whole(blobs, name, shelf)]
    source = found[0] if found else None
    if finding.trouble is Trouble.DAMAGED and source is not Shelf.DAMAGED:
        with suppress(FileNotFoundError):
            await blobs.move(name, Shelf.KEPT, Shelf.DAMAGED)
    if source is not None:
        await blobs.move(name, source, Shelf.KEPT)
        return True
    if copy is None or not await _is_whole(copy, name):
        return False
    await _taken(blobs, copy, finding)
    return True


async def _sizes(store: Store, digits: str) -> dict[str, int]:
    """The sizes of the contents with these first digits that files have, by their hashes. Folders need none."""
    found: dict[str, int] = {}
    last, full = digits, True
    while full:
        some = await beside(store, _named_after, digits, last)
        found.update(some)
        last, full = max(some, default=last), len(some) == _PAGE
    return found


def _named_after(db: Connection, digits: str, last: str) -> dict[str, int]:
    """The next contents in the order of their hashes, with their sizes."""
    cols = files.c
    beyond = f"{digits}g"  # which comes after each hexadecimal digit
    query = (
        select(cols.contenthash, func.max(cols.filesize))
        .where(cols.contenthash > last, cols.contenthash < beyond, cols.filename != FOLDER)
        .group_by(cols.contenthash)
        .order_by(cols.contenthash)
        .limit(_PAGE)
    )
    return {name: int(size) for name, size in db.execute(query)}


async def _is_whole(blobs: Blobs, name: str, shelf: Shelf = Shelf.KEPT) -> bool:
    """Whether a content lies on a shelf, and is whole."""
    try:
        return await blobs.is_whole(name, shelf)
    except FileNotFoundError:
        return False


async def _holds(blobs: Blobs, name: str) -> bool:
    """Whether a content is whole that was kept a moment ago: if it is not kept any more, it was put aside as nobody's."""
    try:
        return await blobs.is_whole(name)
    except FileNotFoundError:
        return True


async def _taken(blobs: Blobs, copy: Blobs, finding: Finding) -> None:
    """Store a content that another store has."""
    writer = blobs.writer()
    try:
        async for piece in copy.stream(finding.hash, 0, finding.size):
            await writer.write(piece)
        await writer.finish()
    finally:
        await writer.discard()
