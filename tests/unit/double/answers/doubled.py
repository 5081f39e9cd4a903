"""A world of a double with answers, in this process, and calls of it by the client halves of protocols."""

from __future__ import annotations

import asyncio
import atexit
import shutil
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import msgspec

from gateway.double.answers import HEADER, Recordings, registry
from gateway.double.clocks import DEFAULT_MOMENT
from gateway.double.template import Template, made
from gateway.double.world import World
from gateway.double.worlds import Worlds
from gateway.registry.component import discover
from gateway.registry.protocols import protocols
from gateway.registry.registry import Registry
from gateway.settings import Server
from gateway.wire.call import FunctionInfo, Token
from gateway.wire.exchange import Fault, HttpRequest, HttpResponse
from gateway.wire.protocol import clients_of

__all__ = ["ADDRESS", "STUDENT", "TOKEN", "Client", "Reply", "doubled"]

ADDRESS = "http://127.0.0.1:8080"
TOKEN = "0123456789abcdef0123456789abcdef"
STUDENT = "fedcba9876543210fedcba9876543210"
_PEOPLE = (("guest", "Guest"), ("ada", "Ada"), ("ben", "Ben"))

STATE: dict[str, Any] = {
    "config": {"enablewebservices": "1", "webserviceprotocols": "api,jsonrpc,mcp,rest,soap,xmlrpc"},
    "site_admins": [2],
    "user": [
        {"id": id_, "username": name, "password": "Secret.1", "firstname": first, "lastname": "A", "email": f"{name}@a.org", "confirmed": 1}
        for id_, (name, first) in enumerate(_PEOPLE, 1)
    ],
    "external_services": [{"id": 1, "name": "All", "shortname": "all", "enabled": 1, "timecreated": 0, "functions": "*"}],
    "external_tokens": [
        {"id": id_, "name": name, "token": token, "userid": id_ + 1, "externalserviceid": 1, "contextid": 1, "timecreated": 0}
        for id_, (name, token) in enumerate((("adas", TOKEN), ("bens", STUDENT)), 1)
    ],
}  # fmt: skip


class Reply(msgspec.Struct, frozen=True):
    """What a client read, where the answer is from, and the response."""

    value: object
    source: str
    response: HttpResponse

    @property
    def code(self) -> str | None:
        """The code of a refusal; None for an answer."""
        return self.value.errorcode if isinstance(self.value, Fault) else None


class Client:
    """Calls a world as the administrator, or with another token."""

    def __init__(self, browser: httpx2.AsyncClient, functions: Registry, worlds: Worlds, world: World) -> None:
        self._browser = browser
        self.functions = functions
        self.worlds = worlds
        self.world = world
        self._clients = {name: client for each in protocols() for name, client in clients_of(each).items()}

    @property
    def protocols(self) -> list[str]:
        return sorted(self._clients)

    def info(self, function: str) -> FunctionInfo:
        return self.functions.functions[function].info

    async def call(self, function: str, /, by: str = "rest", token: str = TOKEN, **arguments: Any) -> Reply:
        return await self.ask(self.info(function), arguments, by=by, token=token)

    async def ask(self, info: FunctionInfo, arguments: Mapping[str, object], *, by: str = "rest", token: str = TOKEN) -> Reply:
        response = await self.send(self._clients[by].request(info, dict(arguments), Token(token) if token else None))
        return Reply(self._clients[by].read(response, info), response.headers.get(HEADER.decode(), ""), response)

    async def send(self, request: HttpRequest) -> HttpResponse:
        answer = await self._browser.request(request.method, request.path, headers=request.headers, content=request.body)
        return HttpResponse(answer.status_code, {name.lower(): value for name, value in answer.headers.items()}, answer.content)


_TEMPLATES: dict[str, Template] = {}


async def _template(functions: Registry, key: str) -> Template:
    """The template for a version; it is made once, copied, and never changed."""
    if key not in _TEMPLATES:
        folder = Path(tempfile.mkdtemp(prefix="answers-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        _TEMPLATES[key] = await made(folder, functions, moment=DEFAULT_MOMENT, state=STATE)
    template = _TEMPLATES[key]
    return msgspec.structs.replace(template, site=msgspec.structs.replace(template.site, registry=functions))


@asynccontextmanager
async def doubled(
    folder: Path, version: str = "4.5", files: Path | None = None, replay: Recordings | None = None, seed: int = 0
) -> AsyncIterator[Client]:
    """A client of the default world of a double."""
    functions = registry(version, Registry(discover()), files, replay)
    worlds = Worlds(await _template(functions, version), folder / "worlds", Server(), functions, seed=seed)
    transport = httpx2.ASGITransport(app=worlds, client=("127.0.0.1", 50000))
    try:
        async with httpx2.AsyncClient(transport=transport, base_url=ADDRESS) as browser:
            yield Client(browser, functions, worlds, await worlds.named())
    finally:
        await worlds.end()
        await asyncio.sleep(0)
