"""What a site in front of another passes on: the log-in, the app and the browser, files both ways; and what it does not."""

from __future__ import annotations

import base64
import hashlib
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from gateway.access import accounts, sessions, signin
from gateway.server.host import Gateway
from gateway.telemetry.audit import COMMAND
from gateway.upstream import switching
from gateway.upstream.switching import Side
from gateway.wire.http import SESSION_COOKIE
from tests.unit.app_fixtures import client, set_config, token
from tests.unit.databases import Databases
from tests.unit.upstream.bridges import HERE, in_front
from tests.unit.web.pages.admin.asking import administrator

STUDENT = 4
LOGIN = {"username": "student", "password": "Passw0rd!", "service": "small"}
FRONT: dict[str, Any] = {"credential": "caller", "front": True}


@pytest.fixture
def databases(databases_of: Any) -> Databases:
    found: Databases = databases_of("sqlite")
    return found


@pytest.fixture
async def front(gateway: Gateway, databases: Databases, tmp_path: Path) -> AsyncIterator[Gateway]:
    """A site in front, which passes pages on, too."""
    set_config(gateway, enablemobilewebservice="1", tool_mobile__typeoflogin="2")
    async with in_front(gateway, databases, tmp_path, pages=True, **FRONT) as running:
        yield running


@pytest.fixture
async def here(front: Gateway) -> AsyncIterator[httpx2.AsyncClient]:
    async with client(front, host="here.test") as opened:
        yield opened


def cookie(gateway: Gateway) -> dict[str, str]:
    """The cookie of a session of the student at the other site."""

    def begin(work: Any) -> str:
        account = accounts.by_id(work.db, STUDENT)
        assert account is not None
        return signin.begin(work.db, gateway.site, account, address="127.0.0.1", now=int(time.time()), by=COMMAND)

    return {"cookie": f"{SESSION_COOKIE}={gateway.store.run_here(begin, write=True)}"}


async def test_a_token_from_the_log_in_calls_functions_and_reads_files(gateway: Gateway, here: httpx2.AsyncClient) -> None:
    given = (await here.post("/login/token.php", data=LOGIN)).json()
    fields = {"wstoken": given["token"], "wsfunction": "core_webservice_get_site_info", "moodlewsrestformat": "json"}
    info = (await here.post("/webservice/rest/server.php", data=fields)).json()
    assert (info["username"], info["siteurl"]) == ("student", HERE)


async def test_what_the_app_is_handed_is_signed_for_the_site_in_front(gateway: Gateway, here: httpx2.AsyncClient) -> None:
    asked = {"service": "moodle_mobile_app", "passport": "1234"}
    for confirmed in ("0", "1"):
        answer = await here.get("/admin/tool/mobile/launch.php", params={**asked, "confirmed": confirmed}, headers=cookie(gateway))
        told = answer.headers["location"] if confirmed == "0" else answer.text
        signature = base64.b64decode(told.split("token=")[1].split('"')[0]).decode().split(":::")[0]
        assert signature == hashlib.md5(f"{HERE}1234".encode()).hexdigest()  # noqa: S324 - the contract's choice


async def test_a_browser_on_its_way_to_the_app_stays_at_the_site_in_front(here: httpx2.AsyncClient) -> None:
    answer = await here.get("/admin/tool/mobile/launch.php", params={"service": "moodle_mobile_app", "passport": "1"})
    assert answer.headers["location"] == f"{HERE}/login/index.php"
    assert "domain=" not in answer.headers["set-cookie"].lower()
    page = await here.get("/login/index.php")
    assert page.status_code == 200
    assert "password" in page.text


async def test_pages_call_with_the_session_of_the_other_site(gateway: Gateway, here: httpx2.AsyncClient) -> None:
    sent = cookie(gateway)
    key = sessions.sesskey(sent["cookie"].partition("=")[2])
    asked = [{"index": 0, "methodname": "core_fetch_notifications", "args": {"contextid": 1}}]
    answer = await here.post(f"/lib/ajax/service.php?sesskey={key}", json=asked, headers=sent)
    assert answer.json() == [{"error": False, "data": []}]


async def test_files_go_up_and_come_down(gateway: Gateway, here: httpx2.AsyncClient) -> None:
    content = bytes(range(256)) * 2000
    up = await here.post("/webservice/upload.php", params={"token": token("admin")}, files={"f": ("a b.bin", content)})
    (stored,) = up.json()
    path = f"/webservice/draftfile.php/{stored['contextid']}/user/draft/{stored['itemid']}/a%20b.bin"
    down = await here.get(path, params={"token": token("admin")})
    assert (down.status_code, down.content) == (200, content)
    part = await here.get(path, params={"token": token("admin")}, headers={"range": "bytes=3-5"})
    assert (part.status_code, part.content, part.headers["content-range"]) == (206, content[3:6], f"bytes 3-5/{len(content)}")
    head = await here.head(path, params={"token": token("admin")})
    assert (head.status_code, head.content) == (200, b"")


async def test_wrong_passwords_are_counted_in_front(gateway: Gateway, databases: Databases, tmp_path: Path) -> None:
    async with in_front(gateway, databases, tmp_path, **FRONT) as front, client(front) as web:
        codes = [(await web.post("/login/token.php", data={**LOGIN, "password": "wrong"})).json()["errorcode"] for _ in range(61)]
    assert codes[0] == "invalidlogin"
    assert codes[-1] == "toomanyrequests"


async def test_what_cannot_be_passed_on_says_so_and_is_no_file(front: Gateway, here: httpx2.AsyncClient) -> None:
    def refusing(_request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("http://secret.test?token=abc")

    line = front.upstreams.lines["there"]
    await line.close()
    line._client = httpx2.AsyncClient(transport=httpx2.MockTransport(refusing))
    answer = await here.get("/webservice/pluginfile.php/1/x/y/z.txt", params={"token": "abc"})
    assert (answer.status_code, answer.json()["errorcode"]) == (503, "upstreamaway")
    assert "secret.test" not in answer.text


async def test_the_page_of_parity_shows_what_was_found(gateway: Gateway) -> None:
    async with administrator(gateway) as browser:
        assert "No function was switched yet." in await browser.get("/admin/parity")
        await gateway.store.write(switching.switch, "local_shop_get", Side.BOTH, now=1)
        page = await browser.get("/admin/parity")
        assert "local_shop_get" in page
        assert "300 more equal calls" in page
