"""Collecting contents that no row names, and uploads that happen meanwhile."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, cast

import pytest
from sqlalchemy import Connection, delete, insert

from gateway.files import collection
from gateway.files.collection import collect, named
from gateway.store.blobs import GRACE, Blob, Blobs, Shelf, ShelvedBlob, content_hash
from gateway.store.store import Store
from gateway.store.tables.files import files

DAY = GRACE + 1


@pytest.fixture(autouse=True)
def _one_part(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the 256 parts of a store, only those of the contents below."""
    monkeypatch.setattr(collection, "DIGITS", sorted({content_hash(content)[:2] for content in (b"a", b"b", b"c")}))


def add(db: Connection, name: str, row: str = "") -> None:
    place = {"contextid": 1, "component": "user", "filearea": "private", "itemid": 0, "filepath": "/", "filename": row or name}
    times = {"timecreated": 0, "timemodified": 0, "status": 0, "sortorder": 0}
    db.execute(insert(files).values(contenthash=name, pathnamehash=row or name, filesize=1, **place, **times))


def drop(db: Connection, name: str) -> None:
    db.execute(delete(files).where(files.c.contenthash == name))


class Clocked:
    """A store of contents in which days pass when a test says so."""

    def __init__(self, blobs: Blobs) -> None:
        self.blobs = blobs
        self.now = time.time()
        self._times: dict[tuple[str, Shelf], float] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self.blobs, name)

    async def put(self, content: bytes) -> Blob:
        blob = await self.blobs.put(content)
        self._times[blob.hash, Shelf.KEPT] = self.now
        return blob

    async def move(self, name: str, source: Shelf, target: Shelf) -> None:
        await self.blobs.move(name, source, target)
        self._times[name, target] = self.now

    async def listed(self, digits: str, shelf: Shelf = Shelf.KEPT) -> Sequence[ShelvedBlob]:
        return [each._replace(time=self._times[each.hash, shelf]) for each in await self.blobs.listed(digits, shelf)]


@pytest.fixture
def clocked(blobs: Blobs) -> Clocked:
    return Clocked(blobs)


async def collected(store: Store, clocked: Clocked, *, days: float = 0, through: object = None) -> int:
    """Collect when so many days have passed; returns how much was done."""
    clocked.now += days * DAY
    return sum([count async for count in collect(store, cast(Blobs, through or clocked), clocked.now)])


async def shelves(blobs: Clocked, name: str) -> list[Shelf]:
    """The shelves on which a content lies."""
    return [shelf for shelf in Shelf if name in [each.hash for each in await blobs.listed(name[:2], shelf)]]


async def test_what_no_row_names_is_put_aside_and_deleted_a_day_later(empty_store: Store, clocked: Clocked) -> None:
    kept, lost = [(await clocked.put(content)).hash for content in (b"a", b"b")]
    await empty_store.write(add, kept)
    assert await collected(empty_store, clocked) == 0
    assert await collected(empty_store, clocked, days=1) == 1
    assert (await shelves(clocked, kept), await shelves(clocked, lost)) == ([Shelf.KEPT], [Shelf.TRASH])
    assert await clocked.get(lost) == b"b"
    assert await collected(empty_store, clocked) == 0
    assert await collected(empty_store, clocked, days=1) == 1
    assert (await shelves(clocked, kept), await shelves(clocked, lost)) == ([Shelf.KEPT], [])


async def test_what_was_put_aside_and_is_named_again_is_put_back(empty_store: Store, clocked: Clocked) -> None:
    name = (await clocked.put(b"a")).hash
    await collected(empty_store, clocked, days=1)
    await empty_store.write(add, name)
    assert await collected(empty_store, clocked) == 1
    assert await shelves(clocked, name) == [Shelf.KEPT]
    assert await clocked.get(name) == b"a"


async def test_many_names_are_asked_for_in_slices(empty_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collection, "_SLICE", 2)
    names = [content_hash(bytes([number])) for number in range(5)]
    for number, name in enumerate(names[:3]):
        await empty_store.write(add, name)
        await empty_store.write(add, name, f"again {number}")
    assert await named(empty_store, names) == set(names[:3])
    assert await named(empty_store, []) == set()


class Crossed:
    """A store of contents that lets something else happen before or after one thing that a collector asks of it."""

    def __init__(self, blobs: Clocked, method: str, turn: int, meanwhile: Callable[[], Awaitable[object]], *, before: bool) -> None:
        self._blobs, self._method, self._left, self._meanwhile, self._before = blobs, method, turn, meanwhile, before

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._blobs, name)
        if name != self._method:
            return method

        async def crossing(*args: object) -> Sequence[ShelvedBlob] | None:
            now = self._left == 0
            self._left -= 1
            if now and self._before:
                await self._meanwhile()
            done: Sequence[ShelvedBlob] | None = await method(*args)
            if now and not self._before:
                await self._meanwhile()
            return done

        return crossing


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize(
    ("rounds", "method", "turn"),
    [(1, "listed", 0), (1, "move", 0), (1, "listed", 1), (2, "listed", 0), (2, "listed", 1), (2, "remove", 0)],
)
@pytest.mark.parametrize("commits", ["at once", "later"])
async def test_an_upload_that_crosses_a_collection_keeps_its_content(
    empty_store: Store, clocked: Clocked, method: str, turn: int, before: bool, commits: str, rounds: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The content was there, unnamed and old, when somebody uploads it again: its row comes at once, or after the collection."""
    name = (await clocked.put(b"a")).hash
    monkeypatch.setattr(collection, "DIGITS", [name[:2]])
    if rounds == 2:
        await collected(empty_store, clocked, days=1)
    uploaded = False

    async def upload() -> None:
        nonlocal uploaded
        await again(clocked)
        if commits == "at once":
            await empty_store.write(add, name)
        uploaded = True

    await collected(empty_store, clocked, days=1, through=Crossed(clocked, method, turn, upload, before=before))
    assert uploaded
    assert await clocked.get(name) == b"a"
    if commits == "later":
        await empty_store.write(add, name)
    for days in (0, 1, 1):
        await collected(empty_store, clocked, days=days)
        assert await clocked.get(name) == b"a"
    assert await shelves(clocked, name) == [Shelf.KEPT]


async def again(clocked: Clocked) -> None:
    """Upload the content once more, at a time when it is no longer young: a bucket takes it again then."""
    from gateway.files import bucket

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bucket, "GRACE", -1000.0)
        await clocked.put(b"a")


async def test_a_row_that_goes_and_comes_during_a_collection_keeps_its_content(empty_store: Store, clocked: Clocked) -> None:
    """Somebody copies a row whose original is deleted meanwhile: the collector sees neither."""
    name = (await clocked.put(b"a")).hash
    crossed = Crossed(clocked, "move", 0, lambda: empty_store.write(add, name), before=True)
    await collected(empty_store, clocked, days=1, through=crossed)
    assert await clocked.get(name) == b"a"
    await collected(empty_store, clocked)
    assert await shelves(clocked, name) == [Shelf.KEPT]
    await empty_store.write(drop, name)
    await collected(empty_store, clocked, days=1)
    assert await shelves(clocked, name) == [Shelf.TRASH]
