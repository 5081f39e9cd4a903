"""The front page: calls to copy, and the demo's open door."""

from __future__ import annotations

import html
import re

import pytest
from sqlalchemy import update

from gateway.server.host import Gateway
from gateway.store.tables.services import external_services, external_tokens
from tests.unit.app_fixtures import client, set_config, statement
from tests.unit.web.pages.test_gate import session_of, web

HERE = "127.0.0.1:8080"


def commands(page: str) -> list[str]:
    """The commands that a page shows."""
    return [html.unescape(text) for text in re.findall(r"<pre[^>]*><code>(.*?)</code>", page, re.DOTALL)]


async def test_a_visitor_sees_where_a_token_goes(gateway: Gateway) -> None:
    async with web(gateway) as browser:
        page = (await browser.get("/")).text
    calls = [command for command in commands(page) if "YOUR_TOKEN" in command]
    assert len(calls) >= 5
    assert "Try the demo" not in page


async def test_a_protocol_that_is_off_is_left_out(gateway: Gateway) -> None:
    set_config(gateway, webserviceprotocols="rest")
    async with web(gateway) as browser:
        page = (await browser.get("/")).text
    assert "/webservice/rest/server.php" in page
    assert "/webservice/xmlrpc/server.php" not in page
    set_config(gateway, enablewebservices="0")
    async with web(gateway) as browser:
        page = (await browser.get("/")).text
    assert "Web services are switched off" in page
    assert "/webservice/rest/server.php" not in page


async def test_people_see_their_own_token_if_they_have_one(gateway: Gateway) -> None:
    async with web(gateway, session_of(gateway, 4)) as browser:
        found = re.search(r"wstoken=([0-9a-f]{32})", (await browser.get("/")).text)
        assert found is not None
        asked = {"wstoken": found[1], "wsfunction": "core_webservice_get_site_info", "moodlewsrestformat": "json"}
        assert (await browser.post("/webservice/rest/server.php", data=asked)).json()["username"] == "student"
        for change in (
            update(external_tokens).values(validuntil=1),
            update(external_tokens).values(validuntil=None, iprestriction="10.0.0.1"),
            update(external_tokens).values(iprestriction=None, developer=1),
        ):
            statement(gateway, change)
            page = (await browser.get("/")).text
            assert found[1] not in page
            assert "YOUR_TOKEN" in page


async def test_a_token_of_a_service_that_is_off_is_not_shown(gateway: Gateway) -> None:
    statement(gateway, update(external_services).values(enabled=0))
    set_config(gateway, enablewebservices="1")  # the site is loaded anew
    async with web(gateway, session_of(gateway, 4)) as browser:
        assert not re.search(r"wstoken=[0-9a-f]{32}", (await browser.get("/")).text)


@pytest.mark.parametrize(
    ("address", "host", "offered"),
    [("127.0.0.1", HERE, True), ("::1", HERE, True), ("192.0.2.1", HERE, False), ("127.0.0.1", "rebound.example", False)],
)
async def test_the_demo_is_open_to_this_machine_alone(gateway: Gateway, address: str, host: str, offered: bool) -> None:
    set_config(gateway, triglot__demo="1")
    async with client(gateway, host=host, address=address) as browser:
        page = (await browser.get("/")).text
    assert ("Sign in as tess" in page) == offered
    assert ("Demo.1234" in page) == offered


async def test_what_is_no_demo_offers_nobody(gateway: Gateway) -> None:
    async with web(gateway) as browser:
        answer = await browser.get("/")
    assert "Demo.1234" not in answer.text
    assert "set-cookie" not in answer.headers
