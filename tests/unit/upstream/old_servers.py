"""Old servers as applications, and gateways that stand before them with their faces."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from xmlrpc.client import Binary, DateTime, Fault
from xmlrpc.server import SimpleXMLRPCDispatcher

import httpx2
import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.server.host import Gateway
from gateway.settings import Face, Settings, Upstream
from gateway.store.changes import ChangeKind, note
from gateway.store.rows import insert_row
from gateway.store.tables.services import external_services_functions
from gateway.upstream.import_file import ImportFile, save
from gateway.upstream.imported import Imported
from gateway.upstream.kind import kinds
from gateway.upstream.line import HttpLine
from gateway.wire.exchange import HttpRequest, HttpResponse
from tests.unit.app_fixtures import watch

__all__ = ["THERE", "answer_of_inventory", "before", "inventory", "soap_server"]

THERE = "http://there.test"


class _Inventory:
    """A stock of goods, as callers of XML-RPC know it."""

    def get_stock(self, sku: str) -> dict[str, Any]:
        """How much of an article is there."""
        if sku == "none":
            raise Fault(17, "There is no such article.")
        return {"sku": sku, "count": 3, "since": DateTime("20260305T10:00:00"), "parts": [{"id": 1, "note": "x"}, {"id": 2}]}

    def stamp(self, seal: Binary, when: DateTime) -> list[Any]:
        """What it was sent, sealed."""
        return [Binary(seal.data + b"\x00\xff"), when]

    def add_all(self, numbers: list[int], options: dict[str, int]) -> int:
        """A sum."""
        return sum(numbers) * options.get("times", 1)


def answer_of_inventory(message: bytes) -> bytes:
    """What a server of XML-RPC with introspection answers."""
    dispatcher = SimpleXMLRPCDispatcher(allow_none=True)
    dispatcher.register_introspection_functions()
    stock = _Inventory()
    methods: dict[str, Any] = {"inventory.getStock": stock.get_stock, "inventory.addAll": stock.add_all, "inventory.stamp": stock.stamp}
    for name, method in methods.items():
        dispatcher.register_function(method, name)
    found: Any = dispatcher._marshaled_dispatch(message.decode())  # bytes, whatever its types say
    return bytes(found)


def inventory() -> Starlette:
    """The server of XML-RPC as an application."""

    async def answer(request: Request) -> Response:
        return Response(answer_of_inventory(await request.body()), media_type="text/xml")

    return Starlette(routes=[Route("/RPC2", answer, methods=["POST"])])


def soap_server(wsdl: str, echo: Callable[[HttpRequest], HttpResponse]) -> Starlette:
    """A server of SOAP that has a WSDL."""

    async def answer(request: Request) -> Response:
        if request.method == "GET":
            return Response(wsdl, media_type="text/xml")
        answered = echo(HttpRequest("POST", "", dict(request.headers), await request.body()))
        return Response(answered.body, answered.status, media_type=answered.headers["content-type"])

    return Starlette(routes=[Route("/service", answer, methods=["GET", "POST"])])


@asynccontextmanager
async def before(
    app: Starlette,
    upstream: Upstream,
    settings: Settings,
    folder: Path,
    *,
    faces: dict[str, Face],
    edit: Callable[[Imported], Imported] = lambda each: each,
) -> AsyncIterator[Gateway]:
    """A gateway before an old server, all of whose functions, as ``edit`` makes them, its service ``all`` offers."""
    line = HttpLine("shop", upstream)
    _connect(line, app)
    learned = await kinds()[upstream.kind].learn(line, None)
    await line.close()
    path = folder / "shop.json"
    await asyncio.to_thread(save, path, ImportFile(kind=upstream.kind, functions=tuple(edit(each) for each in learned.functions)))
    chosen = msgspec.structs.replace(upstream, functions=str(path))
    gateway = Gateway(msgspec.structs.replace(settings, upstreams={"shop": chosen}, faces=faces))
    _connect(gateway.upstreams.lines["shop"], app)
    watch(gateway.store)
    await gateway.start()
    try:
        await gateway.store.write(_offer, [function.name for function in learned.functions])
        yield gateway
    finally:
        await gateway.stop()


def _offer(db: Any, names: list[str]) -> None:
    for name in names:
        insert_row(db, external_services_functions, {"externalserviceid": 2, "functionname": name})
    note(db, ChangeKind.SITE)


def _connect(line: HttpLine, app: Starlette) -> None:
    """Let a line lead to an application instead of a network."""
    line._client = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app))
