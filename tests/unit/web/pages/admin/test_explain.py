"""Explaining a call on a page."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from gateway.server.host import Gateway
from gateway.store.tables.services import external_services, external_tokens
from tests.unit.app_fixtures import counted, set_config, statement
from tests.unit.web.pages.admin.asking import administrator
from tests.unit.web.pages.test_gate import session_of, web

EXPLAIN, INFO = "/admin/explain", "core_webservice_get_site_info"


def token_of(gateway: Gateway, userid: int, service: str) -> str:
    """The id of a token."""
    joined = external_tokens.join(external_services, external_services.c.id == external_tokens.c.externalserviceid)
    where = (external_tokens.c.userid == userid, external_services.c.shortname == service)
    return str(statement(gateway, select(external_tokens.c.id).select_from(joined).where(*where).order_by(external_tokens.c.id)))


async def test_a_call_that_would_be_let_in_and_one_that_would_not(gateway: Gateway) -> None:
    asked = {"token": token_of(gateway, 4, "all"), "function": INFO, "protocol": "rest"}
    async with administrator(gateway) as browser:
        assert "<h1>Explain a call</h1>" in await browser.get(EXPLAIN)
        with counted(gateway.store) as seen:
            page = await browser.get(EXPLAIN, **asked)
        assert "It would be let in" in page
        assert len([text for text in seen if text != "BEGIN"]) <= 10
        set_config(gateway, webserviceprotocols="soap")
        page = await browser.get(EXPLAIN, **asked)
        assert "It would be refused: protocol enabled" in page
        assert "triglot config set webserviceprotocols soap,rest" in page
        page = await browser.get(EXPLAIN, **asked | {"function": "no_such<b>"})
        assert "refuses</span> function known" in page
        assert "no_such&lt;b&gt;" in page


@pytest.mark.parametrize("wrong", [{"token": "0"}, {"token": "x"}, {"protocol": "nosuch"}])
async def test_what_is_not_there_is_told(gateway: Gateway, wrong: dict[str, str]) -> None:
    asked = {"token": token_of(gateway, 4, "all"), "function": INFO, "protocol": "rest"} | wrong
    async with web(gateway, session_of(gateway, 2)) as client:
        answer = await client.get(EXPLAIN, params=asked)
    assert (answer.status_code, 'role="alert"' in answer.text) == (422, True)
