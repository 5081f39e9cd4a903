"""Collecting contents that no row names. What keeps it from being in the way of uploads stands in ``gateway.store.blobs``."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import suppress
from typing import Concatenate, Final, ParamSpec, TypeVar

from sqlalchemy import Connection, select

from gateway.store.blobs import GRACE, Blobs, Shelf
from gateway.store.store import Store
from gateway.store.tables.files import files

__all__ = ["DIGITS", "beside", "collect", "named"]

DIGITS: Final = tuple(f"{number:02x}" for number in range(256))
"""The first digits of hashes, by which a store is gone through part by part."""

P = ParamSpec("P")
T = TypeVar("T")

# How many contents one statement asks for.
_SLICE: Final = 1000


async def collect(store: Store, blobs: Blobs, now: float) -> AsyncIterator[int]:
    """The numbers of things put aside, put back or deleted, part by part, while the contents that no row names are collected.

    ``now`` is the time in Unix seconds. Raises ``StorageFailed`` and ``DatabaseUnavailable``; what is done by then is done.
    """
    yield await blobs.forget_unfinished(now - GRACE)
    for digits in DIGITS:
        yield await _put_aside(store, blobs, digits, now) + await _clear(store, blobs, digits, now)


async def named(store: Store, names: Iterable[str]) -> set[str]:
    """Those of these hashes that rows of ``files`` name. Reads beside the event loop."""
    wanted = list(names)
    found: set[str] = set()
    for start in range(0, len(wanted), _SLICE):
        found |= await beside(store, _named, wanted[start : start + _SLICE])
    return found


def _named(db: Connection, names: Sequence[str]) -> set[str]:
    return set(db.execute(select(files.c.contenthash).where(files.c.contenthash.in_(names)).distinct()).scalars())


async def beside(store: Store, fn: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What ``fn(connection, …)`` returns, in a read transaction beside the event loop."""
    return await store.run(lambda transaction: fn(transaction.db, *args, **kwargs), write=False, beside=True)


async def _put_aside(store: Store, blobs: Blobs, digits: str, now: float) -> int:
    """Put old contents that no row names aside; returns how many."""
    old = [content.hash for content in await blobs.listed(digits) if content.time < now - GRACE]
    count = 0
    for name in set(old) - await named(store, old):
        with suppress(FileNotFoundError):
            await blobs.move(name, Shelf.KEPT, Shelf.TRASH)
            count += 1
    return count


async def _clear(store: Store, blobs: Blobs, digits: str, now: float) -> int:
    """Put contents back that a row names after all, and delete those that have lain aside for long; returns how many."""
    aside = await blobs.listed(digits, Shelf.TRASH)
    wanted = await named(store, (content.hash for content in aside))
    count = 0
    for content in aside:
        if content.hash in wanted:
            with suppress(FileNotFoundError):
                await blobs.move(content.hash, Shelf.TRASH, Shelf.KEPT)
                count += 1
        elif content.time < now - GRACE:
            await blobs.remove(content.hash, Shelf.TRASH)
            count += 1
    return count
