"""The address that takes files (``docs/contract/server.md 3.1``). What it answers as recorded is replayed from the oracle."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, func, select

from gateway.server.host import Gateway
from gateway.store.tables.files import files
from gateway.store.tables.site import logstore_standard_log
from tests.unit.app_fixtures import client, registry, set_config
from tests.unit.college import college, store_file, token

__all__ = ["college", "registry"]

UPLOAD, ITEM = "/webservice/upload.php", "424242"


@pytest.fixture
async def web(college: Gateway) -> AsyncIterator[httpx2.AsyncClient]:
    async with client(college) as opened:
        yield opened


async def sent(web: httpx2.AsyncClient, *parts: tuple[str, bytes], **query: str) -> Any:
    """The answer to files, each given by name and content, in fields of their own, from the student."""
    fields = [(f"f{number}", part) for number, part in enumerate(parts)]
    answer = await web.post(UPLOAD, params={"token": token("student"), "itemid": ITEM, **query}, files=fields)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/plain; charset=utf-8")
    return answer.json()


async def draft(web: httpx2.AsyncClient, path: str) -> bytes:
    """The content of a draft of the student."""
    answer = await web.get(f"/webservice/draftfile.php/14/user/draft/{ITEM}{quote(path)}", params={"token": token("student")})
    assert answer.status_code == 200
    return answer.content


def drafts_of(db: Connection, item: str = ITEM) -> int:
    return int(db.execute(select(func.count()).where(files.c.filearea == "draft", files.c.itemid == int(item))).scalar_one())


def contents(college: Gateway) -> list[Path]:
    """The files in the store of contents, of whatever kind."""
    return [path for path in Path(college.settings.files.folder).rglob("*") if path.is_file()]


async def test_files_come_whole_and_are_read_as_drafts(web: httpx2.AsyncClient, college: Gateway) -> None:
    long = bytes(range(256)) * 5000
    entries = await sent(web, ("a.bin", long), ("b.txt", b""), filepath="/dir/")
    assert [(entry["filename"], entry["filepath"], entry["filesize"]) for entry in entries] == [
        ("a.bin", "/dir/", len(long)),
        ("b.txt", "/dir/", 0),
    ]
    assert await draft(web, "/dir/a.bin") == long
    assert await draft(web, "/dir/b.txt") == b""
    events = select(func.count()).where(logstore_standard_log.c.eventname == "\\core\\event\\draft_file_added")
    assert await college.store.read(lambda db: db.execute(events).scalar_one()) == 2


@pytest.mark.parametrize("first", [True, False])
async def test_the_token_may_stand_before_the_files_or_after_them(web: httpx2.AsyncClient, first: bool) -> None:
    fields: list[Any] = [("token", (None, token("student"))), ("f", ("a.txt", b"abc"))]
    answer = await web.post(UPLOAD, params={"itemid": ITEM}, files=fields if first else fields[::-1])
    assert answer.json()[0]["filename"] == "a.txt"


async def test_of_an_upload_without_a_token_a_little_is_read(web: httpx2.AsyncClient, college: Gateway) -> None:
    read = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal read
        yield b'--X\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\n'
        for _ in range(1000):
            read += 10_000
            yield b"x" * 10_000

    before = contents(college)
    answer = await web.post(UPLOAD, content=body(), headers={"content-type": "multipart/form-data; boundary=X"})
    assert answer.json()["errorcode"] == "missingparam"
    assert read <= college.limits.visitor_bytes + 20_000
    assert contents(college) == before


async def test_nothing_is_read_for_a_token_that_may_not_upload(web: httpx2.AsyncClient, college: Gateway) -> None:
    before = contents(college)
    answer = await web.post(UPLOAD, params={"token": "0" * 32}, files={"f": ("a.txt", b"x" * 1_000_000)})
    assert (answer.json()["errorcode"], answer.headers["content-type"]) == ("invalidtoken", "text/plain; charset=utf-8")
    assert contents(college) == before


async def test_the_last_token_counts(web: httpx2.AsyncClient) -> None:
    fields: list[Any] = [("f", ("a.txt", b"abc")), ("token", (None, "0" * 32))]
    answer = await web.post(UPLOAD, params={"token": token("student")}, files=fields)
    assert answer.json()["errorcode"] == "invalidtoken"


@pytest.mark.parametrize(
    ("setting", "value", "size", "expected"),
    [
        ("triglot/uploadlimit", "1000", 1001, "upload_error_ini_size"),
        ("triglot/uploadlimit", "1000", 1000, None),
        ("maxbytes", "1000", 1001, "fileoversized"),
        ("maxbytes", "1000", 1000, None),
    ],
)
async def test_sizes_are_bounded(
    web: httpx2.AsyncClient, college: Gateway, setting: str, value: str, size: int, expected: str | None
) -> None:
    set_config(college, **{setting.replace("/", "__"): value})
    answer = await sent(web, ("a.bin", b"x" * size))
    entry = answer[0] if isinstance(answer, list) else answer
    assert entry.get("errorcode", entry.get("errortype")) == expected


async def test_files_that_are_too_large_together_are_refused_together(web: httpx2.AsyncClient, college: Gateway) -> None:
    set_config(college, triglot__uploadlimit="1000")
    answer = await sent(web, ("a.bin", b"x" * 600), ("b.bin", b"y" * 600))
    assert answer["errorcode"] == "userquotalimit"
    assert await college.store.read(drafts_of) == 0


async def test_a_form_may_say_how_large_its_files_may_be(web: httpx2.AsyncClient) -> None:
    for size, code in ((4, "upload_error_form_size"), (3, None)):
        answer = await web.post(
            UPLOAD, params={"token": token("student")}, files=[("MAX_FILE_SIZE", (None, "3")), ("f", ("a.txt", b"x" * size))]
        )
        assert (answer.json()["errorcode"] if isinstance(answer.json(), dict) else None) == code


async def test_an_upload_is_stored_whole_or_not_at_all(web: httpx2.AsyncClient, college: Gateway) -> None:
    answer = await sent(web, ("fine.txt", b"1"), ("x" * 300, b"2"))
    assert answer["errorcode"] == "storedfilenotcreated"
    assert await college.store.read(drafts_of) == 0


async def test_an_upload_without_an_end_is_broken_off(web: httpx2.AsyncClient, college: Gateway) -> None:
    set_config(college, triglot__uploadlimit="1000")
    given_on = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal given_on
        yield b'--X\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\n'
        while True:
            given_on += 1_000_000
            yield b"x" * 1_000_000

    answer = await web.post(
        UPLOAD, params={"token": token("student")}, content=body(), headers={"content-type": "multipart/form-data; boundary=X"}
    )
    assert "upload_error_ini_size" in answer.json()["error"]
    assert given_on <= college.limits.body_bytes + 2_000_000


async def test_a_place_that_was_taken_is_told(web: httpx2.AsyncClient, college: Gateway) -> None:
    await store_file(college, b"before", (14, "user", "draft"), int(ITEM), "a.txt")
    answer = await sent(web, ("a.txt", b"after"), ("b.txt", b"after"))
    assert [entry.get("errortype") for entry in answer] == ["filenameexist", None]
    assert await draft(web, "/a.txt") == b"before"


async def test_the_unfinished_files_of_a_refused_upload_are_forgotten(web: httpx2.AsyncClient, college: Gateway) -> None:
    before = contents(college)
    fields = [("f[]", ("a.txt", b"x")), ("g", ("fine.txt", b"y" * 100_000))]
    answer = await web.post(UPLOAD, params={"token": token("student")}, files=fields)
    assert answer.json()["errorcode"] == "nofile"
    assert contents(college) == before


NAMES = st.one_of(
    st.text(max_size=300),
    st.sampled_from(
        ["CON", "nul.txt", "a\0b", "..", "...", "/", "\\", "a/../b", "\u202etxt.exe", "e\u0301", "\ufb01", "a" * 255, "é" * 128]
    ),
)


@given(name=NAMES, folder=st.one_of(st.just("/"), st.text(max_size=50).map(lambda text: f"/{text}/")))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
async def test_whatever_a_file_is_called_it_is_stored_and_read_or_refused(
    web: httpx2.AsyncClient, college: Gateway, name: str, folder: str
) -> None:
    quoted = re.sub('["\r\n\\\\]', "_", name).encode("utf-8", "surrogatepass")
    item = str(abs(hash((name, folder))) % 10**8 + 1)
    body = b'--X\r\nContent-Disposition: form-data; name="f"; filename="' + quoted + b'"\r\n\r\ncontent\r\n--X--\r\n'
    answer = await web.post(
        UPLOAD,
        params={"token": token("student"), "itemid": item, "filepath": folder.encode("utf-8", "surrogatepass").decode("utf-8", "replace")},
        content=body,
        headers={"content-type": "multipart/form-data; boundary=X"},
    )
    answered = answer.json()
    if isinstance(answered, dict):
        assert answered["errorcode"] in {"upload_error_no_file", "storedfileproblem", "storedfilenotcreated", "invalidparameter"}
        assert await college.store.read(drafts_of, item) == 0
    elif "errortype" not in answered[0]:
        path = answered[0]["filepath"] + answered[0]["filename"]
        assert ".." not in path.split("/")
        assert not re.search(r"[\0\\]", path)
        read = await web.get(f"/webservice/draftfile.php/14/user/draft/{item}{quote(path)}", params={"token": token("student")})
        assert read.content == b"content"
