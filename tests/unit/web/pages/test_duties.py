"""What people must do before they go on: another password, and the policy of the site."""

from __future__ import annotations

import httpx2
import pytest
from sqlalchemy import select

from gateway.access import sessions
from gateway.server.host import Gateway
from gateway.store.tables.site import logstore_standard_log
from gateway.store.tables.users import user
from gateway.web.pages.duties import PASSWORD
from gateway.web.pages.gate import LOGIN
from tests.unit.app_fixtures import set_config, statement
from tests.unit.web.pages.test_gate import BASE, session_of, web
from tests.unit.web.pages.test_signin import sign_in

OLD, NEW = "Passw0rd!", "An0ther!one"


async def change(browser: httpx2.AsyncClient, sid: str, old: str = OLD, new: str = NEW, again: str | None = None) -> httpx2.Response:
    """The answer to the form for another password."""
    fields = {"password": old, "newpassword1": new, "newpassword2": new if again is None else again}
    return await browser.post(PASSWORD, data={"sesskey": sessions.sesskey(sid), **fields})


async def test_a_password_that_must_be_changed_is_changed_first(gateway: Gateway) -> None:
    sid = session_of(gateway, 10)
    async with web(gateway, sid) as browser:
        assert (await browser.get("/my/")).headers["location"] == f"{BASE}{PASSWORD}"
        assert "Choose a password of your own" in (await browser.get(PASSWORD)).text
        assert (await change(browser, sid)).headers["location"] == f"{BASE}/my/?told=password"
        page = await browser.get("/my/?told=password")
        assert "Your password has been changed." in page.text
    async with web(gateway) as browser:
        assert "testsession" in (await sign_in(browser, "forcepw", NEW)).headers["location"]
    log = logstore_standard_log.c
    assert statement(gateway, select(log.userid).where(log.target == "user_password")) == 10


async def test_other_sessions_end(gateway: Gateway) -> None:
    here, there = session_of(gateway, 4), session_of(gateway, 4)
    async with web(gateway, here) as browser, web(gateway, there) as other:
        await change(browser, here)
        assert (await browser.get("/my/")).status_code == 200
        assert (await other.get("/my/")).headers["location"] == f"{BASE}{LOGIN}"


@pytest.mark.parametrize(
    ("old", "new", "again", "words"),
    [
        ("wrong", NEW, None, "The present password is wrong."),
        (OLD, "short", None, "at least 8 characters"),
        (OLD, NEW, NEW + "x", "in two different ways"),
        (OLD, OLD, None, "must not be the present one"),
        ("", "", "", "The present password is wrong."),
    ],
)
async def test_what_is_wrong_is_told(gateway: Gateway, old: str, new: str, again: str | None, words: str) -> None:
    sid = session_of(gateway, 4)
    async with web(gateway, sid) as browser:
        answer = await change(browser, sid, old, new, again)
        assert answer.status_code == 422
        assert words in answer.text
    async with web(gateway) as browser:
        assert "testsession" in (await sign_in(browser)).headers["location"]


async def test_a_password_that_is_kept_elsewhere(gateway: Gateway) -> None:
    sid = session_of(gateway, 4)
    statement(gateway, user.update().where(user.c.id == 4).values(auth="ldap"))
    async with web(gateway, sid) as browser:
        for answer in (await browser.get(PASSWORD), await change(browser, sid)):
            assert 'data-errorcode="nopasswordchangeforced"' in answer.text


async def test_the_policy_is_agreed_to_first(gateway: Gateway) -> None:
    set_config(gateway, sitepolicy="https://example.org/policy")
    sid = session_of(gateway, 4)
    async with web(gateway, sid) as browser:
        assert (await browser.get("/my/")).headers["location"] == f"{BASE}/user/policy.php"
        assert "https://example.org/policy" in (await browser.get("/user/policy.php")).text
        assert (await browser.post("/user/policy.php", data={"sesskey": sessions.sesskey(sid)})).headers["location"] == f"{BASE}/my/"
        assert (await browser.get("/my/")).status_code == 200
        assert "You have agreed" in (await browser.get("/user/policy.php")).text
    assert statement(gateway, select(user.c.policyagreed).where(user.c.id == 4)) == 1


async def test_a_site_without_a_policy(gateway: Gateway) -> None:
    sid = session_of(gateway, 4)
    async with web(gateway, sid) as browser:
        assert "no policy" in (await browser.get("/user/policy.php")).text
        await browser.post("/user/policy.php", data={"sesskey": sessions.sesskey(sid)})
    assert statement(gateway, select(user.c.policyagreed).where(user.c.id == 4)) == 0


async def test_a_profile_with_nothing_in_it(gateway: Gateway) -> None:
    sid = session_of(gateway, 4)
    statement(gateway, user.update().where(user.c.id == 4).values(email=""))
    async with web(gateway, sid) as browser:
        answer = await browser.get("/my/")
        assert answer.status_code == 403
        assert 'data-errorcode="usernotfullysetup"' in answer.text
