"""The documentation of the interface."""

from __future__ import annotations

import html
import re

import pytest
from sqlalchemy import select, update

from gateway.describe import ParamType, Struct
from gateway.describe.model import List, Now, Value
from gateway.describe.samples import sample
from gateway.errors import GatewayError, InvalidParameter
from gateway.server.host import Gateway
from gateway.store.tables.services import external_services, external_tokens
from gateway.web.pages.docs import DOCS, FUNCTION
from gateway.web.pages.outline import members, outline
from tests.unit.app_fixtures import counted, set_config, statement
from tests.unit.web.pages.test_gate import session_of, web

INFO = "core_webservice_get_site_info"


def names(page: str) -> list[str]:
    """The functions that a page lists."""
    return re.findall(r'href="/docs/function\?name=(\w+)"', page)


def only_open(gateway: Gateway, shortname: str, **values: object) -> None:
    """Leave one service that is on."""
    statement(gateway, update(external_services).values(enabled=0))
    statement(gateway, update(external_services).where(external_services.c.shortname == shortname).values(enabled=1, **values))
    set_config(gateway, enablewebservices="1")


async def test_a_visitor_reads_of_open_services_if_the_site_says_so(gateway: Gateway) -> None:
    only_open(gateway, "all", restrictedusers=0, requiredcapability=None)
    set_config(gateway, enablewsdocumentation="0")
    async with web(gateway) as browser:
        assert names((await browser.get(DOCS)).text) == []
        assert (await browser.get(FUNCTION, params={"name": INFO})).status_code == 404
        set_config(gateway, enablewsdocumentation="1")
        assert names((await browser.get(DOCS)).text)
        assert "YOUR_TOKEN" in (await browser.get(FUNCTION, params={"name": INFO})).text
        only_open(gateway, "all", restrictedusers=1)
        assert names((await browser.get(DOCS)).text) == []


async def test_people_read_of_what_they_may_call_and_administrators_of_all(gateway: Gateway) -> None:
    only_open(gateway, "all", restrictedusers=1, requiredcapability=None)
    async with web(gateway, session_of(gateway, 6)) as browser:
        statement(gateway, update(external_services).values(requiredcapability="moodle/site:config"))
        set_config(gateway, enablewebservices="1")
        assert names((await browser.get(DOCS)).text) == []
    async with web(gateway, session_of(gateway, 2)) as browser:
        page = (await browser.get(DOCS)).text
        assert f"You may call {len(gateway.registry):,} functions." in page
        found = names(page)
        while more := re.search(r'rel="next" href="([^"]*)"', page):
            page = (await browser.get(html.unescape(more[1]))).text
            found += names(page)
        assert found == [function.info.name for function in gateway.registry]


async def test_the_search_finds_names_texts_and_parameters(gateway: Gateway) -> None:
    async with web(gateway, session_of(gateway, 2)) as browser:
        assert names((await browser.get(DOCS, params={"q": "SITE_info"})).text)[0] == INFO
        assert "core_user_get_users" in names((await browser.get(DOCS, params={"q": "criteria"})).text)
        assert names((await browser.get(DOCS, params={"q": "nothing zzqx"})).text) == []
        assert names((await browser.get(DOCS, params={"q": "<b>" + "x" * 9000})).text) == []
        assert all(name.startswith("mod_forum") for name in names((await browser.get(DOCS, params={"of": "mod_forum"})).text))


@pytest.mark.parametrize("language", ["curl", "http", "python", "javascript", "php", "java", "csharp", "nosuch"])
async def test_a_function_is_called_with_the_token_of_its_reader(gateway: Gateway, language: str) -> None:
    async with web(gateway, session_of(gateway, 4)) as browser:
        page = (await browser.get(FUNCTION, params={"name": INFO, "in": language})).text
    assert page.count('class="copyable"') >= 5
    assert "YOUR_TOKEN" not in page
    assert "serviceshortnames" in page


async def test_every_function_has_a_page(gateway: Gateway) -> None:
    async with web(gateway, session_of(gateway, 2)) as browser:
        for function in gateway.registry:
            answer = await browser.get(FUNCTION, params={"name": function.info.name})
            assert answer.status_code == 200, function.info.name
            assert function.info.name in answer.text


async def test_codes_and_protocols(gateway: Gateway) -> None:
    async with web(gateway) as browser:
        assert 'id="all-invalidtoken"' in (await browser.get("/docs/errors")).text
        page = (await browser.get("/docs/protocols")).text
    assert all(f'id="{protocol.name}"' in page for protocol in gateway.protocols)


async def test_few_statements(gateway: Gateway) -> None:
    async with web(gateway, session_of(gateway, 4)) as browser:
        for path in (DOCS, f"{FUNCTION}?name={INFO}"):
            with counted(gateway.store) as seen:
                assert (await browser.get(path)).status_code == 200
            assert len(seen) <= 12, seen  # half of them begin a transaction
    assert statement(gateway, select(external_tokens.c.id).limit(1))


async def test_samples_are_fit_for_every_function(gateway: Gateway) -> None:
    for function in gateway.registry:
        made = sample(function.info.params)
        try:
            function.validate(made, gateway.site)
        except InvalidParameter as error:
            pytest.fail(f"{function.info.name}: {error.debug}")
        except GatewayError:
            pass


def test_a_description_as_a_tree() -> None:
    described = Struct(
        {
            "id": Value(ParamType.INT, "which"),
            "when": Value(ParamType.INT, default=Now()),
            "names": List(Value(ParamType.ALPHA, "a name"), optional=True),
            "pairs": List(List(Struct({"key": Value(ParamType.TEXT, most=5)})), default=[]),
            "limit": Value(ParamType.INT, default=None, null_means="no limit"),
        }
    )
    number, when, texts, pairs, limit = members(described, given=True)
    assert (number.name, number.kind, number.need, number.text) == ("id", "whole number", "required", "which")
    assert when.need == "default: the time of the call"
    assert (texts.kind, texts.need, texts.text) == ("list of texts", "optional", "a name")
    assert "letters a to z" in texts.rule
    assert (pairs.kind, pairs.need) == ("list of lists of structures", "default: []")
    assert pairs.parts[0].rule.endswith("at most 5 characters")
    assert limit.null == "null: no limit"
    assert outline("", described, given=False).parts[2].need == "may be missing"
