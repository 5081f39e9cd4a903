"""Comparing stores with the rows that name contents, and what administrators are shown of these."""

from __future__ import annotations

import time
from typing import Any

import pytest
from sqlalchemy import Connection

from gateway.files import checking, inventory, rows
from gateway.files.checking import Finding, Trouble, check, repair
from gateway.files.inventory import Listed, Where
from gateway.files.rows import ItemArea
from gateway.store.blobs import EMPTY, GRACE, Blob, Blobs, Shelf, content_hash
from gateway.store.store import Store

AREA = ItemArea(1, "user", "private", 0)
NAME = content_hash(b"abc")
DIGITS = NAME[:2]


def add(db: Connection, path: str, content: bytes = b"abc", area: ItemArea = AREA) -> None:
    folder, _, name = path.rpartition("/")
    assert rows.add(db, area, f"{folder}/", name, Blob(content_hash(content), len(content)), now=1)


async def found(store: Store, blobs: Blobs, *, later: float = 0, quick: bool = False, digits: str = DIGITS) -> list[Any]:
    """What is wrong, and None for what is not, that many seconds from now."""
    now = time.time() + later
    return [finding async for finding in check(store, blobs, digits, now=now, quick=quick)]


async def test_what_is_named_and_whole_is_right(empty_store: Store, blobs: Blobs) -> None:
    await blobs.put(b"abc")
    await empty_store.write(add, "/a")
    await empty_store.write(add, "/b")
    assert await found(empty_store, blobs, later=2 * GRACE) == [None]


async def test_folders_need_no_content(empty_store: Store, blobs: Blobs) -> None:
    await empty_store.write(add, "/folder/a")
    assert await found(empty_store, blobs, digits=EMPTY.hash[:2]) == []
    await blobs.put(b"")
    assert await found(empty_store, blobs, digits=EMPTY.hash[:2], later=2 * GRACE) == [None]


async def test_what_was_put_aside_is_not_missing(empty_store: Store, blobs: Blobs) -> None:
    await blobs.put(b"abc")
    await blobs.move(NAME, Shelf.KEPT, Shelf.TRASH)
    await empty_store.write(add, "/a")
    assert await found(empty_store, blobs) == []


async def test_what_is_missing_is_found_and_taken_from_where_it_is(empty_store: Store, blobs: Blobs, tmp_path_factory: Any) -> None:
    from gateway.files.folder import FolderBlobs

    await empty_store.write(add, "/a")
    (finding,) = await found(empty_store, blobs)
    assert finding == Finding(NAME, 3, Trouble.MISSING)
    copy = FolderBlobs(tmp_path_factory.mktemp("copy"))
    assert not await repair(blobs, finding)
    assert not await repair(blobs, finding, copy)
    await copy.put(b"abc")
    assert await repair(blobs, finding, copy)
    assert await found(empty_store, blobs) == [None]
    await blobs.move(NAME, Shelf.KEPT, Shelf.DAMAGED)  # though it is not
    assert await repair(blobs, finding)
    assert await found(empty_store, blobs) == [None]


async def test_what_nobody_names_is_an_orphan_when_it_is_old(empty_store: Store, blobs: Blobs) -> None:
    await blobs.put(b"abc")
    assert await found(empty_store, blobs) == [None]
    (finding,) = await found(empty_store, blobs, later=GRACE + 10)
    assert finding == Finding(NAME, 3, Trouble.ORPHANED)
    assert await repair(blobs, finding)
    assert await repair(blobs, finding)
    assert [each.hash for each in await blobs.listed(DIGITS, Shelf.TRASH)] == [NAME]


async def test_a_wrong_size_is_seen_without_reading(empty_store: Store, blobs: Blobs, monkeypatch: pytest.MonkeyPatch) -> None:
    await blobs.put(b"abc")
    monkeypatch.setattr(blobs, "is_whole", None)
    await empty_store.write(lambda db: rows.add(db, AREA, "/", "a", Blob(NAME, 4), now=1))
    assert await found(empty_store, blobs, quick=True) == [Finding(NAME, 4, Trouble.DAMAGED)]


async def test_many_contents_are_asked_for_page_by_page(empty_store: Store, blobs: Blobs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "_PAGE", 2)
    names = [f"{DIGITS}{number:038x}" for number in range(5)]
    for name in [*names, "0" * 40, "f" * 40]:
        await empty_store.write(lambda db, blob: rows.add(db, AREA, "/", blob.hash, blob, now=1), Blob(name, 1))
    assert [finding.hash for finding in await found(empty_store, blobs)] == names


# What there is.


def paths(found: list[Listed]) -> list[str]:
    return [file.address for file in found]


@pytest.fixture
def many(empty_store: Store) -> Store:
    """Files of two items and two areas."""

    def fill(db: Connection) -> None:
        for path in ("/a", "/Docs/b", "/Docs/a_b/c", "/docs/d", "/Docs2/e"):
            add(db, path)
        add(db, "/f", b"longer", AREA._replace(itemid=7))
        add(db, "/g", area=ItemArea(1, "user", "draft", 3))
        add(db, "/h", area=ItemArea(2, "user", "private", 0))

    empty_store.run_here(lambda transaction: fill(transaction.db), write=True)
    return empty_store


async def test_areas_are_summed_up(many: Store) -> None:
    summed = await many.read(inventory.areas, Where(contextid=1))
    assert [(each.component, each.filearea, each.items, each.files, each.bytes) for each in summed] == [
        ("user", "draft", 1, 1, 3),
        ("user", "private", 2, 6, 21),
    ]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (Where(contextid=1, component="user", filearea="draft"), ["1/user/draft/3/g"]),
        (Where(contextid=1, itemid=7), ["1/user/private/7/f"]),
        (Where(contextid=1, itemid=0, folder="/Docs/"), ["1/user/private/0/Docs/b", "1/user/private/0/Docs/a_b/c"]),
        (Where(contextid=2, folder="/"), ["2/user/private/0/h"]),
        (Where(contextid=3), []),
    ],
)
async def test_files_are_listed_where_they_are_meant(many: Store, where: Where, expected: list[str]) -> None:
    assert paths(await many.read(inventory.page, where)) == expected


async def test_pages_follow_each_other(many: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = paths(await many.read(inventory.page, Where(contextid=1), folders=True))
    monkeypatch.setattr(inventory, "PAGE", 2)
    pages: list[Listed] = []
    while step := await many.read(inventory.page, Where(contextid=1), pages[-1] if pages else None, folders=True):
        assert len(step) <= 2
        pages += step
    assert paths(pages) == whole
    assert len(whole) == len(set(whole)) == 14


async def test_files_are_removed_step_by_step(many: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inventory, "PAGE", 2)
    meant = Where(contextid=1, component="user", filearea="private", itemid=0, folder="/Docs/")
    assert [await many.write(inventory.remove, meant) for _ in range(3)] == [2, 2, 0]
    monkeypatch.undo()
    left = await many.read(inventory.page, Where(contextid=1, filearea="private", itemid=0))
    assert paths(left) == ["1/user/private/0/a", "1/user/private/0/Docs2/e", "1/user/private/0/docs/d"]


async def test_files_are_found_by_their_content(many: Store) -> None:
    assert paths(await many.read(inventory.with_content, content_hash(b"longer"), 3)) == ["1/user/private/7/f"]
    assert len(await many.read(inventory.with_content, NAME, 3)) == 3
