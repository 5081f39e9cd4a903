"""The app and a browser: launch.php, and autologin.php with the key for it (``docs/contract/server.md 9.3``)."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlencode

import httpx2
import pytest
from sqlalchemy import select, update

from gateway.access import accounts, sessions, signin
from gateway.registry.registry import Registry
from gateway.server.host import Gateway
from gateway.settings import Settings
from gateway.store.tables.site import logstore_standard_log
from gateway.store.tables.users import user, user_preferences, user_private_key
from gateway.telemetry.audit import COMMAND
from gateway.web.mobile import AUTOLOGIN, LAUNCH
from gateway.wire.http import SESSION_COOKIE
from tests.unit.app_fixtures import client, replaced, set_config, started, statement
from tests.unit.app_fixtures import token as token_of

STUDENT, ADMIN = 4, 2
SITE = "https://ws.example.org"
APP = {"user-agent": "MoodleMobile 4.5"}
PASSPORT = "1234"


@pytest.fixture
async def site(recorded_settings: Settings, registry: Registry) -> AsyncIterator[Gateway]:
    """A gateway that is reached by https, with the service of the app switched on."""
    async with started(replaced(recorded_settings, "server", wwwroot=SITE), registry) as gateway:
        set_config(gateway, enablemobilewebservice="1", tool_mobile__typeoflogin="2", tool_mobile__autologinmintimebetweenreq="0")
        yield gateway


@pytest.fixture
async def web(site: Gateway) -> AsyncIterator[httpx2.AsyncClient]:
    async with client(site, scheme="https", host="ws.example.org") as opened:
        yield opened


def signed_in(gateway: Gateway, userid: int) -> dict[str, str]:
    """The cookie of a session of somebody."""

    def begin(work: Any) -> str:
        account = accounts.by_id(work.db, userid)
        assert account is not None
        return signin.begin(work.db, gateway.site, account, address="127.0.0.1", now=int(time.time()), by=COMMAND)

    return {"cookie": f"{SESSION_COOKIE}={gateway.store.run_here(begin, write=True)}"}


def errorcode(answer: httpx2.Response) -> str:
    assert answer.status_code == 404, answer.text
    return answer.text.split('data-errorcode="')[1].split('"')[0]


async def launch(web: httpx2.AsyncClient, headers: dict[str, str], **changes: str) -> httpx2.Response:
    asked = {"service": "moodle_mobile_app", "passport": PASSPORT, **changes}
    return await web.get(f"{LAUNCH}?{urlencode(asked)}", headers=headers)


async def test_the_app_gets_a_token_of_whoever_is_logged_in(site: Gateway, web: httpx2.AsyncClient) -> None:
    answer = await launch(web, signed_in(site, STUDENT))
    assert answer.status_code == 302
    location = answer.headers["location"]
    assert location.startswith("moodlemobile://token=")
    signature, token, private = base64.b64decode(location.split("token=")[1]).decode().split(":::")
    assert signature == hashlib.md5(f"{SITE}{PASSPORT}".encode()).hexdigest()  # noqa: S324 - the contract's choice
    asked = {"wstoken": token, "wsfunction": "core_webservice_get_site_info", "moodlewsrestformat": "json"}
    info = await web.post("/webservice/rest/server.php", data=asked)
    assert info.json()["username"] == "student"
    assert len(private) == 64
    again = await launch(web, signed_in(site, STUDENT))
    assert len(base64.b64decode(again.headers["location"].split("token=")[1]).split(b":::")) == 2


async def test_who_is_not_logged_in_is_sent_to_log_in(web: httpx2.AsyncClient) -> None:
    answer = await launch(web, {})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{SITE}/login/index.php")
    assert "tool_mobile_launch=" in answer.headers["set-cookie"]


@pytest.mark.parametrize(
    ("settings", "changes", "code"),
    [
        ({}, {"service": "nosuch"}, "servicenotavailable"),
        ({"enablewebservices": "0"}, {}, "enablewsdescription"),
        ({"tool_mobile__typeoflogin": "1"}, {}, "pluginnotenabledorconfigured"),
        ({"tool_mobile__forcedurlscheme": ""}, {"urlscheme": "java script:"}, "invalidparameter"),
    ],
)
async def test_what_keeps_the_app_from_a_token(
    site: Gateway, web: httpx2.AsyncClient, settings: dict[str, str], changes: dict[str, str], code: str
) -> None:
    set_config(site, **settings)
    assert errorcode(await launch(web, signed_in(site, STUDENT), **changes)) == code


async def test_the_site_chooses_the_scheme_unless_it_leaves_that_to_the_app(site: Gateway, web: httpx2.AsyncClient) -> None:
    assert (await launch(web, signed_in(site, STUDENT), urlscheme="mine")).headers["location"].startswith("moodlemobile://")
    set_config(site, tool_mobile__forcedurlscheme="")
    assert (await launch(web, signed_in(site, STUDENT), urlscheme="mine")).headers["location"].startswith("mine://")


async def log_in(web: httpx2.AsyncClient, username: str = "student") -> dict[str, str]:
    sent = {"username": username, "password": "Passw0rd!", "service": "moodle_mobile_app"}
    return dict((await web.post("/login/token.php", data=sent)).json())


async def ask(web: httpx2.AsyncClient, token: str, private: str, headers: dict[str, str] = APP) -> dict[str, Any]:
    sent = {"wstoken": token, "wsfunction": "tool_mobile_get_autologin_key", "moodlewsrestformat": "json", "privatetoken": private}
    return dict((await web.post("/webservice/rest/server.php", data=sent, headers=headers)).json())


async def open_page(
    web: httpx2.AsyncClient, key: str, userid: int = STUDENT, urltogo: str = "", headers: dict[str, str] | None = None
) -> httpx2.Response:
    return await web.get(f"{AUTOLOGIN}?{urlencode({'userid': userid, 'key': key, 'urltogo': urltogo})}", headers=headers)


async def test_a_key_begins_a_session_once(site: Gateway, web: httpx2.AsyncClient) -> None:
    own = await log_in(web)
    found = await ask(web, own["token"], own["privatetoken"])
    assert found["autologinurl"] == f"{SITE}{AUTOLOGIN}"
    opened = await open_page(web, found["key"], urltogo=f"{SITE}/course/view.php?id=2")
    assert (opened.status_code, opened.headers["location"]) == (303, f"{SITE}/course/view.php?id=2")
    cookie = opened.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "Secure" in cookie
    sid = cookie.split(f"{SESSION_COOKIE}=")[1].split(";")[0]
    session = await site.store.read(sessions.find, site.site, sid, now=0)
    assert session is not None
    assert session.userid == STUDENT
    web.cookies.clear()
    assert errorcode(await open_page(web, found["key"])) == "invalidkey"


async def test_a_page_elsewhere_is_not_gone_to(web: httpx2.AsyncClient) -> None:
    own = await log_in(web)
    found = await ask(web, own["token"], own["privatetoken"])
    assert (await open_page(web, found["key"], urltogo="https://evil.example.com/")).headers["location"] == SITE


async def test_who_is_logged_in_already_needs_no_key(site: Gateway, web: httpx2.AsyncClient) -> None:
    assert (await open_page(web, "x", headers=signed_in(site, STUDENT))).status_code == 303
    assert errorcode(await open_page(web, "x", headers=signed_in(site, 3))) == "alreadyloggedin"


async def test_a_key_is_for_one_address_and_one_minute(site: Gateway, web: httpx2.AsyncClient) -> None:
    own = await log_in(web)
    key = (await ask(web, own["token"], own["privatetoken"]))["key"]
    async with client(site, scheme="https", host="ws.example.org", address="10.0.0.9") as elsewhere:
        assert errorcode(await open_page(elsewhere, key)) == "ipmismatch"
    assert errorcode(await open_page(web, key, userid=3)) == "invalidkey"
    statement(site, update(user_private_key).where(user_private_key.c.script == "tool_mobile").values(validuntil=1))
    assert errorcode(await open_page(web, key)) == "expiredkey"


async def test_what_keeps_the_app_from_a_key(site: Gateway, web: httpx2.AsyncClient) -> None:
    own = await log_in(web)
    token, private = own["token"], own["privatetoken"]
    assert (await ask(web, token, private, {}))["errorcode"] == "apprequired"
    assert (await ask(web, token, ""))["errorcode"] == "invalidprivatetoken"
    assert (await ask(web, token, "wrong"))["errorcode"] == "invalidprivatetoken"
    set_config(site, enablemobilewebservice="0")
    assert (await ask(web, token, private))["errorcode"] == "enablewsdescription"
    set_config(site, enablemobilewebservice="1")
    assert (await ask(web, token_of("admin"), "x"))["errorcode"] == "autologinnotallowedtoadmins"


async def test_asking_again_too_soon_is_refused_and_wrong_tokens_count(site: Gateway, web: httpx2.AsyncClient) -> None:
    own = await log_in(web)
    set_config(site, tool_mobile__autologinmintimebetweenreq="360")
    assert (await ask(web, own["token"], "wrong"))["errorcode"] == "invalidprivatetoken"
    assert (await ask(web, own["token"], own["privatetoken"]))["errorcode"] == "autologinkeygenerationlockout"
    noted = user_preferences.c.userid == STUDENT, user_preferences.c.name == "tool_mobile_autologin_request_last"
    assert statement(site, select(user_preferences.c.value).where(*noted)) is not None


async def test_a_suspended_account_begins_no_session(site: Gateway, web: httpx2.AsyncClient) -> None:
    own = await log_in(web)
    key = (await ask(web, own["token"], own["privatetoken"]))["key"]
    statement(site, update(user).where(user.c.id == STUDENT).values(suspended=1))
    assert errorcode(await open_page(web, key)) == "suspended"


async def test_without_https_there_are_no_keys(gateway: Gateway) -> None:
    set_config(gateway, enablemobilewebservice="1")
    async with client(gateway) as plain:
        own = await log_in(plain)
        assert (await ask(plain, own["token"], "x"))["errorcode"] == "httpsrequired"


# What both pages count and note.


async def refused(gateway: Gateway) -> list[tuple[str, str, int, int | None]]:
    """The refusals that the audit has: at which address, why, of whom, and concerning whom."""
    await gateway.audit.flush()
    found = select(logstore_standard_log).where(logstore_standard_log.c.eventname == "\\triglot\\event\\call_refused")
    rows = gateway.store.run_here(lambda work: work.db.execute(found.order_by(logstore_standard_log.c.id)).all(), write=False)
    return [(json.loads(row.other)["function"], json.loads(row.other)["errorcode"], row.userid, row.relateduserid) for row in rows]


async def test_a_refused_log_in_is_noted(site: Gateway, web: httpx2.AsyncClient) -> None:
    cookie = signed_in(site, STUDENT)
    await open_page(web, "wrong")
    statement(site, update(user).where(user.c.id == STUDENT).values(confirmed=0))
    assert errorcode(await launch(web, cookie)) == "usernotconfirmed"
    assert await refused(site) == [
        (AUTOLOGIN, "invalidkey", 0, STUDENT),
        (LAUNCH, "usernotconfirmed", STUDENT, None),
    ]


@pytest.mark.parametrize("script", [LAUNCH, AUTOLOGIN, "/login/token.php"])
async def test_attempts_from_one_address_are_counted(recorded_settings: Settings, registry: Registry, script: str) -> None:
    limited = replaced(replaced(recorded_settings, "server", wwwroot=SITE), "rates", address="2/minute")
    async with started(limited, registry) as gateway, client(gateway, scheme="https", host="ws.example.org") as web:
        set_config(gateway, enablemobilewebservice="1", tool_mobile__typeoflogin="2")
        asked = {
            "service": "moodle_mobile_app",
            "passport": PASSPORT,
            "userid": "4",
            "key": "x",
            "username": "student",
            "password": "wrong",
        }
        answers = [(await web.get(f"{script}?{urlencode(asked)}")).text for _ in range(3)]
        assert ["toomanyrequests" in answer for answer in answers] == [False, False, True]
        assert (await refused(gateway))[-1][:2] == (script, "toomanyrequests")
