"""A gateway over the third recorded school, whose files are of every area: for the tests of the addresses of files."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from collections.abc import AsyncIterator, Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import pytest
from sqlalchemy import insert

from gateway.access import accounts, signin
from gateway.access.secrets import Vault
from gateway.admin import state
from gateway.admin.install import install
from gateway.admin.synchronise import synchronise
from gateway.files.folder import FolderBlobs
from gateway.pipeline import file_access
from gateway.pipeline.context import CallContext
from gateway.pipeline.file_checks import DOWNLOAD
from gateway.registry.registry import Registry
from gateway.server.host import Gateway
from gateway.settings import Database, Files, Log, Secrets, Settings
from gateway.store.store import Store
from gateway.store.tables.files import files
from gateway.telemetry.audit import COMMAND
from gateway.wire.call import UNKNOWN_PEER, Call
from gateway.wire.http import SESSION_COOKIE
from tests.unit.app_fixtures import KEY, ORACLE, started, statement
from tests.unit.databases import Databases

__all__ = ["PEOPLE", "college", "context_of", "cookie", "key", "store_file", "token"]

T = TypeVar("T")

# Kinds of people: who may do all, who teaches the first course, who learn in it in different groups, and who is not in it.
PEOPLE = {"admin": 2, "teacher": 4, "student": 6, "student2": 7, "outsider": 9}
# The service of the state that has every function and gives files.
_ALL = 2


@cache
def _state() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((ORACLE / "college.json").read_text())
    return loaded


def token(name: str, service: int = _ALL) -> str:
    """The value of the first token of somebody for a service."""
    rows = (row for row in _state()["external_tokens"] if row["userid"] == PEOPLE[name] and row["externalserviceid"] == service)
    return str(next(rows)["token"])


def key(name: str) -> str:
    """The user key of somebody for files."""
    return str(next(row for row in _state()["user_private_key"] if row["userid"] == PEOPLE[name])["value"])


def cookie(gateway: Gateway, person: str | int) -> dict[str, str]:
    """The header with the cookie of a new browser session of somebody, given by the kind of person or by id."""

    def begin(work: Any) -> str:
        account = accounts.by_id(work.db, person if isinstance(person, int) else PEOPLE[person])
        assert account is not None
        return signin.begin(work.db, gateway.site, account, address="127.0.0.1", now=int(time.time()), by=COMMAND)

    return {"cookie": f"{SESSION_COOKIE}={gateway.store.run_here(begin, write=True)}"}


async def context_of(gateway: Gateway, name: str, work: Callable[[CallContext], T], *, now: int) -> T:
    """The result of work in a write transaction with the context of somebody, at a time in Unix seconds."""
    call = Call(protocol="files", function="test", arguments=None, credential=None, peer=UNKNOWN_PEER)
    request = await file_access.by_token(gateway.pipeline, call, token(name), DOWNLOAD)
    return await gateway.pipeline.write(call, msgspec.structs.replace(request, now=now), work)


async def store_file(
    gateway: Gateway, content: bytes, area: tuple[int, str, str], item: int = 0, name: str = "a.txt", **values: object
) -> None:
    """Store a file in an area, given by context, component and name."""
    contextid, component, filearea = area
    path = f"/{contextid}/{component}/{filearea}/{item}/{name}"
    row = {
        "contenthash": (await gateway.blobs.put(content)).hash,
        "pathnamehash": hashlib.sha1(path.encode()).hexdigest(),  # noqa: S324 - the contract's choice
        "contextid": contextid,
        "component": component,
        "filearea": filearea,
        "itemid": item,
        "filepath": "/",
        "filename": name,
        "filesize": len(content),
        "mimetype": "text/plain",
        "status": 0,
        "timecreated": 1750000000,
        "timemodified": 1750000000,
        "sortorder": 0,
    }
    statement(gateway, insert(files).values(**{**row, **values}))


@pytest.fixture
async def college(databases: Databases, registry: Registry, tmp_path: Path) -> AsyncIterator[Gateway]:
    """A gateway over the school, started, in a database of the test's own."""

    def make(store: Store) -> None:
        prepared = state.prepare(state.fit(_state(), registry).state, vault=Vault(bytes.fromhex(KEY)))
        store.run_here(lambda work: install(work.db, registry, protocols=["rest"], name="College", now=1), write=True)
        store.run_here(lambda work: state.load(work.db, prepared, registry=registry, replace=True), write=True)
        store.run_here(lambda work: synchronise(work.db, registry, now=1), write=True)

    folder = tmp_path / "files"
    settings = Settings(
        database=Database(url=databases.holding("college", make)),
        secrets=Secrets(key=KEY),
        files=Files(folder=str(folder)),
        log=Log(file=str(tmp_path / "calls.log"), format="json"),
    )
    # The database may have been made for an earlier test, with a folder of its own. No test need wait until a disk has these for good.
    for name, content in _state()["blobs"].items():
        path = FolderBlobs(folder).path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(content))
    async with started(settings, registry) as gateway:
        yield gateway
