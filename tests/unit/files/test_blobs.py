"""The contents of files, in stores of every kind."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import obstore
import pytest

from gateway.files.stores import BlobsError, opened
from gateway.settings import Files
from gateway.store.blobs import EMPTY, GRACE, Blob, Blobs, Shelf, content_hash
from tests import object_storage

LONG = bytes(range(256)) * 50_000


async def written(blobs: Blobs, *pieces: bytes) -> Blob:
    writer = blobs.writer()
    for piece in pieces:
        await writer.write(piece)
    return await writer.finish()


async def part(blobs: Blobs, name: str, first: int, length: int) -> bytes:
    return b"".join([piece async for piece in blobs.stream(name, first, length)])


async def names(blobs: Blobs, digits: str, shelf: Shelf = Shelf.KEPT) -> list[str]:
    return [content.hash for content in await blobs.listed(digits, shelf)]


def left(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_the_name_of_a_content_is_that_of_the_contract() -> None:
    assert content_hash(b"") == EMPTY.hash == "da39a3ee5e6b4b0d3255bfef95601890afd80709"


@pytest.mark.parametrize("content", [b"", b"abc", LONG], ids=["empty", "short", "long"])
async def test_a_content_is_kept_once_under_its_hash(blobs: Blobs, content: bytes) -> None:
    expected = Blob(content_hash(content), len(content))
    assert await blobs.put(content) == await blobs.put(content) == await written(blobs, content[:1], content[1:]) == expected
    assert await blobs.get(expected.hash) == content
    assert [(each.hash, each.size) for each in await blobs.listed(expected.hash[:2])] == [expected]
    assert await blobs.is_whole(expected.hash)


async def test_a_content_of_many_small_pieces_is_whole(blobs: Blobs) -> None:
    blob = await written(blobs, *(LONG[at : at + 1000] for at in range(0, 1_000_000, 1000)))
    assert await blobs.get(blob.hash) == LONG[:1_000_000]


@pytest.mark.parametrize(
    ("first", "length", "expected"),
    [(0, 3, b"abc"), (1, 1, b"b"), (2, 100, b"c"), (0, 0, b""), (3, 0, b"")],
)
async def test_a_part_of_a_content_is_given(blobs: Blobs, first: int, length: int, expected: bytes) -> None:
    blob = await blobs.put(b"abc")
    assert await part(blobs, blob.hash, first, length) == expected


async def test_parts_of_long_contents_come_in_pieces(blobs: Blobs) -> None:
    blob = await blobs.put(LONG)
    pieces = [piece async for piece in blobs.stream(blob.hash, 12_345, 3_000_000)]
    assert len(pieces) > 1
    assert b"".join(pieces) == LONG[12_345:3_012_345]


@pytest.mark.parametrize("length", [0, 10])
@pytest.mark.parametrize(
    "name",
    [EMPTY.hash, "", "a", "../../../etc/passwd", f"../{'a' * 37}", "g" * 40, EMPTY.hash.upper(), f"{EMPTY.hash}0", f"{EMPTY.hash}\n"],
)
async def test_what_is_not_kept_or_no_hash_is_not_found(blobs: Blobs, name: str, length: int) -> None:
    await blobs.put(b"something else")
    with pytest.raises(FileNotFoundError):
        await blobs.get(name)
    with pytest.raises(FileNotFoundError):
        await part(blobs, name, 0, length)


async def test_what_is_discarded_or_never_finished_is_not_kept(blobs: Blobs, tmp_path: Path) -> None:
    for content in (b"abc", LONG):
        writer = blobs.writer()
        await writer.write(content)
        await writer.discard()
        await writer.discard()
        with pytest.raises(FileNotFoundError):
            await blobs.get(content_hash(content))
    assert left(tmp_path) == []


async def test_what_is_finished_can_be_discarded_in_vain(blobs: Blobs) -> None:
    writer = blobs.writer()
    await writer.write(b"abc")
    blob = await writer.finish()
    await writer.discard()
    assert await blobs.get(blob.hash) == b"abc"


async def test_contents_change_shelves_and_are_read_from_the_trash(blobs: Blobs) -> None:
    name, began = (await blobs.put(b"abc")).hash, time.time()
    digits = name[:2]
    await blobs.move(name, Shelf.KEPT, Shelf.TRASH)
    assert (await names(blobs, digits), await names(blobs, digits, Shelf.TRASH)) == ([], [name])
    assert (await blobs.listed(digits, Shelf.TRASH))[0].time > began - 2
    assert (await blobs.get(name), await part(blobs, name, 1, 1)) == (b"abc", b"b")
    await blobs.move(name, Shelf.TRASH, Shelf.DAMAGED)
    with pytest.raises(FileNotFoundError):
        await blobs.get(name)
    with pytest.raises(FileNotFoundError):
        await blobs.move(name, Shelf.TRASH, Shelf.KEPT)
    await blobs.move(name, Shelf.DAMAGED, Shelf.KEPT)
    for _ in range(2):
        await blobs.remove(name, Shelf.KEPT)
    assert await names(blobs, digits) == []


@pytest.mark.parametrize("shelf", Shelf)
async def test_a_content_that_is_not_on_a_shelf_is_not_whole_there(blobs: Blobs, shelf: Shelf) -> None:
    with pytest.raises(FileNotFoundError):
        await blobs.is_whole(content_hash(b"abc"), shelf)


async def test_a_content_of_a_bucket_is_sent_again_when_it_is_no_longer_young(
    storage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blobs = opened(object_storage.settings(storage, tmp_path, prefix="sent"))
    sent: list[str] = []
    put = obstore.put_async

    async def counted(store: object, key: str, *args: object, **kwargs: object) -> object:
        sent.append(key)
        return await put(store, key, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(obstore, "put_async", counted)
    for _ in range(3):
        await blobs.put(b"abc")
    assert len(sent) == 1
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + GRACE / 2 + 2)
    await blobs.put(b"abc")
    assert len(sent) == 2


async def test_a_folder_makes_a_content_young_again_and_whole(tmp_path: Path) -> None:
    blobs = opened(Files(folder=str(tmp_path)))
    name = (await blobs.put(b"abc")).hash
    path = tmp_path / name[:2] / name[2:4] / name
    path.write_bytes(b"abd")
    os.utime(path, (1, 1))
    assert not await blobs.is_whole(name)
    assert await blobs.put(b"abc") == Blob(name, 3)
    assert await blobs.is_whole(name)
    assert path.stat().st_mtime > time.time() - 60


async def test_what_else_lies_in_a_folder_is_nobodys(tmp_path: Path) -> None:
    blobs = opened(Files(folder=str(tmp_path)))
    name = (await blobs.put(b"abc")).hash
    folder = tmp_path / name[:2]
    for other in (folder / "notes.txt", folder / name[2:4] / "warning.txt", folder / name[2:4] / ("0" * 40)):
        other.write_bytes(b"")
    assert await names(blobs, name[:2]) == [name]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (Files(store="s3"), r"\[files\] bucket"),
        (Files(store="s3", bucket="b", access_key="a"), "both of"),
    ],
)
def test_a_storage_that_is_not_named_whole_is_refused(settings: Files, expected: str) -> None:
    with pytest.raises(BlobsError, match=expected):
        opened(settings)


def test_an_object_storage_needs_its_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "obstore", None)
    monkeypatch.delitem(sys.modules, "gateway.files.bucket", raising=False)
    with pytest.raises(BlobsError, match=r"pip install 'triglot\[s3\]'"):
        opened(Files(store="s3", bucket="b"))
