"""Whom a call through the gateway is measured against, and how each is started and asked.

The limits answer the request that the gateway gets, with the bytes and headers that it gave, on the same server with the
same options. Peers are asked in their own way for the same work, and write their own bytes. Each peer has an environment of
its own; one that cannot be had is left out, with the reason.
"""

from __future__ import annotations

import json
import sys
import tempfile
import xmlrpc.client
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from os import environ
from typing import Any
from xml.sax.saxutils import escape

import orjson
from lxml import etree

from benchmarks.environments import python_for
from benchmarks.rounds import Target, ask
from benchmarks.scenarios import STRUCT, Scenario, Wrong
from benchmarks.site import CALLER, PASSWORD, PEOPLE, TOKEN, Gateway
from gateway.access.passwords import hash_password
from gateway.wire.exchange import HttpRequest, HttpResponse
from tests.oracle.serve import free_port, running

__all__ = ["CONTENDERS", "Contender", "elsewhere", "serving"]

# What the server adds to every answer by itself.
_OF_THE_SERVER = {"date", "server", "content-length"}
_JSON = {"content-type": "application/json", "authorization": f"Bearer {TOKEN}"}
_XML = {"content-type": "text/xml"}

# Gives the request for a work, and what an answer to it says, in a form in which it can be compared.
Asking = Callable[[Scenario], tuple[HttpRequest, Callable[[bytes], object], object]]


@dataclass(frozen=True)
class Contender:
    """One contender: what it is, the application that uvicorn serves (or the program that serves itself, to be followed by a
    port, where it names a ``.py``), the environment it needs, and how it is asked (None: exactly as the gateway is).
    """

    text: str
    application: str
    factory: bool = False
    environment: str | None = None
    asking: Asking | None = None

    def command(self, port: int, workers: int, *, server_header: bool) -> list[str]:
        """The command that starts the contender. Raises ``Missing``."""
        python = str(python_for(self.environment)) if self.environment else sys.executable
        if ".py" in self.application:
            return [python, *self.application.split(), str(port)]
        command = [python, "-m", "uvicorn", self.application, "--port", str(port), "--workers", str(workers)]
        command += ["--factory"] * self.factory + ["--no-server-header"] * (not server_header)
        return [*command, "--loop", "uvloop", "--http", "httptools", "--no-access-log", "--no-proxy-headers", "--log-level", "warning"]


@contextmanager
def serving(name: str, scenario: Scenario, gateway: Gateway, answer: HttpResponse) -> Iterator[Target]:
    """Serve a contender as long as the context lasts, once it has answered rightly; ``answer`` is the gateway's.

    Raises ``Missing`` where it cannot be had, ``NotServed`` and ``Wrong`` where it does not work.
    """
    contender, port = CONTENDERS[name], free_port()
    command = contender.command(port, scenario.workers, server_header="server" in answer.headers)
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(_given(scenario, gateway, answer), file)
        file.flush()
        with running(command, port, environ={**environ, "BENCHMARK_ANSWER": file.name}) as served:
            if contender.asking is None:
                target = Target(served.address, scenario.request(), served.process.pid)
                given = ask(target)
                if given != answer:
                    raise Wrong(f"{name} answers {given}, the gateway {answer}")
            else:
                request, reading, expected = contender.asking(scenario)
                target = Target(served.address, request, served.process.pid)
                given = ask(target)
                if given.status != 200 or reading(given.body) != expected:
                    raise Wrong(f"{name} answers {given.status} {given.body[:300]!r}")
            yield target


def elsewhere(address: str, scenario: Scenario, token: str) -> Target:
    """A server somewhere that speaks the gateway's contract, once it has answered rightly. Raises ``Wrong``."""
    target = Target(address, scenario.request(token))
    scenario.check(ask(target))
    return target


def _given(scenario: Scenario, gateway: Gateway, answer: HttpResponse) -> dict[str, Any]:
    """The facts of the call that a contender is given."""
    arguments = scenario.call.arguments
    wanted = arguments.get("values", [])
    people = json.loads(answer.body) if scenario.work.startswith("user") and scenario.protocol == "rest" else []
    members = [name for name in people[0] if name not in _MADE] if people else ["username"]
    return {
        "status": answer.status,
        "headers": {name: value for name, value in answer.headers.items() if name not in _OF_THE_SERVER},
        "body": answer.body.decode(),
        "path": scenario.request().path.partition("?")[0],
        "work": scenario.work,
        "database": gateway.database,
        "site": gateway.address,
        "names": wanted,
        "members": members,
        "hash": hash_password(PASSWORD) if scenario.work == "login" else "",
        "username": CALLER,
    }


# What of a user is made of other columns.
_MADE = {"fullname", "profileimageurl", "profileimageurlsmall", "customfields", "interests", "preferences"}


def _of_fastapi(scenario: Scenario) -> tuple[HttpRequest, Callable[[bytes], object], object]:
    if scenario.work == "nothing":
        return HttpRequest("POST", "/nothing", _JSON, b""), orjson.loads, "pong"
    arguments = dict(scenario.call.arguments)
    if scenario.work.startswith("user"):
        names = set(PEOPLE[-(scenario.call.items or 0) :])
        return HttpRequest("POST", "/people", _JSON, orjson.dumps(arguments)), _usernames, names
    return HttpRequest("POST", "/items", _JSON, orjson.dumps(arguments["items"])), orjson.loads, arguments["items"]


def _usernames(body: bytes) -> object:
    return {person["username"] for person in orjson.loads(body)}


def _of_xmlrpc(scenario: Scenario) -> tuple[HttpRequest, Callable[[bytes], object], object]:
    given: tuple[Any, ...] = () if scenario.work == "nothing" else (scenario.call.arguments["items"],)
    body = xmlrpc.client.dumps(given, "nothing" if scenario.work == "nothing" else "items")
    return HttpRequest("POST", "/RPC2", _XML, body.encode()), _xmlrpc_value, given[0] if given else "pong"


def _xmlrpc_value(body: bytes) -> object:
    return xmlrpc.client.loads(body)[0][0]


def _of_spyne(scenario: Scenario) -> tuple[HttpRequest, Callable[[bytes], object], object]:
    count = scenario.call.items or 0
    body = (
        '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:b="urn:benchmark"><soap:Body><b:items><b:items>'
        f"{_spyne_item(STRUCT) * count}</b:items></b:items></soap:Body></soap:Envelope>"
    )
    return HttpRequest("POST", "/", {"content-type": "text/xml; charset=utf-8"}, body.encode()), _labels, [STRUCT["label"]] * count


def _spyne_item(item: Mapping[str, Any]) -> str:
    subs = "".join(f"<b:double>{number}</b:double>" for number in item["subs"])
    label = escape(item["label"])
    return f"<b:Item><b:id>{item['id']}</b:id><b:label>{label}</b:label><b:flag>true</b:flag><b:subs>{subs}</b:subs></b:Item>"


def _labels(body: bytes) -> object:
    return [node.text for node in etree.fromstring(body).iter("{*}label")]


CONTENDERS = {
    "asgi": Contender("a bare ASGI callable, the same bytes", "benchmarks.limits:asgi"),
    "starlette": Contender("a bare Starlette route, the same bytes", "benchmarks.limits:route"),
    "starlette-orjson": Contender("a Starlette route, orjson of the same data", "benchmarks.limits:encoding", factory=True),
    "starlette-sql": Contender("a Starlette route after the same statement", "benchmarks.limits:statement", factory=True),
    "fastapi": Contender(
        "FastAPI, token look-up, models in and out", "benchmarks.peers.fastapi_app:app", environment="fastapi", asking=_of_fastapi
    ),
    "spyne": Contender(
        "spyne, document/literal, validated by lxml", "benchmarks.peers.spyne_app:app", environment="spyne", asking=_of_spyne
    ),
    "stdlib-xmlrpc": Contender("the standard library's XML-RPC server", "benchmarks/peers/stdlib_xmlrpc.py plain", asking=_of_xmlrpc),
    "stdlib-threads": Contender("the same with keep-alive and threads", "benchmarks/peers/stdlib_xmlrpc.py threads", asking=_of_xmlrpc),
    "django-modern-rpc": Contender(
        "django-modern-rpc, its asynchronous view",
        "benchmarks.peers.modernrpc_app:app",
        environment="django-modern-rpc",
        asking=_of_xmlrpc,
    ),
}
