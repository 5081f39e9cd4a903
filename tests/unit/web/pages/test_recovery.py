"""Confirming an account and setting a new password in a browser, by mailed links."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, update

from gateway.admin import accounts, confirmation, resets
from gateway.server.host import Gateway
from gateway.store.tables.users import sessions, user, user_password_resets
from tests.unit.app_fixtures import set_config, statement, stop_background
from tests.unit.components.test_signing_up import PERSON, RESET, SIGN_UP, link, mails, told
from tests.unit.web.pages.test_gate import BASE, session_of, web
from tests.unit.web.pages.test_signin import sign_in

NEW = "N3w-Passw0rd"
NOW = 1_800_000_000


@pytest.fixture(autouse=True)
def _quiet(gateway: Gateway) -> None:
    stop_background(gateway)
    set_config(gateway, registerauth="email")


async def test_a_link_confirms_the_account_only_when_the_form_is_sent(gateway: Gateway) -> None:
    await told(gateway, SIGN_UP, **PERSON, redirect="/user/files.php")
    fields = {name: values[0] for name, values in link(mails(gateway)[0]).items()}
    confirmed = select(user.c.confirmed).where(user.c.username == "nell")
    async with web(gateway) as browser:
        page = await browser.get(confirmation.PATH, params=fields)
        assert "nell" in page.text
        assert page.headers["referrer-policy"] in ("no-referrer", "same-origin")
        assert statement(gateway, confirmed) == 0
        answer = await browser.post(confirmation.PATH, data=fields)
        assert answer.headers["location"] == f"{BASE}/login/index.php?told=confirmed"
        assert statement(gateway, confirmed) == 1
        assert "Your account is confirmed" in (await browser.get(answer.headers["location"])).text
        signed = await sign_in(browser, "nell")
        assert (await browser.get(signed.headers["location"])).headers["location"] == f"{BASE}/user/files.php"
        assert (await browser.post(confirmation.PATH, data={"data": "0/nell"})).status_code >= 400


async def test_a_link_sets_one_new_password_and_ends_the_sessions(gateway: Gateway) -> None:
    session_of(gateway, 4)
    async with web(gateway) as browser:
        assert "I have forgotten my password" in (await browser.get("/login/index.php")).text
        said = await browser.post(resets.PATH, data={"username": " Student "})
        assert resets.TEXTS[resets.Answer.MAY_BE_SENT] in said.text
        [token] = link(mails(gateway)[0])["token"]
        assert statement(gateway, select(user_password_resets.c.token)) != token
        assert "student" in (await browser.get(resets.PATH, params={"token": token})).text
        for bad in ({"newpassword1": "", "newpassword2": ""}, {"newpassword1": "x", "newpassword2": "x"}, {"newpassword1": NEW}):
            assert (await browser.post(resets.PATH, data={"token": token, **bad})).status_code == 422
        typed = {"token": token, "newpassword1": NEW, "newpassword2": NEW}
        answer = await browser.post(resets.PATH, data=typed)
        assert answer.headers["location"] == f"{BASE}/login/index.php?told=newpassword"
        assert statement(gateway, select(func.count()).select_from(sessions)) == 0
        again = await browser.post(resets.PATH, data=typed)
        assert "holds no more" in again.text
        assert "testsession" in (await sign_in(browser, "student", NEW)).headers["location"]


async def test_a_link_holds_for_a_while(gateway: Gateway) -> None:
    await told(gateway, RESET, username="student")
    [token] = link(mails(gateway)[0])["token"]
    statement(gateway, update(user_password_resets).values(timerequested=user_password_resets.c.timerequested - 1900))
    async with web(gateway) as browser:
        assert "holds no more" in (await browser.get(resets.PATH, params={"token": token})).text
        await told(gateway, RESET, username="student")
        [token] = link(mails(gateway)[0])["token"]
        assert "holds no more" not in (await browser.get(resets.PATH, params={"token": token})).text


async def test_a_link_is_void_once_the_password_is_another(gateway: Gateway) -> None:
    await told(gateway, RESET, username="student")
    [token] = link(mails(gateway)[0])["token"]
    gateway.store.run_here(lambda work: accounts.set_password(work.db, gateway.site, 4, NEW, now=NOW), write=True)
    async with web(gateway) as browser:
        assert "holds no more" in (await browser.get(resets.PATH, params={"token": token})).text
    await told(gateway, RESET, username="student")
    assert link(mails(gateway)[0])["token"] != [token]


@pytest.mark.parametrize("change", [{"suspended": 1}, {"deleted": 1}, {"auth": "nologin"}, {"confirmed": 0}])
async def test_a_link_does_nothing_for_who_may_not_log_in(gateway: Gateway, change: dict[str, object]) -> None:
    await told(gateway, RESET, username="student")
    [token] = link(mails(gateway)[0])["token"]
    statement(gateway, update(user).where(user.c.username == "student").values(**change))
    async with web(gateway) as browser:
        answer = await browser.post(resets.PATH, data={"token": token, "newpassword1": NEW, "newpassword2": NEW})
    assert "holds no more" in answer.text


async def test_the_form_says_what_is_wrong_and_leads_elsewhere_where_passwords_are_set_elsewhere(gateway: Gateway) -> None:
    async with web(gateway) as browser:
        assert (await browser.post(resets.PATH, data={})).status_code == 422
        set_config(gateway, forgottenpasswordurl="https://id.example.org/")
        assert (await browser.get(resets.PATH)).headers["location"] == "https://id.example.org/"
        assert (await browser.post(resets.PATH, data={"username": "student"})).status_code >= 400
    assert mails(gateway) == []
