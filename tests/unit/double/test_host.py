"""The host of a world, and what a gateway has of it: nothing."""

from __future__ import annotations

import subprocess
import sys

import httpx2
import pytest

from gateway.double.control.verbs import VERBS
from gateway.double.worlds import Worlds
from gateway.server.host import Gateway
from tests.unit.app_fixtures import client
from tests.unit.double.calling import ask

NOWHERE = {"/_triglot", "/_triglot/openapi.json", "/t/one/", "/t/one/_triglot/clock", *(f"/_triglot/{verb.path}" for verb in VERBS)}


async def test_a_gateway_answers_at_the_addresses_of_a_double_as_at_any_that_it_does_not_have(gateway: Gateway) -> None:
    async with client(gateway) as web:
        for method in ("GET", "POST", "PUT", "DELETE"):
            unknown = await web.request(method, "/no/such/address")
            assert unknown.status_code == 404
            for path in sorted(NOWHERE):
                answer = await web.request(method, path)
                assert (answer.status_code, answer.content) == (404, unknown.content), path


def test_serving_loads_nothing_of_the_double() -> None:
    serving = "import gateway.server.workers, sys; print([name for name in sys.modules if name.startswith('gateway.double')])"
    assert subprocess.run([sys.executable, "-c", serving], capture_output=True, text=True, check=True).stdout == "[]\n"


async def test_a_world_is_ready_however_long_nobody_has_changed_it(
    browser: httpx2.AsyncClient, worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = await worlds.named("one")
    monkeypatch.setattr(world.host, "_followed", 1.0)
    assert (await browser.get("/t/one/health/ready")).status_code == 200


async def test_what_a_call_leaves_to_be_stored_is_there_for_the_next(browser: httpx2.AsyncClient, worlds: Worlds) -> None:
    await ask(browser, "core_webservice_get_site_info", "one")
    world = await worlds.named("one")
    tokens = (await browser.get("/t/one/_triglot/export")).json()["external_tokens"]
    assert tokens[0]["lastaccess"] == int(world.clock())
