"""What is measured: calls, by which protocol, under how much load, and against whom.

A scenario's name says it: ``user-xmlrpc`` is one user by XML-RPC, ``-c256`` means 256 connections, ``-w2`` two workers
and ``-postgresql`` that database. Requests are made by the client halves of the protocols, so that nothing here
knows how a call looks on the wire.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import urlencode

from benchmarks.site import CALLER, COURSE, PASSWORD, PEOPLE, PROBE, SERVICE, TOKEN
from gateway.registry.component import discover
from gateway.registry.protocols import protocols
from gateway.registry.registry import Registry
from gateway.wire.call import FunctionInfo, Token
from gateway.wire.exchange import Client, Fault, HttpRequest, HttpResponse
from gateway.wire.protocol import clients_of

__all__ = ["SCENARIOS", "STRUCT", "VARYING", "Against", "Call", "Scenario", "Unknown", "Wrong", "chosen", "info_of"]

VARYING = "4200000042"
"""Ten digits that the load replaces by others in every request, so that each may write something new."""

STRUCT = {"id": 7, "label": "Zażółć gęślą & jaźń", "flag": True, "subs": [1.5, 2.25, -3.0]}
LOGIN = "login"


class Unknown(Exception):
    """No scenario is called that."""


class Wrong(Exception):
    """Something does not answer as it must, so that measuring it would mean nothing."""


@dataclass(frozen=True)
class Call:
    """A call that is made over and over, and the number of items that its result must have (None: it is no list)."""

    function: str
    arguments: Mapping[str, object] = field(default_factory=dict)
    items: int | None = None


@dataclass(frozen=True)
class Against:
    """A contender, and the ratio of rates that is aimed at (None: it is measured for the sake of knowing)."""

    contender: str
    target: float | None = None


@dataclass(frozen=True)
class Scenario:
    """One call by one protocol under one load; ``protocol`` is the name of a client half, or ``login``.

    ``work`` is the name of the call, by which contenders know what they have to do.
    """

    work: str
    protocol: str
    against: tuple[Against, ...]
    connections: int = 16
    workers: int = 1
    database: str = "sqlite"

    @property
    def name(self) -> str:
        """The name, which no other scenario has."""
        parts = [self.work] if self.protocol == LOGIN else [self.work, self.protocol]
        parts += [f"c{self.connections}"] * (self.connections != 16) + [f"w{self.workers}"] * (self.workers != 1)
        return "-".join(parts + [self.database] * (self.database != "sqlite"))

    @property
    def call(self) -> Call:
        """The function that is called."""
        return CALLS[self.work]

    def request(self, token: str = TOKEN) -> HttpRequest:
        """The request to the gateway, or to whoever speaks the same contract."""
        if self.protocol == LOGIN:
            form = urlencode({"username": CALLER, "password": PASSWORD, "service": SERVICE})
            return HttpRequest("POST", "/login/token.php", {"content-type": "application/x-www-form-urlencoded"}, form.encode())
        return _clients()[self.protocol].request(info_of(self.call.function), dict(self.call.arguments), Token(token))

    def check(self, response: HttpResponse) -> None:
        """Raise ``Wrong`` where an answer is not what the call returns."""
        if self.protocol == LOGIN:
            if response.status != 200 or TOKEN.encode() not in response.body:
                raise Wrong(f"{self.name}: {response.status} {response.body[:200]!r}")
            return
        value = _clients()[self.protocol].read(response, info_of(self.call.function))
        if response.status != 200 or isinstance(value, Fault) or not self._fits(value):
            raise Wrong(f"{self.name}: {response.status} {response.body[:300]!r}")

    def _fits(self, value: object) -> bool:
        """Whether a value is what the call returns, as far as that is the same every time."""
        if self.call.items is None:
            return value == "pong"
        if not isinstance(value, list) or len(value) != self.call.items:
            return False
        names = {item.get("username") for item in value}
        return not self.work.startswith("user") or names == set(PEOPLE[-self.call.items :])


CALLS = {
    "nothing": Call("local_probe_private_ping"),
    "user": Call("core_user_get_users_by_field", {"field": "username", "values": [PEOPLE[-1]]}, 1),
    "users100": Call("core_user_get_users_by_field", {"field": "username", "values": list(PEOPLE)}, len(PEOPLE)),
    "struct": Call("local_probe_items", {"items": [STRUCT]}, 1),
    "structs100": Call("local_probe_items", {"items": [STRUCT] * 100}, 100),
    "write": Call("core_group_create_groups", {"groups": [{"courseid": COURSE, "name": VARYING, "description": "<p>A group</p>"}]}, 1),
    LOGIN: Call(""),
}

_XMLRPC = (Against("stdlib-xmlrpc", 3), Against("stdlib-threads"), Against("django-modern-rpc", 3))
_ROUTE, _SQL, _FASTAPI = Against("starlette"), Against("starlette-sql"), Against("fastapi", 1.5)


def _scenarios() -> list[Scenario]:
    """All there is to measure, in the order in which it is reported."""
    found = [
        Scenario("nothing", "rest", (Against("asgi"), Against("starlette", 0.9), _FASTAPI)),
        Scenario("nothing", "rest-xml", (_ROUTE,)),
        Scenario("nothing", "xmlrpc", (Against("starlette", 0.6), *_XMLRPC)),
        Scenario("nothing", "soap", (_ROUTE,)),
        Scenario("nothing", "soaptyped", (_ROUTE,)),
        Scenario("nothing", "jsonrpc", (_ROUTE, _FASTAPI)),
        Scenario("nothing", "api", (_ROUTE, _FASTAPI)),
        Scenario("user", "rest", (_ROUTE, Against("starlette-sql", 0.65), _FASTAPI)),
        *(Scenario("user", protocol, (_SQL,)) for protocol in ("rest-xml", "xmlrpc", "soap", "soaptyped")),
        Scenario("users100", "rest", (Against("starlette-orjson", 0.6), _SQL, _FASTAPI)),
        *(Scenario("users100", protocol, (_ROUTE,)) for protocol in ("rest-xml", "xmlrpc", "soap", "soaptyped")),
        Scenario("struct", "rest", (_ROUTE, _FASTAPI)),
        Scenario("struct", "rest-xml", (_ROUTE,)),
        Scenario("struct", "jsonrpc", (_ROUTE, _FASTAPI)),
        Scenario("struct", "xmlrpc", (_ROUTE, *_XMLRPC)),
        Scenario("struct", "soap", (Against("starlette", 0.5), Against("spyne", 4))),
        Scenario("struct", "soaptyped", (_ROUTE, Against("spyne", 4))),
        Scenario("structs100", "rest", (_ROUTE, _FASTAPI)),
        Scenario("structs100", "jsonrpc", (_ROUTE, _FASTAPI)),
        Scenario("structs100", "api", (_ROUTE, _FASTAPI)),
        Scenario("structs100", "xmlrpc", _XMLRPC),
        Scenario("structs100", "soap", (Against("spyne", 8),)),
        Scenario("structs100", "soaptyped", (Against("spyne", 8),)),
        Scenario("write", "rest", (_SQL,)),
        *(Scenario("write", protocol, (_ROUTE,)) for protocol in ("rest-xml", "xmlrpc", "soap", "soaptyped")),
        Scenario(LOGIN, LOGIN, (_SQL,)),
    ]
    found += [Scenario("nothing", "rest", (_ROUTE,), connections=connections) for connections in (1, 256)]
    found += [Scenario("nothing", "rest", (_ROUTE,), workers=2), Scenario("user", "rest", (_SQL,), workers=2)]
    return found + [Scenario(work, "rest", (_SQL,), database="postgresql") for work in ("user", "users100", "write")]


SCENARIOS = _scenarios()


def chosen(patterns: Sequence[str], scenarios: Sequence[Scenario] = SCENARIOS) -> list[Scenario]:
    """The scenarios that one of the patterns names, all where there is none. Raises ``Unknown`` for one that names nothing."""
    for pattern in patterns:
        if not any(fnmatch.fnmatch(scenario.name, pattern) for scenario in scenarios):
            raise Unknown(f"no scenario is called {pattern}; there are {', '.join(scenario.name for scenario in scenarios)}")
    return [scenario for scenario in scenarios if not patterns or any(fnmatch.fnmatch(scenario.name, each) for each in patterns)]


@cache
def _clients() -> dict[str, Client]:
    """The client halves of all protocols, by name."""
    return {name: client for protocol in protocols() for name, client in clients_of(protocol).items()}


@cache
def _registry() -> Registry:
    return Registry(discover([PROBE]))


def info_of(name: str) -> FunctionInfo:
    """A function of the gateway."""
    return _registry().resolve(name).info
