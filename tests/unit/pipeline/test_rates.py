"""The rates: how often one may call, by address, token and function."""

from __future__ import annotations

import re
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from limits.errors import ConfigurationError, StorageError
from structlog.testing import capture_logs

from gateway.errors import CodedError
from gateway.pipeline import rates
from gateway.pipeline.rates import RateLimiter, RatesError
from gateway.registry.registry import Registry
from gateway.server.host import Gateway
from gateway.settings import Rates, Settings, SettingsError, load
from gateway.wire.call import Failure, Password
from tests.unit.app_fixtures import call, client, counted, errorcode, replaced, started, token, value

PING = "local_probe_private_ping"
OTHER = "local_probe_noajax_ping"
REFUSED = "toomanyrequests"

With = Callable[..., Any]


@pytest.fixture
async def limited(recorded_settings: Settings, registry: Registry) -> AsyncIterator[With]:
    """Start a gateway with these rates."""
    running = []

    async def start(**chosen: str) -> Gateway:
        context = started(replaced(recorded_settings, "rates", **chosen), registry)
        running.append(context)
        return await context.__aenter__()

    yield start
    for context in running:
        await context.__aexit__(None, None, None)


async def test_one_token_too_often_leaves_others_alone(limited: With) -> None:
    gateway = await limited(token="2/minute")
    for _ in range(2):
        assert value(await call(gateway, PING, by="admin")) == "pong"
    assert errorcode(await call(gateway, PING, by="admin")) == REFUSED
    assert errorcode(await call(gateway, OTHER, by="admin")) == REFUSED
    assert value(await call(gateway, PING, by="teacher")) == "pong"


async def test_who_calls_with_a_password_is_counted_by_the_account(limited: With) -> None:
    gateway = await limited(token="1/minute")
    by = Password("admin", "Admin.1234")
    assert value(await call(gateway, PING, by=by)) == "pong"
    assert errorcode(await call(gateway, PING, by=by)) == REFUSED
    assert value(await call(gateway, PING, by="admin")) == "pong"


async def test_an_address_is_counted_before_anything_is_looked_at(limited: With) -> None:
    gateway = await limited(address="2/minute")
    for _ in range(2):
        assert errorcode(await call(gateway, PING, by=None)) != REFUSED
    with counted(gateway.store) as seen:
        assert errorcode(await call(gateway, PING, by="admin")) == REFUSED
    assert seen == []
    assert value(await call(gateway, PING, by="admin", address="10.0.0.1")) == "pong"


async def test_of_ipv6_a_network_is_an_address(limited: With) -> None:
    gateway = await limited(address="1/minute")
    assert value(await call(gateway, PING, address="2001:db8::1")) == "pong"
    assert errorcode(await call(gateway, PING, address="2001:db8::ffff:1")) == REFUSED
    assert value(await call(gateway, PING, address="2001:db8:0:1::1")) == "pong"
    assert value(await call(gateway, PING, address="no:address")) == "pong"


async def test_a_function_is_counted_for_all_who_may_call_it(limited: With) -> None:
    gateway = await limited(function="2/minute")
    assert errorcode(await call(gateway, PING, by="suspended")) != REFUSED  # was refused before, and does not count
    assert value(await call(gateway, PING, by="admin")) == "pong"
    assert value(await call(gateway, PING, by="teacher")) == "pong"
    assert errorcode(await call(gateway, PING, by="admin")) == REFUSED
    assert value(await call(gateway, OTHER, by="admin")) == "pong"


async def test_after_the_time_one_may_call_again(limited: With, monkeypatch: pytest.MonkeyPatch) -> None:
    gateway = await limited(token="1/minute")
    await call(gateway, PING)
    outcome = await call(gateway, PING)
    assert isinstance(outcome, Failure)
    found = re.fullmatch(r"Too many calls\. Try again in (\d+) seconds\.", outcome.error.public_message)
    assert found
    assert 55 <= int(found[1]) <= 60
    later = time.monotonic() + 61
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert value(await call(gateway, PING)) == "pong"


async def test_the_refusal_is_an_error_of_the_protocol(limited: With) -> None:
    gateway = await limited(token="1/minute")
    form = {"wstoken": token("admin"), "wsfunction": PING}
    async with client(gateway) as http:
        await http.post("/webservice/rest/server.php", data=form)
        xml = await http.post("/webservice/rest/server.php", data=form)
        json = await http.post("/webservice/rest/server.php", data={**form, "moodlewsrestformat": "json"})
        xmlrpc = await http.post(
            f"/webservice/xmlrpc/server.php?wstoken={token('admin')}",
            content=f"<?xml version='1.0'?><methodCall><methodName>{PING}</methodName></methodCall>",
            headers={"content-type": "text/xml"},
        )
    assert (xml.status_code, json.status_code) == (200, 200)
    assert f"<ERRORCODE>{REFUSED}</ERRORCODE>" in xml.text
    assert json.json()["errorcode"] == REFUSED
    assert xmlrpc.status_code in (200, 404)  # 404 where the protocol is not enabled here


async def test_taking_a_token_counts_too(limited: With) -> None:
    gateway = await limited(address="1/minute")
    form = {"username": "admin", "password": "wrong", "service": "all"}
    async with client(gateway) as http:
        assert (await http.post("/login/token.php", data=form)).json()["errorcode"] == "invalidlogin"
        assert (await http.post("/login/token.php", data=form)).json()["errorcode"] == REFUSED


async def test_without_rates_nothing_is_counted(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RateLimiter, "_require", lambda *_arguments: pytest.fail("something was counted"))
    for _ in range(3):
        assert value(await call(gateway, PING)) == "pong"


async def test_the_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "_COUNTERS", 3)
    counting = RateLimiter(Rates(address="1/minute"))
    for last in range(4):
        await counting.require_address(f"10.0.0.{last}")
    await counting.require_address("10.0.0.0")  # was forgotten
    with pytest.raises(CodedError):
        await counting.require_address("10.0.0.3")


async def test_a_server_that_is_away_lets_every_call_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    counting = RateLimiter(Rates(token="1/minute", address="1/minute"))
    tried = []

    async def away(*_arguments: object) -> bool:
        tried.append(1)
        raise StorageError(ConnectionError())

    monkeypatch.setattr(counting._limiter, "hit", away)
    with capture_logs() as logs:
        for _ in range(3):
            await counting.require_address("10.0.0.1")
    assert [entry["event"] for entry in logs] == ["rates are not counted: the server cannot be reached"]
    assert len(tried) == 1  # it is let be for a while


def test_a_client_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_arguments: object, **_options: object) -> None:
        raise ConfigurationError

    monkeypatch.setattr(rates, "storage_from_string", missing)
    with pytest.raises(RatesError, match=r"pip install 'triglot\[redis\]'"):
        RateLimiter(Rates(storage="redis://127.0.0.1:6379/9"))


@pytest.mark.parametrize("rate", ["600/minute", "1/second", "100/10 seconds", "5/2 days", ""])
def test_what_is_a_rate(rate: str) -> None:
    settings = load(environ={"TRIGLOT_RATES_TOKEN": rate})
    assert settings.rates.token == rate
    RateLimiter(settings.rates)


@pytest.mark.parametrize("rate", ["600", "0/minute", "many/minute", "5/fortnight", "600/minute;5/day"])
def test_what_is_none(rate: str) -> None:
    with pytest.raises(SettingsError, match="TRIGLOT_RATES_TOKEN: expected a number of calls in a time, as in 600/minute, or nothing"):
        load(environ={"TRIGLOT_RATES_TOKEN": rate})


async def test_wrong_passwords_from_an_address_are_counted_wherever_they_come_in(limited: With) -> None:
    gateway = await limited(failures="3/minute")
    async with client(gateway, address="10.0.0.9") as web:
        login = {"username": "admin", "password": "wrong", "service": "probe"}
        assert (await web.post("/login/token.php", data=login)).json()["errorcode"] == "invalidlogin"
        wrong = {"wsusername": "nobody", "wspassword": "wrong", "wsfunction": PING, "moodlewsrestformat": "json"}
        for _ in range(2):
            answer = await web.post("/webservice/rest/simpleserver.php", data=wrong)
            assert answer.json()["errorcode"] == "wrongusernamepassword"
        right = wrong | {"wsusername": "admin", "wspassword": "Admin.1234"}
        assert (await web.post("/webservice/rest/simpleserver.php", data=right)).json()["errorcode"] == REFUSED
        assert (await web.post("/login/token.php", data=login | {"password": "Admin.1234"})).json()["errorcode"] == REFUSED
    async with client(gateway, address="10.0.0.10") as web:
        assert (await web.post("/webservice/rest/simpleserver.php", data=right)).json() == "pong"


async def test_right_passwords_are_not_counted_as_failures(limited: With) -> None:
    gateway = await limited(failures="1/minute")
    for _ in range(3):
        assert value(await call(gateway, PING, by=Password("admin", "Admin.1234"))) == "pong"


async def test_windows_end_whatever_becomes_of_the_clock(limited: With, monkeypatch: pytest.MonkeyPatch) -> None:
    gateway = await limited(token="1/minute")
    monotonic, wall = time.monotonic(), time.time()
    monkeypatch.setattr(time, "monotonic", lambda: monotonic)
    monkeypatch.setattr(time, "time", lambda: wall)
    assert value(await call(gateway, PING)) == "pong"
    wall -= 3600
    refused = await call(gateway, PING)
    assert isinstance(refused, Failure)
    assert "60 seconds" in refused.error.public_message
    monotonic += 61
    assert value(await call(gateway, PING)) == "pong"
