"""What the framework and the data cost by themselves: the least that a gateway could do.

``asgi`` and ``route`` give the recorded answer, byte for byte and under the same headers; ``encoding`` encodes the recorded
value anew each time, ``statement`` runs the statement that the call's data comes from before it answers. All read what
they need from the file that ``BENCHMARK_ANSWER`` names.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import orjson
from argon2 import PasswordHasher
from sqlalchemy import bindparam, create_engine, insert, select
from sqlalchemy.ext.asyncio import create_async_engine
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from gateway.store.tables.groups import groups
from gateway.store.tables.services import external_tokens
from gateway.store.tables.users import user

__all__ = ["asgi", "encoding", "route", "statement"]

GIVEN = json.loads(Path(os.environ["BENCHMARK_ANSWER"]).read_text())
BODY = GIVEN["body"].encode()
HEADERS = [(name.encode(), value.encode()) for name, value in GIVEN["headers"].items()]


async def asgi(scope: Scope, receive: Receive, send: Send) -> None:
    """The answer, and nothing of any framework."""
    if scope["type"] != "http":
        return
    more = True
    while more:
        more = (await receive()).get("more_body", False)
    length = (b"content-length", b"%d" % len(BODY))
    await send({"type": "http.response.start", "status": GIVEN["status"], "headers": [*HEADERS, length]})
    await send({"type": "http.response.body", "body": BODY})


def _starlette(endpoint: Callable[[Request], Awaitable[Response]]) -> Starlette:
    """An application of one route."""
    return Starlette(routes=[Route(GIVEN["path"], endpoint, methods=["GET", "POST"])])


async def _answer(request: Request) -> Response:
    await request.body()
    return Response(BODY, headers=GIVEN["headers"])


route = _starlette(_answer)


def encoding() -> Starlette:
    """Orjson of the same data."""
    value = orjson.loads(BODY)

    async def answer(request: Request) -> Response:
        await request.body()
        return Response(orjson.dumps(value), headers=GIVEN["headers"])

    return _starlette(answer)


_PEOPLE = select(user).where(user.c.username.in_(bindparam("names", expanding=True)), user.c.deleted == 0).order_by(user.c.id)
_NEW_GROUP = insert(groups)
_TOKEN = (
    select(external_tokens.c.id, external_tokens.c.sealedtoken)
    .select_from(external_tokens.join(user, user.c.id == external_tokens.c.userid))
    .where(user.c.username == GIVEN["username"])
)
_COLUMNS = {"description": "<p>A group</p>", "descriptionformat": 1, "participation": 1}


def statement() -> Starlette:
    """The same bytes after the statement: on SQLite by a sync engine on the loop, on PostgreSQL by an async engine."""
    run = _on_server(GIVEN["database"]) if GIVEN["database"].startswith("postgresql") else _on_file(GIVEN["database"])
    at_once = asyncio.Semaphore(2)
    hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)

    async def answer(request: Request) -> Response:
        body = await request.body()
        if GIVEN["work"] == "write":
            name = dict(parse_qsl(body.decode()))["groups[0][name]"]
            await run(True, lambda db: db.execute(_NEW_GROUP, {"courseid": 2, "name": name, **_COLUMNS}))
        elif GIVEN["work"] == "login":
            async with at_once:
                await asyncio.to_thread(hasher.verify, GIVEN["hash"], dict(parse_qsl(body.decode()))["password"])
            await run(False, lambda db: db.execute(_TOKEN).all())
        else:
            await run(False, lambda db: db.execute(_PEOPLE, {"names": GIVEN["names"]}).mappings().all())
        return Response(BODY, headers=GIVEN["headers"])

    return _starlette(answer)


Work = Callable[[Any], object]


def _on_file(url: str) -> Callable[[bool, Work], Awaitable[None]]:
    """Run statements on SQLite, opened and written as the gateway does, on one connection that is kept."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    db = engine.connect()
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        db.exec_driver_sql(f"PRAGMA {pragma}")

    async def run(write: bool, work: Work) -> None:
        if write:
            db.exec_driver_sql("BEGIN IMMEDIATE")
        work(db)
        if write:
            db.exec_driver_sql("COMMIT")

    return run


def _on_server(url: str) -> Callable[[bool, Work], Awaitable[None]]:
    """Run statements on PostgreSQL, reads in autocommit."""
    engine = create_async_engine(url.replace("postgresql:", "postgresql+psycopg:", 1), pool_size=10, isolation_level="AUTOCOMMIT")

    async def run(write: bool, work: Work) -> None:
        async with engine.connect() as db:
            await db.run_sync(work)

    return run
