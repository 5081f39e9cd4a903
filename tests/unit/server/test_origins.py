"""Pages of other origins: what their browsers are told, by each address."""

from __future__ import annotations

from collections.abc import Mapping

import httpx2
import msgspec
import pytest

from gateway.server.host import Gateway
from gateway.settings import Server, SettingsError, load
from gateway.web import login
from tests.unit.app_fixtures import client, set_config, token

REST, XMLRPC, SOAP = (f"/webservice/{name}/server.php" for name in ("rest", "xmlrpc", "soap"))
TYPED, JSONRPC = "/webservice/soap/typed", "/webservice/jsonrpc"
AJAX, AJAX_OPEN = "/lib/ajax/service.php", "/lib/ajax/service-nologin.php"
NAMED = (TYPED, JSONRPC, AJAX, AJAX_OPEN)
HOME, STRANGER = "https://app.example.org", "https://evil.example"
PREFLIGHT = {"access-control-request-method": "POST", "access-control-request-headers": "authorization,content-type"}


@pytest.fixture(params=[(), ("*",), (HOME, "capacitor://localhost")], ids=["none", "all", "named"])
def origins(request: pytest.FixtureRequest, gateway: Gateway) -> tuple[str, ...]:
    """The setting, on a gateway with all protocols."""
    set_config(gateway, webserviceprotocols="rest,soap,xmlrpc,jsonrpc")
    gateway.settings = msgspec.structs.replace(gateway.settings, server=Server(origins=request.param))
    named: tuple[str, ...] = request.param
    return named


async def ask(gateway: Gateway, path: str, origin: str, method: str = "POST", **more: str) -> httpx2.Response:
    async with client(gateway) as web:
        return await web.request(method, path, headers={"origin": origin, **more}, content=b"[]" if method == "POST" else b"")


def allowed(headers: Mapping[str, str]) -> tuple[str | None, bool]:
    """The origin that may read an answer, and whether with cookies."""
    return headers.get("access-control-allow-origin"), headers.get("access-control-allow-credentials") == "true"


def expected(origins: tuple[str, ...], origin: str) -> tuple[str | None, bool]:
    if "*" in origins:
        return "*", False
    return (origin, True) if origin in origins else (None, False)


@pytest.mark.parametrize("path", NAMED)
@pytest.mark.parametrize("origin", [HOME, STRANGER])
async def test_preflights_are_answered(gateway: Gateway, origins: tuple[str, ...], path: str, origin: str) -> None:
    answer = await ask(gateway, path, origin, "OPTIONS", **PREFLIGHT)
    origin_allowed, cookies = allowed(answer.headers)
    assert origin_allowed == expected(origins, origin)[0]
    assert not (cookies and origin_allowed == "*")
    assert answer.status_code == (200 if origin_allowed else 400)
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert "content-type" in answer.headers["access-control-allow-headers"]


@pytest.mark.parametrize("path", NAMED)
@pytest.mark.parametrize("origin", [HOME, STRANGER])
async def test_answers_may_be_read_by_whom_the_setting_names(gateway: Gateway, origins: tuple[str, ...], path: str, origin: str) -> None:
    answer = await ask(gateway, path, origin)
    found = allowed(answer.headers)
    assert found[0] == expected(origins, origin)[0]
    assert found != ("*", True)
    async with client(gateway) as web:
        plain = await web.post(path, content=b"[]")
    assert (plain.status_code, "access-control-allow-origin" in plain.headers) == (answer.status_code, False)


@pytest.mark.parametrize("path", [REST, XMLRPC, login.ADDRESS])
async def test_what_the_contract_opens_to_everybody_is_open_with_headers_too(gateway: Gateway, origins: tuple[str, ...], path: str) -> None:
    answer = await ask(gateway, path, STRANGER, "OPTIONS", **PREFLIGHT)
    assert (answer.status_code, *allowed(answer.headers)) == (200, "*", False)
    assert "content-type" in answer.headers["access-control-allow-headers"]
    assert allowed((await ask(gateway, path, STRANGER)).headers) == ("*", False)


async def test_a_preflight_makes_no_call(gateway: Gateway) -> None:
    query = f"?moodlewsrestformat=json&wsfunction=local_trial_plain&wstoken={token('admin')}"
    assert (await ask(gateway, f"{REST}{query}", HOME, "OPTIONS")).text == '"plain"'  # an ordinary request, by the contract
    assert "plain" not in (await ask(gateway, f"{REST}{query}", HOME, "OPTIONS", **PREFLIGHT)).text


async def test_classic_soap_is_for_no_page(gateway: Gateway, origins: tuple[str, ...]) -> None:
    for method in ("POST", "OPTIONS"):
        assert allowed((await ask(gateway, SOAP, HOME, method, **PREFLIGHT)).headers) == (None, False)


@pytest.mark.parametrize("text", ["app.example.org", "https://app.example.org/", "https://*.example.org", "null"])
def test_what_is_no_origin_is_refused_when_the_settings_are_read(text: str) -> None:
    with pytest.raises(SettingsError, match="origins"):
        load(environ={"TRIGLOT_SERVER_ORIGINS": text})


def test_origins_are_a_list() -> None:
    given = load(environ={"TRIGLOT_SERVER_ORIGINS": "https://a.example, http://localhost:8100,capacitor://localhost"})
    assert given.server.origins == ("https://a.example", "http://localhost:8100", "capacitor://localhost")
