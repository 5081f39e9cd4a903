"""The application: what answers at which address, and when the gateway lives."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from gateway.admin.install import register_protocols
from gateway.compare.exchange import clients
from gateway.registry.protocols import protocols
from gateway.registry.registry import Registry
from gateway.server.app import _direct, application
from gateway.server.host import Gateway
from gateway.settings import Settings
from gateway.web import login
from gateway.web.secure import SECURE
from gateway.wire.call import Token
from gateway.wire.exchange import Fault, HttpResponse
from tests.unit.app_fixtures import client, set_config, token

REST = "/webservice/rest/server.php"


def test_protocols_are_found_by_their_entry_points() -> None:
    assert "rest" in [protocol.name for protocol in protocols()]
    assert [protocol.name for protocol in protocols()] == sorted(protocol.name for protocol in protocols())


async def test_a_call_over_http_reaches_the_function(gateway: Gateway) -> None:
    form = {"wstoken": token("student"), "wsfunction": "local_trial_caller", "moodlewsrestformat": "json"}
    async with client(gateway, address="10.0.0.1") as web:
        answer = await web.post(REST, data=form)
    assert answer.json() == {"user": 4, "token": 3, "service": 2, "restriction": 1}


async def test_the_address_of_the_client_is_the_one_that_restrictions_are_held_against(gateway: Gateway) -> None:
    query = {"wstoken": "7d6a5b7d4a657d1f3bffd8632442ec26", "wsfunction": "local_trial_plain", "moodlewsrestformat": "json"}
    for address, answer in (("10.9.8.7", '"plain"'), ("10.9.8.8", "accessexception")):
        async with client(gateway, address=address) as web:
            assert answer in (await web.get(REST, params=query)).text


@pytest.mark.parametrize("path", [REST, login.ADDRESS, "/", "/nowhere"])
async def test_whom_the_site_does_not_answer_comes_no_further_than_the_door(gateway: Gateway, path: str) -> None:
    set_config(gateway, blockedip="10.0.0.0/8")
    async with client(gateway, address="10.0.0.1") as web:
        answer = await web.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/plain; charset=utf-8")
    assert answer.text == "This site does not answer requests from your address."
    async with client(gateway, address="11.0.0.1") as web:
        assert (await web.get(path)).text != answer.text


@pytest.mark.parametrize("path", ["/nosuch", "/login", "/webservice/rest", "/webservice/rest/server.phpx", "/x/webservice/rest/server.php"])
async def test_other_addresses_are_not_found(gateway: Gateway, path: str) -> None:
    async with client(gateway) as web:
        assert (await web.get(path)).status_code == 404


async def test_the_gateway_lives_as_long_as_the_application(recorded_settings: Settings, registry: Registry) -> None:
    gateway = Gateway(recorded_settings, registry)
    app = application(gateway)
    seen = await lifespan(app, lambda: client(gateway).get(login.ADDRESS, params={"appsitecheck": "1"}))
    assert seen == ["lifespan.startup.complete", '{"appsitecheck":"ok"}', "lifespan.shutdown.complete"]
    assert all(task.done() for task in gateway._tasks)


async def test_an_application_that_cannot_start_says_so(recorded_settings: Settings, registry: Registry) -> None:
    gateway = Gateway(recorded_settings, registry)

    async def refuse() -> None:
        raise OSError("no")

    gateway.start = refuse  # type: ignore[method-assign]
    with pytest.raises(OSError, match="no"):
        await lifespan(application(gateway), lambda: client(gateway).get("/"))
    gateway.calls.close()


async def lifespan(app: Any, meanwhile: Callable[[], Awaitable[Any]]) -> list[str]:
    """Start and stop an application as a server would; what it says, and what it answers meanwhile."""
    seen: list[str] = []

    async def receive() -> dict[str, Any]:
        if not seen:
            return {"type": "lifespan.startup"}
        seen.append((await meanwhile()).text)
        return {"type": "lifespan.shutdown"}

    async def send(message: Any) -> None:
        seen.append(message["type"])

    await app({"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}, receive, send)
    return seen


async def plain_asgi(scope: Scope, receive: Receive, send: Send) -> None: ...


class Endpoint:
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None: ...


async def view(request: Request) -> Response:
    return Response()


def test_only_fixed_addresses_of_asgi_applications_need_no_router() -> None:
    endpoint = Endpoint()
    routes = [
        Route("/direct", endpoint),
        Route("/some/{where}", endpoint),
        Route("/view", view),
        Route("/post", endpoint, methods=["POST"]),
    ]
    assert _direct([*routes]) == {"/direct": endpoint}


async def test_the_addresses_that_calls_take_need_no_router(gateway: Gateway) -> None:
    routes = [*login.routes(gateway)]
    for protocol in protocols():
        routes.extend(protocol.routes(gateway))
    assert {login.ADDRESS, REST} <= set(_direct(routes))


APP = "Mozilla/5.0 (Linux; Android 14) MoodleMobile 4.5.0"
# Pages may not call it.
WAYS = {name: half for name, half in clients(protocols()).items() if name != "ajax"}


@pytest.mark.parametrize("name", WAYS)
async def test_the_app_is_known_by_its_name_over_every_protocol(gateway: Gateway, name: str) -> None:
    switched = [protocol.name for protocol in protocols() if protocol.switched]
    await gateway.store.write(lambda db: register_protocols(db, switched))
    set_config(gateway, enablemobilewebservice="1", webserviceprotocols=",".join(switched), triglot__writingservices="all")
    function = gateway.registry.resolve("tool_mobile_get_autologin_key").info
    sent = WAYS[name].request(function, {"privatetoken": "x"}, Token(token("admin")))
    codes = []
    async with client(gateway) as web:
        for agent in (APP, "curl/8"):
            answer = await web.request(sent.method, sent.path, headers={**sent.headers, "user-agent": agent}, content=sent.body)
            found = WAYS[name].read(HttpResponse(answer.status_code, dict(answer.headers), answer.content), function)
            codes.append(found.errorcode if isinstance(found, Fault) else found)
    assert codes == ["httpsrequired", "apprequired"]


@pytest.mark.parametrize("path", ["/nowhere", "/admin/tool/mobile/launch.php", "/admin/tool/mobile/autologin.php?userid=2&key=x"])
async def test_pages_can_neither_be_framed_nor_run_anything(gateway: Gateway, path: str) -> None:
    async with client(gateway) as web:
        answer = await web.get(path)
    for name, text in SECURE.items():
        assert answer.headers[name] == text
