"""What becomes of uploads and downloads when the disk is full, or the object storage away."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import Connection, func, select

from gateway.files.folder import FolderBlobs
from gateway.files.stores import opened
from gateway.server.host import Gateway
from gateway.store.tables.files import files
from tests import object_storage
from tests.oracle.serve import free_port
from tests.unit.app_fixtures import client, registry
from tests.unit.college import college, cookie, token
from tests.unit.disks import small_disk

__all__ = ["college", "registry", "small_disk"]

UPLOAD, ITEM = "/webservice/upload.php", "424242"
LONG = bytes(range(256)) * 7_000


@pytest.fixture
async def web(college: Gateway) -> AsyncIterator[httpx2.AsyncClient]:
    async with client(college) as opened_client:
        yield opened_client


async def sent(web: httpx2.AsyncClient, *contents: bytes) -> Any:
    """The answer to an upload by the student."""
    fields: list[Any] = [(f"f{number}", (f"{number}.bin", content)) for number, content in enumerate(contents)]
    return (await web.post(UPLOAD, params={"token": token("student"), "itemid": ITEM}, files=fields)).json()


async def draft(web: httpx2.AsyncClient) -> httpx2.Response:
    return await web.get(f"/webservice/draftfile.php/14/user/draft/{ITEM}/0.bin", params={"token": token("student")})


def drafts(db: Connection) -> int:
    return int(db.execute(select(func.count()).where(files.c.filearea == "draft", files.c.itemid == int(ITEM))).scalar_one())


def paths(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def test_an_upload_to_a_full_disk_is_refused_whole(web: httpx2.AsyncClient, college: Gateway, small_disk: Path) -> None:
    college.blobs = FolderBlobs(small_disk / "files")
    answer = await sent(web, b"short", LONG)
    assert answer["errorcode"] == "storedfilenotcreated"
    assert str(small_disk) not in str(answer)
    assert await college.store.read(drafts) == 0
    assert paths(small_disk / "files" / "unfinished") == []
    (entry,) = await sent(web, b"short")
    assert entry["filesize"] == 5
    assert (await draft(web)).content == b"short"


async def test_an_upload_while_the_storage_is_away_is_refused_and_a_retry_succeeds(
    web: httpx2.AsyncClient, college: Gateway, tmp_path: Path
) -> None:
    object_storage.require()
    port = free_port()
    college.blobs = opened(object_storage.settings(f"http://127.0.0.1:{port}", tmp_path / "waiting"))
    answer = await sent(web, LONG)
    assert answer["errorcode"] == "storedfilenotcreated"
    assert "127.0.0.1" not in str(answer)
    assert await college.store.read(drafts) == 0
    with object_storage.serving(port):
        (entry,) = await sent(web, LONG)
        assert entry["filesize"] == len(LONG)
        assert (await draft(web)).content == LONG
    away = await draft(web)
    assert (away.status_code, away.json()["errorcode"]) == (503, "storedfilecannotread")
    page = await web.get(f"/draftfile.php/14/user/draft/{ITEM}/0.bin", headers=cookie(college, "student"))
    assert (page.status_code, "storedfilecannotread" in page.text) == (503, True)
    assert paths(tmp_path / "waiting") == []
