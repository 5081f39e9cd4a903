"""What is left of contents when the writing process is killed, the disk is full, or the object storage away."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from msgspec.structs import replace

from gateway.errors import ErrorKind, StorageFailed
from gateway.files.collection import DIGITS
from gateway.files.folder import FolderBlobs
from gateway.files.stores import opened
from gateway.store.blobs import GRACE, Blobs, BlobWriter, content_hash
from tests import object_storage
from tests.oracle.serve import ROOT, free_port
from tests.unit.disks import small_disk

__all__ = ["small_disk"]

# Writes a content of 3 MB, and is killed at the call with that number of those that change what is on the disk.
_WRITER = """
import asyncio, os, signal, sys
from pathlib import Path
from gateway.files.folder import FolderBlobs

left = int(sys.argv[2])
SEEN = {"open", "os.mkdir", "os.rename", "tempfile.mkstemp", "dying"}

def step(event, arguments):
    global left
    if event in SEEN and (event != "open" or str(arguments[0]).startswith(sys.argv[1])):
        left -= 1
        if left < 0:
            os.kill(os.getpid(), 9)

def stepping(name):
    function = getattr(os, name)
    def stepped(*arguments):
        step("dying", arguments)
        done = function(*arguments)
        step("dying", arguments)
        return done
    setattr(os, name, stepped)

for name in ("fsync", "replace"):
    stepping(name)
sys.addaudithook(step)

async def main():
    writer = FolderBlobs(Path(sys.argv[1])).writer()
    for _ in range(30):
        step("dying", ())
        await writer.write(b"0123456789" * 10_000)
    await writer.finish()
    print("finished")

asyncio.run(main())
"""
_CONTENT = b"0123456789" * 300_000


def paths(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def left_by(folder: Path) -> list[str]:
    """The names of the contents that a process has left, all of them whole, once its leftovers are cleaned."""
    blobs = FolderBlobs(folder)
    there = [content.hash for digits in DIGITS for content in await blobs.listed(digits)]
    assert [await blobs.get(name) for name in there] == [_CONTENT for _ in there]
    await blobs.forget_unfinished(time.time() + 1)
    assert len(paths(folder)) == len(there)
    return there


def test_a_killed_process_leaves_a_content_or_none(tmp_path: Path) -> None:
    name, outcomes = content_hash(_CONTENT), []
    for steps in [0, 15, *range(30, 90, 2)]:  # the first 30 are between pieces
        folder = tmp_path / str(steps)
        command = [sys.executable, "-c", _WRITER, str(folder), str(steps)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        # It may also die when all is done, while the interpreter ends.
        assert done.returncode in ((0, -signal.SIGKILL) if done.stdout else (-signal.SIGKILL,)), done.stderr
        there = asyncio.run(left_by(folder))
        assert there in ([], [name])
        assert there or not done.stdout
        outcomes.append((bool(there), bool(done.stdout)))
        if done.stdout:
            break
    assert {(False, False), (True, False), (True, True)} == set(outcomes)


async def test_what_is_being_written_is_no_leftover(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path)
    writer = blobs.writer()
    await writer.write(_CONTENT)
    assert await blobs.forget_unfinished(time.time() - GRACE) == 0
    blob = await writer.finish()
    assert await blobs.get(blob.hash) == _CONTENT


async def test_a_folder_that_was_cleaned_too_early_is_an_error(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path)
    writer = blobs.writer()
    await writer.write(_CONTENT)
    while not paths(tmp_path):  # noqa: ASYNC110 (it is written in a thread, which tells nobody)
        await asyncio.sleep(0.01)
    assert await blobs.forget_unfinished(time.time() + 1) == 1
    with pytest.raises(StorageFailed):
        await writer.finish()
    await writer.discard()
    assert paths(tmp_path) == []


async def written(writer: BlobWriter, content: bytes) -> None:
    for at in range(0, len(content), 50_000):
        await writer.write(content[at : at + 50_000])
    await writer.finish()


@pytest.mark.parametrize("length", [1_500_000, 10_000_000])
async def test_a_full_disk_is_an_error_and_leaves_nothing(small_disk: Path, length: int, capsys: pytest.CaptureFixture[str]) -> None:
    blobs = FolderBlobs(small_disk / "files")
    content = b"x" * length
    with pytest.raises(StorageFailed) as refused:
        await blobs.put(content)
    writer = blobs.writer()
    with pytest.raises(StorageFailed):
        await written(writer, content)
    await writer.discard()
    assert paths(small_disk) == []
    assert (refused.value.errorcode, refused.value.kind) == ("storedfilenotcreated", ErrorKind.BUSY)
    assert str(small_disk) not in str(refused.value)
    assert "No space left on device" in capsys.readouterr().out
    blob = await blobs.put(content[:500_000])
    assert await blobs.get(blob.hash) == content[:500_000]


@pytest.mark.parametrize("step", ["fsync", "replace"])
async def test_a_disk_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    def fail(*_: object) -> None:
        raise OSError(5, "Input/output error")

    blobs = FolderBlobs(tmp_path)
    with monkeypatch.context() as broken:
        broken.setattr(os, step, fail)
        with pytest.raises(StorageFailed):
            await blobs.put(b"abc")
    assert paths(tmp_path) == []
    assert await blobs.get((await blobs.put(b"abc")).hash) == b"abc"


async def failing(blobs: Blobs, content: bytes) -> None:
    """Everything fails that a storage is asked for while it is away."""
    name = content_hash(content)
    with pytest.raises(StorageFailed) as refused:
        await blobs.put(content)
    assert (refused.value.errorcode, refused.value.kind) == ("storedfilenotcreated", ErrorKind.BUSY)
    with pytest.raises(StorageFailed) as refused:
        await blobs.get(name)
    assert (refused.value.errorcode, refused.value.kind) == ("storedfilecannotread", ErrorKind.BUSY)
    with pytest.raises(StorageFailed):
        await blobs.listed("00")


async def test_a_storage_that_is_away_is_an_error_and_a_retry_succeeds(tmp_path: Path) -> None:
    object_storage.require()
    port, content = free_port(), bytes(7_000_000)
    blobs = opened(object_storage.settings(f"http://127.0.0.1:{port}", tmp_path))
    writer = blobs.writer()
    await writer.write(content)
    await failing(blobs, content)
    with pytest.raises(StorageFailed):
        await writer.finish()
    with object_storage.serving(port):
        name = content_hash(content)
        with pytest.raises(FileNotFoundError):
            await blobs.get(name)
        assert (await writer.finish()).hash == name
        assert await blobs.get(name) == content
    await failing(blobs, content)
    assert paths(tmp_path) == []


async def test_a_bucket_that_does_not_exist_is_an_error(storage: str, tmp_path: Path) -> None:
    blobs = opened(replace(object_storage.settings(storage, tmp_path), bucket="another"))
    for content in (b"abc", bytes(7_000_000)):
        with pytest.raises(StorageFailed):
            await blobs.put(content)
