"""The gate: who may open which page, and change what, with and without the key of a form."""

from __future__ import annotations

import time
from typing import Any

import httpx2
import pytest
from sqlalchemy import select

from gateway.access import accounts, sessions, signin
from gateway.server.host import Gateway
from gateway.settings import Settings
from gateway.store.tables.users import sessions as session_rows
from gateway.telemetry.audit import COMMAND
from gateway.web.pages import every_page
from gateway.web.pages.gate import LOGIN
from gateway.web.pages.page import Page, Who
from tests.unit.app_fixtures import client, replaced, set_config, started, statement

BASE = "http://127.0.0.1:8080"
# Kinds of people: who has not signed in, guests, somebody, the administrator, and who has a duty first.
PEOPLE: dict[str, int | None] = {"visitor": None, "guest": 1, "student": 4, "admin": 2, "forced": 10}

# For every page: who may open it, and who may change what it changes (None: nothing); and whether a duty comes first. A page without a
# row fails the test.
ALL, PERSONS, NOBODY = {"visitor", "guest", "student", "admin", "forced"}, {"student", "admin", "forced"}, set[str]()
ADMIN = {"admin"}
MAY: dict[str, tuple[set[str], set[str] | None]] = {
    "/": (ALL, None),
    "/admin/": (ADMIN, None),
    "/admin/contexts": (ADMIN, None),
    "/admin/explain": (ADMIN, None),
    "/admin/health": (ADMIN, None),
    "/admin/log": (ADMIN, None),
    "/admin/parity": (ADMIN, None),
    "/admin/protocols": (ADMIN, ADMIN),
    "/admin/role": (ADMIN, ADMIN),
    "/admin/roles": (ADMIN, ADMIN),
    "/admin/service": (ADMIN, ADMIN),
    "/admin/services": (ADMIN, ADMIN),
    "/admin/settings": (ADMIN, ADMIN),
    "/admin/tokens": (ADMIN, ADMIN),
    "/admin/usage": (ADMIN, None),
    "/admin/user": (ADMIN, ADMIN),
    "/admin/users": (ADMIN, ADMIN),
    "/course/index.php": (ALL - {"forced"}, None),
    "/docs": (ALL - {"forced"}, None),
    "/docs/error": (NOBODY, None),  # without a code
    "/docs/errors": (ALL - {"forced"}, None),
    "/docs/function": (NOBODY, None),  # without the name of a function
    "/docs/openapi": (NOBODY, None),  # without a protocol that has such a document
    "/docs/openapi.json": (NOBODY, None),
    "/docs/print": (NOBODY, None),  # without a component
    "/docs/protocol": (NOBODY, None),  # without a name
    "/docs/protocols": (ALL - {"forced"}, None),
    "/lab": (PERSONS - {"forced"}, PERSONS - {"forced"}),
    "/lab/calls": (PERSONS - {"forced"}, PERSONS - {"forced"}),
    "/login/change_password.php": (PERSONS, PERSONS),
    "/login/confirm.php": (NOBODY, NOBODY),  # where nobody signs up
    "/login/forgot_password.php": (ALL, ALL),
    "/login/index.php": (ALL, ALL),
    "/login/logout.php": (ALL, ALL),
    "/my/": (PERSONS - {"forced"}, None),
    "/my/sessions": (NOBODY, PERSONS - {"forced"}),
    "/user/files.php": (PERSONS - {"forced"}, None),
    "/user/managetoken.php": (PERSONS - {"forced"}, PERSONS - {"forced"}),
    "/user/policy.php": (PERSONS, PERSONS),
}
# Of what the pages are asked for that are about one thing.
QUERIES = {"/admin/role": "?id=5", "/admin/service": "?id=2", "/admin/user": "?id=4"}
PAGES = {page.path: page for page in every_page()}


def session_of(gateway: Gateway, userid: int) -> str:
    """The id of a new session of somebody."""

    def begin(work: Any) -> str:
        account = accounts.by_id(work.db, userid)
        assert account is not None
        return signin.begin(work.db, gateway.site, account, address="127.0.0.1", now=int(time.time()), by=COMMAND)

    return str(gateway.store.run_here(begin, write=True))


def web(gateway: Gateway, sid: str | None = None) -> httpx2.AsyncClient:
    """A browser, with a session or without."""
    opened = client(gateway, host="127.0.0.1:8080")
    if sid is not None:
        opened.cookies.set("MoodleSession", sid)
    return opened


def is_turned_away(answer: httpx2.Response) -> bool:
    """Whether somebody is sent to sign in, or to a duty, or is refused."""
    sent = answer.headers.get("location", "").partition("?")[0].removeprefix(BASE)
    return answer.status_code in (400, 403, 404) or (answer.status_code == 303 and sent in (LOGIN, "/login/change_password.php"))


def test_every_page_has_a_row() -> None:
    assert MAY.keys() == PAGES.keys()


@pytest.mark.parametrize("who", PEOPLE)
async def test_who_may_open_which_page(gateway: Gateway, who: str) -> None:
    userid = PEOPLE[who]
    for path, (may_open, _) in MAY.items():
        async with web(gateway, session_of(gateway, userid) if userid else None) as browser:
            answer = await browser.get(path + QUERIES.get(path, ""))
        assert is_turned_away(answer) == (who not in may_open), (path, answer.status_code, answer.headers.get("location"))


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("key", ["right", "wrong", "none", "another's"])
async def test_who_may_change_what(gateway: Gateway, who: str, key: str) -> None:
    userid = PEOPLE[who]
    for path, (_, may_change) in MAY.items():
        if PAGES[path].of_its_own:
            continue  # its own tests try its own key
        sid = session_of(gateway, userid) if userid else None
        keys = {"right": sessions.sesskey(sid or "x"), "wrong": "f" * 32, "another's": sessions.sesskey(session_of(gateway, 3))}
        async with web(gateway, sid) as browser:
            answer = await browser.post(path + QUERIES.get(path, ""), data={"sesskey": keys[key]} if key in keys else {})
        allowed = who in (may_change or ()) and key == "right"
        assert is_turned_away(answer) == (not allowed), (path, answer.status_code, answer.headers.get("location"))


async def test_every_page_says_what_a_browser_may_do_with_it(gateway: Gateway) -> None:
    async with web(gateway, session_of(gateway, 4)) as browser:
        for page in PAGES.values():
            answer = await browser.get(page.path)
            policy = answer.headers["content-security-policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert "max-age=0" in answer.headers["cache-control"] or "no-store" in answer.headers["cache-control"]
            assert answer.headers["x-frame-options"] == "DENY"
            assert "access-control-allow-origin" not in answer.headers


async def test_an_unknown_session_is_nobodys(gateway: Gateway) -> None:
    for sid in ("nosuch", "x" * 5000, "%F0%9F"):
        async with web(gateway, sid) as browser:
            assert (await browser.get("/my/")).headers["location"] == f"{BASE}{LOGIN}"


async def test_a_session_that_has_ended_is_nobodys(gateway: Gateway) -> None:
    sid = session_of(gateway, 4)
    statement(gateway, session_rows.update().values(timemodified=1))
    async with web(gateway, sid) as browser:
        assert (await browser.get("/my/")).status_code == 303


async def test_a_page_keeps_a_session_from_timing_out(gateway: Gateway) -> None:
    sid, before = session_of(gateway, 4), int(time.time()) - 100
    statement(gateway, session_rows.update().values(timemodified=before))
    async with web(gateway, sid) as browser:
        await browser.get("/my/")
    assert statement(gateway, select(session_rows.c.timemodified)) > before


async def test_a_closed_site(gateway: Gateway) -> None:
    set_config(gateway, forcelogin="1")
    async with web(gateway) as browser:
        assert [(await browser.get(path)).status_code for path in ("/", "/course/index.php", LOGIN)] == [303, 303, 200]
    set_config(gateway, maintenance_enabled="1", maintenance_message="<b>Back</b> at noon.")
    for userid, status in ((4, 503), (2, 200)):
        async with web(gateway, session_of(gateway, userid)) as browser:
            answer = await browser.get("/my/")
            assert answer.status_code == status
            assert ("Back at noon." in answer.text) == (status == 503)
            assert (await browser.get(LOGIN)).status_code == 200


async def test_the_right_address(recorded_settings: Settings, registry: Any, gateway: Gateway) -> None:
    async with client(gateway, host="localhost:8080") as browser:
        assert (await browser.get("/?a=1")).headers["location"] == f"{BASE}/?a=1"
    for host in ("elsewhere.example", "[", "127.0.0.1:99999999"):  # nobody can know whether that is ours
        async with client(gateway) as browser:
            assert (await browser.get("/", headers={"host": host})).status_code == 200
    async with started(replaced(recorded_settings, "server", wwwroot="https://ws.example.org"), registry) as configured:
        async with client(configured, host="elsewhere.example") as browser:
            assert (await browser.get("/my/?a=%2F")).headers["location"] == "https://ws.example.org/my/?a=%2F"
        async with client(configured, host="ws.example.org", scheme="https") as browser:
            assert "Secure" in (await browser.get(LOGIN)).headers["set-cookie"]


async def test_methods(gateway: Gateway) -> None:
    async with web(gateway) as browser:
        assert (await browser.put("/")).status_code == 400
        assert (await browser.post("/")).status_code == 400
        head = await browser.head("/")
    assert (head.status_code, head.content) == (200, b"")


async def test_what_nobody_expected_is_told_by_its_reference(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object) -> None:
        raise ValueError("a secret of the site")

    monkeypatch.setattr("gateway.web.pages.front.examples", broken)
    async with web(gateway) as browser:
        answer = await browser.get("/")
    assert answer.status_code == 500
    assert "secret of the site" not in answer.text
    assert 'data-errorcode="internalerror"' in answer.text


async def test_too_much_is_refused(gateway: Gateway) -> None:
    async with web(gateway) as browser:
        answer = await browser.post(LOGIN, content=b"a=" + b"x" * 100_000, headers={"content-type": "application/x-www-form-urlencoded"})
        assert (answer.status_code, answer.headers["connection"]) == (400, "close")


def test_a_page_is_closed_unless_it_says_otherwise() -> None:
    assert Page(path="/new").who is Who.PEOPLE
