"""A person's own keys."""

from __future__ import annotations

import html
import re

import httpx2
import pytest
from sqlalchemy import delete, func, insert, select, update

from gateway.access import sessions
from gateway.server.host import Gateway
from gateway.store.tables.services import external_services, external_tokens
from gateway.store.tables.site import logstore_standard_log
from gateway.store.tables.users import user_private_key
from gateway.web.pages.keys import KEYS
from tests.unit.app_fixtures import call, counted, set_config, statement, value
from tests.unit.web.pages.test_gate import session_of, web

STUDENT = 4


async def ask(browser: httpx2.AsyncClient, sid: str, action: str, **fields: object) -> httpx2.Response:
    """The answer to a form."""
    return await browser.post(KEYS, data={"sesskey": sessions.sesskey(sid), "action": action, **{k: str(v) for k, v in fields.items()}})


def new_key(page: str) -> str:
    """The new token that a page shows."""
    found = re.search(r'aria-label="the new key"><code>([0-9a-f]{32})<', page)
    assert found is not None, page
    return found[1]


def offered(page: str) -> list[int]:
    """The services for which a page offers a key."""
    return [int(number) for number in re.findall(r'name="service" value="(\d+)"', page)]


def tokens_of(gateway: Gateway, userid: int) -> int:
    return int(statement(gateway, select(func.count()).select_from(external_tokens).where(external_tokens.c.userid == userid)))


async def test_a_key_is_made_shown_once_and_works(gateway: Gateway) -> None:
    statement(gateway, delete(external_tokens).where(external_tokens.c.userid == STUDENT))
    sid = session_of(gateway, STUDENT)
    async with web(gateway, sid) as browser:
        services = offered((await browser.get(KEYS)).text)
        assert services
        answer = await ask(browser, sid, "create", service=services[0])
        token = new_key(answer.text)
        assert "no-store" in answer.headers["cache-control"]
        page = (await browser.get(KEYS)).text
        assert token not in page
        assert services[0] not in offered(page)
        again = await ask(browser, sid, "create", service=services[0])
        assert (again.status_code, tokens_of(gateway, STUDENT)) == (422, 1)
    until = statement(gateway, select(external_tokens.c.validuntil).where(external_tokens.c.userid == STUDENT))
    assert until > 0
    action = logstore_standard_log.c
    where = (action.target == "webservice_token", action.action == "created")
    assert statement(gateway, select(action.userid).where(*where)) == STUDENT


async def test_a_key_is_reset_by_who_has_made_it(gateway: Gateway) -> None:
    statement(gateway, update(external_tokens).where(external_tokens.c.userid == STUDENT).values(creatorid=STUDENT))
    tokenid = statement(gateway, select(func.min(external_tokens.c.id)).where(external_tokens.c.userid == STUDENT))
    sid, before = session_of(gateway, STUDENT), tokens_of(gateway, STUDENT)
    async with web(gateway, sid) as browser:
        assert len(new_key((await ask(browser, sid, "reset", id=tokenid)).text)) == 32
        assert tokens_of(gateway, STUDENT) == before
        assert (await ask(browser, sid, "reset", id=tokenid)).status_code == 422


async def test_another_ones_key_is_out_of_reach(gateway: Gateway) -> None:
    theirs = statement(gateway, select(func.min(external_tokens.c.id)).where(external_tokens.c.userid != STUDENT))
    admins = statement(gateway, select(func.min(external_tokens.c.id)).where(external_tokens.c.userid == STUDENT))
    statement(gateway, update(external_tokens).where(external_tokens.c.id == admins).values(creatorid=2))
    total = statement(gateway, select(func.count()).select_from(external_tokens))
    sid = session_of(gateway, STUDENT)
    async with web(gateway, sid) as browser:
        assert "an administrator" in (await browser.get(KEYS)).text
        for action, tokenid in (("reset", theirs), ("revoke", theirs), ("reset", admins), ("revoke", 0), ("revoke", "x")):
            answer = await ask(browser, sid, action, id=tokenid)
            assert (answer.status_code, "You have" in html.unescape(answer.text)) == (422, True)
        assert statement(gateway, select(func.count()).select_from(external_tokens)) == total
        assert (await ask(browser, sid, "revoke", id=admins)).status_code == 303
    assert statement(gateway, select(func.count()).select_from(external_tokens)) == total - 1


async def test_who_may_not_make_keys_is_offered_none(gateway: Gateway) -> None:
    async with web(gateway, session_of(gateway, 2)) as browser:
        assert offered((await browser.get(KEYS)).text) == [1]  # administrators make theirs otherwise, but for the mobile app
    statement(gateway, update(external_services).values(enabled=0))
    set_config(gateway, enablewebservices="1")
    sid = session_of(gateway, STUDENT)
    async with web(gateway, sid) as browser:
        page = (await browser.get(KEYS)).text
        assert offered(page) == []
        assert "the service is switched off" in page


@pytest.mark.parametrize("action", ["", "nosuch"])
async def test_an_unknown_action(gateway: Gateway, action: str) -> None:
    sid = session_of(gateway, STUDENT)
    async with web(gateway, sid) as browser:
        assert (await ask(browser, sid, action)).status_code == 422


async def test_the_key_for_files_is_reset(gateway: Gateway) -> None:
    info = value(await call(gateway, "core_webservice_get_site_info", by="student"))
    assert info["userprivateaccesskey"]
    sid = session_of(gateway, STUDENT)
    async with web(gateway, sid) as browser:
        assert "Reset the key for files" in (await browser.get(KEYS)).text
        assert (await ask(browser, sid, "reset-files")).headers["location"].endswith("told=key")
        assert "Reset the key for files" not in (await browser.get(KEYS)).text
    assert statement(gateway, select(func.count()).select_from(user_private_key).where(user_private_key.c.userid == STUDENT)) == 0
    assert statement(gateway, select(logstore_standard_log.c.relateduserid).where(logstore_standard_log.c.target == "user_key")) == STUDENT


async def test_few_statements_and_rows_whatever_there_is(gateway: Gateway) -> None:
    same = {"tokentype": 0, "userid": STUDENT, "externalserviceid": 2, "contextid": 1, "creatorid": STUDENT, "timecreated": 1}
    statement(gateway, insert(external_tokens).values([{**same, "token": f"x{number}", "developer": 0} for number in range(300)]))
    async with web(gateway, session_of(gateway, STUDENT)) as browser:
        await browser.get(KEYS)
        with counted(gateway.store) as seen:
            page = (await browser.get(KEYS)).text
    assert len(seen) <= 10
    assert page.count('value="revoke"') == 200
