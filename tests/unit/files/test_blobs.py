"""The contents of files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gateway.files.folder import FolderBlobs
from gateway.store.blobs import Blob, content_hash

EMPTY = "da39a3ee5e6b4b0d3255bfef95601890afd80709"


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("content", [b"", b"abc", bytes(range(256)) * 1000])
async def test_a_content_is_kept_once_under_its_hash(tmp_path: Path, content: bytes) -> None:
    blobs = FolderBlobs(tmp_path / "files")
    name = content_hash(content)
    assert await blobs.put(content) == await blobs.put(content) == Blob(name, len(content))
    assert await blobs.get(name) == content
    assert files(tmp_path) == [tmp_path / "files" / name[:2] / name[2:4] / name]


def test_the_name_of_a_content_is_that_of_the_contract() -> None:
    assert content_hash(b"") == EMPTY


async def test_what_is_not_kept_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        await FolderBlobs(tmp_path).get(EMPTY)


@pytest.mark.parametrize("name", ["", "a", "../../../etc/passwd", f"../{'a' * 37}", "g" * 40, EMPTY.upper(), f"{EMPTY}0", f"{EMPTY}\n"])
async def test_what_is_no_hash_is_not_looked_for(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "read_bytes", lambda _: b"something")
    with pytest.raises(FileNotFoundError):
        await FolderBlobs(tmp_path).get(name)


async def test_an_interruption_leaves_no_content_that_is_not_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError("no space left on device")

    blobs = FolderBlobs(tmp_path)
    with monkeypatch.context() as broken:
        broken.setattr("os.replace", full)
        with pytest.raises(OSError, match="no space left"):
            await blobs.put(b"abc")
    with pytest.raises(FileNotFoundError):
        await blobs.get(content_hash(b"abc"))
    assert await blobs.get((await blobs.put(b"abc")).hash) == b"abc"
    assert len(files(tmp_path)) == 1
