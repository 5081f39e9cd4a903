"""Signing in and out with a browser."""

from __future__ import annotations

import re
from urllib.parse import quote

import httpx2
import pytest
from sqlalchemy import func, select, update

from gateway.access import sessions
from gateway.access.secrets import Vault
from gateway.server.host import Gateway
from gateway.store.tables.site import logstore_standard_log
from gateway.store.tables.users import sessions as session_rows
from gateway.store.tables.users import user
from gateway.web.pages.gate import LOGIN
from gateway.web.pages.signin import LOGOUT
from tests.unit.app_fixtures import KEY, set_config, statement
from tests.unit.web.pages.test_gate import BASE, session_of, web

PASSWORD = "Passw0rd!"


def key_in(page: str) -> str:
    """The key of the form for signing in."""
    found = re.search(r'name="logintoken" value="(\w+)"', page)
    assert found is not None
    return found[1]


async def sign_in(browser: httpx2.AsyncClient, username: str = "student", password: str = PASSWORD, **fields: str) -> httpx2.Response:
    """The answer to the form, filled in and sent."""
    key = key_in((await browser.get(LOGIN)).text)
    return await browser.post(LOGIN, data={"username": username, "password": password, "logintoken": key, **fields})


async def said(browser: httpx2.AsyncClient) -> str:
    """What the form says that is wrong."""
    page = (await browser.get(LOGIN, params={"loginredirect": "1"})).text
    return "".join(re.findall(r'role="alert">\s*<p>([^<]*)', page))


def stored_sessions(gateway: Gateway) -> int:
    return int(statement(gateway, select(func.count()).select_from(session_rows)))


async def test_a_user_name_and_a_password_begin_a_session(gateway: Gateway) -> None:
    async with web(gateway) as browser:
        answer = await sign_in(browser, " Student ")
        assert (answer.status_code, answer.headers["location"]) == (303, f"{BASE}{LOGIN}?testsession=4")
        assert "HttpOnly" in answer.headers["set-cookie"]
        assert (await browser.get(answer.headers["location"])).headers["location"] == f"{BASE}/my/"
        assert "student" in (await browser.get("/my/")).text
    action, origin = logstore_standard_log.c.action, logstore_standard_log.c.origin
    assert statement(gateway, select(origin).where(action == "loggedin")) == "web"


async def test_the_id_of_a_session_is_new(gateway: Gateway) -> None:
    async with web(gateway) as browser:
        await browser.get(LOGIN)
        before = browser.cookies["MoodleSession"]
        await sign_in(browser)
        between = browser.cookies["MoodleSession"]
        assert between != before
        await sign_in_again(browser)
        assert browser.cookies["MoodleSession"] != between
    assert stored_sessions(gateway) == 1


async def sign_in_again(browser: httpx2.AsyncClient) -> None:
    """Send the form once more, as one that was opened in another window before."""
    sid = browser.cookies["MoodleSession"]
    key = Vault(bytes.fromhex(KEY)).fingerprint("logintoken", sid).hex()[:32]
    answer = await browser.post(LOGIN, data={"username": "student", "password": PASSWORD, "logintoken": key})
    assert "testsession" in answer.headers["location"]


@pytest.mark.parametrize(
    ("username", "password"),
    [("student", "wrong"), ("nosuch", PASSWORD), ("suspended", PASSWORD), ("nologin", PASSWORD), ("gone", PASSWORD), ("", "")],
)
async def test_why_somebody_is_refused_is_not_told(gateway: Gateway, username: str, password: str) -> None:
    async with web(gateway) as browser:
        answer = await sign_in(browser, username, password)
        assert (answer.status_code, answer.headers["location"]) == (303, f"{BASE}{LOGIN}?loginredirect=1")
        assert await said(browser) == "The user name or the password is wrong."
        assert await said(browser) == ""
        assert (await browser.get("/my/")).status_code == 303


async def test_an_account_that_is_not_confirmed(gateway: Gateway) -> None:
    async with web(gateway) as browser:
        await sign_in(browser, "unconfirmed")
        assert await said(browser) == "This account is not confirmed."


@pytest.mark.parametrize("key", ["", "bad", "f" * 32, "\udcff"])
async def test_a_form_that_is_not_ours_is_refused_and_no_password_tried(gateway: Gateway, key: str) -> None:
    set_config(gateway, lockoutthreshold="1")
    async with web(gateway) as browser:
        await browser.get(LOGIN)
        body = f"username=student&password=wrong&logintoken={quote(key, errors='surrogateescape')}"
        await browser.post(LOGIN, content=body, headers={"content-type": "application/x-www-form-urlencoded"})
        assert "too old" in await said(browser)
        assert "testsession" in (await sign_in(browser)).headers["location"]


async def test_the_key_of_another_browser_is_not_ours(gateway: Gateway) -> None:
    async with web(gateway) as one, web(gateway) as other:
        key = key_in((await one.get(LOGIN)).text)
        await other.get(LOGIN)
        await other.post(LOGIN, data={"username": "student", "password": PASSWORD, "logintoken": key})
        assert "too old" in await said(other)


async def test_who_looks_at_the_form_costs_the_database_nothing(gateway: Gateway) -> None:
    for _ in range(3):
        async with web(gateway) as browser:
            await browser.get(LOGIN)
    assert stored_sessions(gateway) == 0


async def test_a_second_refusal_is_told_at_once(gateway: Gateway) -> None:
    async with web(gateway) as browser:
        await sign_in(browser, password="wrong")
        key = key_in((await browser.get(LOGIN)).text)
        answer = await browser.post(LOGIN, data={"username": "student", "password": "wrong", "logintoken": key})
        assert answer.status_code == 200
        assert 'value="student"' in answer.text


async def test_an_account_is_locked_out(gateway: Gateway) -> None:
    set_config(gateway, lockoutthreshold="2")
    async with web(gateway) as browser:
        for _ in range(2):
            await sign_in(browser, password="wrong")
        await sign_in(browser)
        assert await said(browser) == "The user name or the password is wrong."


async def test_too_many_are_told_to_wait(gateway: Gateway) -> None:
    async with web(gateway) as browser:
        answers = [await sign_in(browser, password="wrong") for _ in range(61)]
        assert "Too many" in answers[-1].text


@pytest.mark.parametrize(
    ("wish", "way"),
    [
        ("/user/files.php", "/user/files.php"),
        (f"{BASE}/course/index.php?after=1", "/course/index.php?after=1"),
        ("//elsewhere.example/", "/my/"),
        ("https://elsewhere.example/", "/my/"),
        (f"{BASE}.elsewhere.example/", "/my/"),
        (f"{BASE}@elsewhere.example/", "/my/"),
        ("/\\elsewhere.example", "/my/"),
        ("javascript:alert(1)", "/my/"),
        ("/" + "x" * 3000, "/my/"),
    ],
)
async def test_people_come_to_the_page_that_they_wanted_if_it_is_ours(gateway: Gateway, wish: str, way: str) -> None:
    async with web(gateway) as browser:
        await browser.get(LOGIN, params={"wantsurl": wish})
        answer = await browser.get((await sign_in(browser)).headers["location"])
        assert answer.headers["location"] == f"{BASE}{way}"


async def test_a_page_that_needs_a_log_in_is_come_back_to(gateway: Gateway) -> None:
    async with web(gateway) as browser:
        await browser.get("/user/files.php?a=b%20c")
        answer = await browser.get((await sign_in(browser)).headers["location"])
        assert answer.headers["location"] == f"{BASE}/user/files.php?a=b%20c"
        again = await browser.get(f"{LOGIN}?testsession=4")
        assert again.headers["location"] == f"{BASE}/my/"


async def test_the_app_is_come_back_to(gateway: Gateway) -> None:
    set_config(gateway, tool_mobile__typeoflogin="2", tool_mobile__forcedurlscheme="")
    async with web(gateway) as browser:
        launch = "/admin/tool/mobile/launch.php?service=moodle_mobile_app&passport=1&urlscheme=mine"
        assert (await browser.get(launch)).headers["location"] == f"{BASE}{LOGIN}"
        page = await browser.get(LOGIN)
        assert "form-action 'self' mine:;" in page.headers["content-security-policy"]
        sent = await browser.get((await sign_in(browser)).headers["location"])
        assert sent.headers["location"] == f"{BASE}{launch}"
        assert (await browser.get(launch)).headers["location"].startswith("mine://token=")
        shown = await browser.get(f"{launch}&confirmed=1")
        assert '<a href="mine://token=' in shown.text


async def test_a_guest(gateway: Gateway) -> None:
    async with web(gateway) as browser:
        answer = await sign_in(browser, "guest", "guest")
        assert answer.headers["location"] == f"{BASE}{LOGIN}?testsession=1"
        assert (await browser.get(answer.headers["location"])).headers["location"] == f"{BASE}/"
        assert (await browser.get("/my/")).headers["location"] == f"{BASE}{LOGIN}"
        assert (await browser.get(LOGIN)).status_code == 200
        wrong = await sign_in(browser, password="wrong")
        assert "The user name or the password is wrong." in wrong.text
        assert (await browser.get("/my/")).headers["location"] == f"{BASE}{LOGIN}"
        await sign_in(browser)
        assert (await browser.get("/my/")).status_code == 200
    assert stored_sessions(gateway) == 1
    set_config(gateway, guestloginbutton="0")
    hashed = statement(gateway, select(user.c.password).where(user.c.id == 4))
    statement(gateway, update(user).where(user.c.id == 1).values(password=hashed))
    async with web(gateway) as browser:
        assert "loginredirect" in (await sign_in(browser, "guest", PASSWORD)).headers["location"]


async def test_a_browser_without_cookies_is_told(gateway: Gateway) -> None:
    async with web(gateway) as browser:
        assert "did not send back the cookie" in (await browser.get(f"{LOGIN}?testsession=4")).text


async def test_who_has_signed_in_is_told(gateway: Gateway) -> None:
    async with web(gateway, session_of(gateway, 4)) as browser:
        page = (await browser.get(LOGIN)).text
        assert "You have signed in" in page


async def test_signing_out(gateway: Gateway) -> None:
    sid = session_of(gateway, 4)
    async with web(gateway, sid) as browser:
        for query in ("", "?sesskey=wrong", "?sesskey[]=a"):
            assert "Sign out?" in (await browser.get(LOGOUT + query)).text
        answer = await browser.get(f"{LOGOUT}?sesskey={sessions.sesskey(sid)}")
        assert answer.headers["location"] == f"{BASE}/"
        assert 'MoodleSession=""' in answer.headers["set-cookie"]
        assert (await browser.get(LOGOUT)).headers["location"] == f"{BASE}/"
    assert stored_sessions(gateway) == 0
    sid = session_of(gateway, 4)
    async with web(gateway, sid) as browser:
        await browser.post(LOGOUT, data={"sesskey": sessions.sesskey(sid)})
    assert stored_sessions(gateway) == 0


async def test_a_field_that_is_a_list_is_refused(gateway: Gateway) -> None:
    async with web(gateway) as browser:
        assert (await browser.post(LOGIN, data={"username[]": "a"})).status_code == 400
