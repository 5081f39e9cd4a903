"""A world of a double behind a server in a thread of its own, for clients that want a real connection."""

from __future__ import annotations

import asyncio
import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import uvicorn

from gateway.double.clocks import DEFAULT_MOMENT
from gateway.double.faults.rules import read
from gateway.double.line import CuttableConnection
from gateway.double.template import made
from gateway.double.world import World
from gateway.double.worlds import Worlds
from gateway.registry.registry import Registry
from gateway.server.workers import server
from gateway.settings import Server, Settings
from tests.oracle.serve import free_port

__all__ = ["OTHER", "SID", "STATE", "TOKEN", "ServedWorld", "served_world"]

TOKEN = "0123456789abcdef0123456789abcdef"
SID = "the-session-of-ada"
OTHER = "fedcba9876543210fedcba9876543210"

STATE: dict[str, Any] = {
    "config": {"enablewebservices": "1", "webserviceprotocols": "rest,soap,soaptyped,xmlrpc,api,jsonrpc,mcp"},
    "site_admins": [2],
    "sessions": [{"id": 1, "state": 0, "sid": SID, "userid": 2, "timecreated": int(DEFAULT_MOMENT), "timemodified": int(DEFAULT_MOMENT)}],
    "user": [
        {"id": 1, "username": "guest", "firstname": "Guest", "lastname": " ", "email": "guest@localhost", "confirmed": 1},
        {
            "id": 2,
            "username": "ada",
            "password": "Secret.123",
            "firstname": "Ada",
            "lastname": "Admin",
            "email": "ada@example.org",
            "confirmed": 1,
        },
    ],
    "external_services": [
        {"id": 1, "name": "Everything", "shortname": "all", "enabled": 1, "downloadfiles": 1, "timecreated": 0, "functions": "*"}
    ],
    "external_tokens": [
        {"id": 1, "name": "adas", "token": TOKEN, "userid": 2, "externalserviceid": 1, "contextid": 1, "timecreated": 0},
        {"id": 2, "name": "other", "token": OTHER, "userid": 2, "externalserviceid": 1, "contextid": 1, "timecreated": 0},
    ],
}


class ServedWorld:
    """A world and its address."""

    def __init__(self, world: World, address: str) -> None:
        self.world = world
        self.address = address
        self.host, self.port = urlsplit(address).hostname or "", urlsplit(address).port or 0

    def faults(self, *rules: object) -> None:
        """Let these rules hold, and no others; forget what was called."""
        self.world.faults.clear()
        self.world.faults.add(read(list(rules)))
        self.world.journal.clear()

    def get(self, path: str, *, seconds: float = 5.0, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """The answer to a GET."""
        return self._request("GET", path, None, headers, seconds)

    def post(
        self, path: str, body: bytes | str, kind: str = "application/x-www-form-urlencoded", *, seconds: float = 5.0
    ) -> tuple[int, dict[str, str], bytes]:
        """The answer to a POST."""
        return self._request("POST", path, body, {"content-type": kind}, seconds)

    def rest(
        self, function: str = "core_webservice_get_site_info", *, token: str = TOKEN, **arguments: str
    ) -> tuple[int, dict[str, str], bytes]:
        """The answer to a call over REST."""
        form = {"wstoken": token, "wsfunction": function, "moodlewsrestformat": "json", **arguments}
        return self.post("/webservice/rest/server.php", urlencode(form))

    def _request(
        self, method: str, path: str, body: bytes | str | None, headers: dict[str, str], seconds: float
    ) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection(self.host, self.port, timeout=seconds)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        finally:
            connection.close()


@contextmanager
def served_world(folder: Path, registry: Registry) -> Iterator[ServedWorld]:
    """The default world of a double that listens on a free port."""
    port = free_port()
    site = Server(port=port)
    ready, ended = threading.Event(), threading.Event()
    found: list[Any] = []

    async def serve() -> None:
        (folder / "template").mkdir()
        template = await made(folder / "template", registry, moment=DEFAULT_MOMENT, state=STATE)
        worlds = Worlds(template, folder / "worlds", site, registry)
        serving: uvicorn.Server = server(worlds, Settings(server=site), connection=CuttableConnection)
        task = asyncio.create_task(serving.serve())
        while not serving.started and not task.done():  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.01)
        found.extend([await worlds.named(), serving])
        ready.set()
        await task

    def run() -> None:
        try:
            asyncio.run(serve())
        finally:
            ended.set()
            ready.set()

    thread = threading.Thread(target=run)
    thread.start()
    ready.wait()
    try:
        assert found, "the server has not started"
        yield ServedWorld(found[0], site.base_address)
    finally:
        if found:
            found[1].should_exit = True
        thread.join()
