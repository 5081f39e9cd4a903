"""The addresses of files: what they take, what they give, how they refuse (``docs/contract/server.md 2.10, 3.2 to 3.4``)."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from sqlalchemy import func, select, update

from gateway.server.host import Gateway
from gateway.store.tables.services import external_services, external_services_users, external_tokens
from gateway.store.tables.site import logstore_standard_log
from gateway.store.tables.users import user, user_private_key
from tests.unit.app_fixtures import client, registry, set_config, statement
from tests.unit.college import PEOPLE, college, cookie, key, store_file, token

__all__ = ["college", "registry"]

HANDOUT = "/76/mod_resource/content/0/handout.txt"
TEXT = b"0123456789abcdefghijklmnopqrstuvwxyz\n"
PHOTO = "/79/mod_resource/content/0/photo.jpg"
HIDDEN = "/80/mod_resource/content/0/hidden.txt"
COVER = "/60/course/overviewfiles/cover.png"
NOTES = "/14/user/private/notes.txt"
DRAFT = "/14/user/draft/111222333/a.txt"
WS, DRAFTS, KEYED, SESSION = "/webservice/pluginfile.php", "/webservice/draftfile.php", "/tokenpluginfile.php", "/pluginfile.php"


@pytest.fixture
async def web(college: Gateway) -> AsyncIterator[httpx2.AsyncClient]:
    async with client(college) as opened:
        yield opened


async def by_token(web: httpx2.AsyncClient, address: str, person: str = "student", **fields: str) -> httpx2.Response:
    return await web.get(f"{WS}{address}", params={"token": token(person), **fields})


def refused(answer: httpx2.Response) -> tuple[int, str]:
    """The status and the code of a refusal in JSON."""
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    return answer.status_code, answer.json()["errorcode"]


def page_refused(answer: httpx2.Response) -> str:
    """The code of a refusal with a page."""
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    return answer.text.split('data-errorcode="')[1].split('"')[0]


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "OPTIONS"])
async def test_a_file_is_given_whatever_the_method(web: httpx2.AsyncClient, method: str) -> None:
    answer = await web.request(method, f"{WS}{HANDOUT}", params={"token": token("student")})
    assert (answer.status_code, answer.content) == (200, TEXT)
    assert answer.headers["access-control-allow-headers"] == "range"
    assert answer.headers["access-control-expose-headers"] == "Content-Range"
    assert answer.headers["etag"] == f'"{hashlib.sha1(TEXT).hexdigest()}"'  # noqa: S324 - the contract's choice


async def test_head_tells_the_length_alone(web: httpx2.AsyncClient) -> None:
    answer = await web.head(f"{WS}{HANDOUT}", params={"token": token("student")})
    assert (answer.status_code, answer.headers["content-length"], answer.content) == (200, str(len(TEXT)), b"")


async def test_the_token_and_the_file_may_be_fields_of_a_form(web: httpx2.AsyncClient) -> None:
    assert (await web.post(f"{WS}{HANDOUT}", data={"token": token("student")})).content == TEXT
    assert (await web.get(WS, params={"token": token("student"), "file": HANDOUT})).content == TEXT
    # What follows the script counts if it can be a file.
    assert (await by_token(web, HANDOUT, file=HIDDEN)).content == TEXT
    assert (await by_token(web, "/76", file=HANDOUT)).content == TEXT


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("", (200, "invalidargorconf")),
        ("/", (200, "invalidarguments")),
        ("/76/mod_resource", (200, "invalidarguments")),
        ("/76/mod_resource/content", (404, "filenotfound")),
        ("/99999/mod_resource/content/0/a", (200, "invalidrecord")),
        ("/-1/mod_resource/content/0/a", (200, "invalidrecord")),
        ("/x/mod_resource/content/0/a", (200, "codingerror")),
        ("/76/mod_page/content/0/handout.txt", (404, "filenotfound")),
        ("/60/mod_page/content/0/handout.txt", (404, "filenotfound")),
        ("/76/nosuch/content/0/handout.txt", (404, "filenotfound")),
        ("/76/mod_resource/bogus/0/handout.txt", (404, "filenotfound")),
        ("/76/mod_resource/content/0/HANDOUT.TXT", (404, "filenotfound")),
        ("/83/mod_folder/content/0/sub", (404, "filenotfound")),
        ("/83/mod_folder/content/0/sub/.", (404, "filenotfound")),
        ("/83/mod_folder/content/0/sub/%E9.txt", (404, "filenotfound")),
        ("/83/mod_folder/content/0/%00", (404, "filenotfound")),
        (DRAFT, (404, "filenotfound")),
    ],
)
async def test_an_address_that_is_none_is_refused(web: httpx2.AsyncClient, address: str, code: tuple[int, str]) -> None:
    assert refused(await by_token(web, address)) == code


async def test_a_file_must_begin_with_a_slash(web: httpx2.AsyncClient) -> None:
    answer = await web.get(WS, params={"token": token("student"), "file": "76/mod_resource/content/0/handout.txt"})
    assert refused(answer) == (200, "pathdoesnotstartslash")


async def test_who_may_not_enter_is_told_so_whatever_is_asked_for(web: httpx2.AsyncClient) -> None:
    for address in (HANDOUT, "/76/mod_resource/bogus/0/a", "/76/mod_resource/content/0/nosuch.txt"):
        assert refused(await by_token(web, address, "outsider")) == (200, "requireloginerror")


@pytest.mark.parametrize(
    ("table", "values", "code"),
    [
        (external_tokens, {"validuntil": 1}, "accessexception"),
        (external_tokens, {"iprestriction": "10.0.0.0/8"}, "accessexception"),
        (external_tokens, {"sid": "gone"}, "accessexception"),
        (external_services, {"enabled": 0}, "accessexception"),
        (external_services, {"downloadfiles": 0}, "accessexception"),
        (external_services, {"restrictedusers": 1}, "accessexception"),
        (external_services, {"requiredcapability": "moodle/site:config"}, "accessexception"),
        (user, {"deleted": 1}, "invaliduser"),
        (user, {"confirmed": 0}, "usernotconfirmed"),
        (user, {"suspended": 1}, "wsaccessusersuspended"),
        (user, {"auth": "nologin"}, "wsaccessusernologin"),
    ],
)
async def test_a_token_is_checked_before_a_file_is_looked_for(college: Gateway, table: Any, values: dict[str, Any], code: str) -> None:
    statement(college, update(table).values(**values))
    set_config(college, theme="boost")  # the snapshot of the site is loaded again
    async with client(college) as web:
        assert refused(await by_token(web, "/no/such/file")) == (200, code)


@pytest.mark.parametrize("values", [{"validuntil": 1}, {"sid": "gone"}])
async def test_a_token_that_is_over_is_forgotten(college: Gateway, web: httpx2.AsyncClient, values: dict[str, Any]) -> None:
    of_student = external_tokens.c.userid == PEOPLE["student"]
    before = statement(college, select(func.count()).where(of_student))
    statement(college, update(external_tokens).values(**values))
    await by_token(web, HANDOUT)
    assert statement(college, select(func.count()).where(of_student)) < before


@pytest.mark.parametrize(
    ("setting", "code"), [({"enablewebservices": "0"}, "accessexception"), ({"maintenance_enabled": "1"}, "sitemaintenance")]
)
async def test_a_closed_site_gives_no_files(college: Gateway, web: httpx2.AsyncClient, setting: dict[str, str], code: str) -> None:
    set_config(college, **setting)
    assert refused(await by_token(web, HANDOUT)) == (200, code)


async def test_a_token_must_be_sent_and_known(web: httpx2.AsyncClient) -> None:
    assert refused(await web.get(f"{WS}{HANDOUT}")) == (200, "missingparam")
    assert refused(await web.get(f"{WS}{HANDOUT}?token=")) == (200, "invalidtoken")
    assert refused(await web.get(f"{WS}{HANDOUT}?token={'0' * 32}")) == (200, "invalidtoken")
    assert refused(await web.get(f"{WS}{HANDOUT}?token[]=a")) == (200, "codingerror")


async def test_authorised_people_get_files_of_a_restricted_service(college: Gateway, web: httpx2.AsyncClient) -> None:
    answer = await web.get(f"{WS}{HANDOUT}", params={"token": token("teacher", 4)})
    assert answer.content == TEXT
    statement(college, update(external_services_users).values(validuntil=1))
    college.callers.apply([])
    college.callers._known.clear()
    assert refused(await web.get(f"{WS}{HANDOUT}", params={"token": token("teacher", 4)})) == (200, "accessexception")


async def test_refusals_are_audited(college: Gateway, web: httpx2.AsyncClient) -> None:
    statement(college, update(user).where(user.c.id == PEOPLE["student"]).values(suspended=1))
    await by_token(web, HANDOUT)
    await college.audit.flush()
    cols = logstore_standard_log.c
    other = statement(college, select(cols.other).order_by(cols.id.desc()).limit(1))
    assert "user_suspended" in other


async def test_a_range_and_several_are_cut_out_of_the_content(college: Gateway, web: httpx2.AsyncClient) -> None:
    whole = (await by_token(web, PHOTO)).content
    one = await web.get(f"{WS}{PHOTO}", params={"token": token("student")}, headers={"range": "bytes=10-19"})
    assert (one.status_code, one.content) == (206, whole[10:20])
    two = await web.get(f"{WS}{PHOTO}", params={"token": token("student")}, headers={"range": "bytes=0-9,20-29"})
    assert (two.status_code, len(two.content)) == (206, int(two.headers["content-length"]))
    assert whole[:10] in two.content
    assert whole[20:30] in two.content


async def test_a_long_file_comes_whole(college: Gateway, web: httpx2.AsyncClient) -> None:
    content = bytes(range(256)) * 4000
    await store_file(college, content, (76, "mod_resource", "content"), name="long.bin", mimetype="application/x-long")
    assert (await by_token(web, "/76/mod_resource/content/0/long.bin")).content == content
    await store_file(college, b"", (76, "mod_resource", "content"), name="empty.bin", mimetype="application/x-empty")
    empty = await by_token(web, "/76/mod_resource/content/0/empty.bin")
    assert (empty.status_code, empty.content, empty.headers["content-length"]) == (200, b"", "0")


async def test_a_lost_content_is_not_found(college: Gateway, web: httpx2.AsyncClient, capsys: pytest.CaptureFixture[str]) -> None:
    await store_file(college, b"lost", (76, "mod_resource", "content"), name="lost.txt", contenthash="0" * 40)
    assert refused(await by_token(web, "/76/mod_resource/content/0/lost.txt")) == (404, "filenotfound")


async def test_the_site_says_how_long_files_are_kept(college: Gateway, web: httpx2.AsyncClient) -> None:
    set_config(college, filelifetime="60")
    assert (await by_token(web, HANDOUT)).headers["cache-control"] == "private, max-age=60, no-transform"


async def test_the_owner_alone_reads_drafts(web: httpx2.AsyncClient) -> None:
    async def asked(person: str, address: str = DRAFT) -> httpx2.Response:
        return await web.get(f"{DRAFTS}{address}", params={"token": token(person)})

    own = await asked("student")
    assert (own.status_code, own.content) == (200, b"draft a\n")
    assert own.headers["content-disposition"].startswith("attachment")
    assert "access-control-allow-headers" not in own.headers
    assert refused(await asked("teacher")) == (200, "invaliduserid")
    assert refused(await asked("student", "/14/user/draft/111222333/nosuch")) == (404, "filenotfound")
    assert refused(await asked("student", NOTES)) == (404, "filenotfound")
    assert refused(await asked("student", "")) == (200, "invalidargorconf")


async def test_a_user_key_stands_for_its_owner(college: Gateway, web: httpx2.AsyncClient) -> None:
    own = await web.get(f"{KEYED}/{key('student')}{NOTES}")
    assert own.status_code == 200
    assert own.headers["access-control-allow-origin"] == "*"
    assert page_refused(await web.get(f"{KEYED}/{key('teacher')}{NOTES}")) == "filenotfound"
    assert page_refused(await web.get(f"{KEYED}/{'0' * 32}{NOTES}")) == "invalidkey"
    assert page_refused(await web.get(f"{KEYED}{NOTES}")) == "invalidkey"
    assert page_refused(await web.get(KEYED, params={"file": NOTES, "token": key("student")})) == "invalidkey"
    saved = await web.get(f"{KEYED}/{key('student')}{PHOTO}", params={"forcedownload": "1"})
    assert saved.headers["content-disposition"].startswith("attachment")
    statement(college, update(user_private_key).values(iprestriction="10.0.0.0/8"))
    assert page_refused(await web.get(f"{KEYED}/{key('student')}{NOTES}")) == "ipmismatch"
    statement(college, update(user_private_key).values(iprestriction=None, validuntil=1))
    assert page_refused(await web.get(f"{KEYED}/{key('student')}{NOTES}")) == "expiredkey"


async def test_the_key_of_somebody_who_may_not_act_opens_nothing(college: Gateway, web: httpx2.AsyncClient) -> None:
    statement(college, update(user).where(user.c.id == PEOPLE["student"]).values(suspended=1))
    assert page_refused(await web.get(f"{KEYED}/{key('student')}{HANDOUT}")) == "suspended"
    statement(college, update(user_private_key).values(userid=999))
    assert page_refused(await web.get(f"{KEYED}/{key('student')}{HANDOUT}")) == "invaliduserid"


async def test_who_may_not_enter_is_sent_where_they_may(college: Gateway, web: httpx2.AsyncClient) -> None:
    async def sent_to(address: str, headers: dict[str, str] | None = None) -> str:
        answer = await web.get(address, headers=headers or {})
        assert answer.status_code == 303
        return str(answer.headers["location"]).removeprefix(college.base_address)

    assert await sent_to(f"{SESSION}{HANDOUT}") == "/login/index.php"
    assert await sent_to(f"/draftfile.php{DRAFT}") == "/login/index.php"
    assert await sent_to(f"{KEYED}/{key('student')}{HIDDEN}") == "/course/view.php?id=2"
    assert await sent_to(f"{SESSION}{HIDDEN}", cookie(college, "student")) == "/course/view.php?id=2"
    assert await sent_to(f"{SESSION}{HANDOUT}", cookie(college, "outsider")) == "/enrol/index.php?id=2"


async def test_a_browser_session_stands_for_who_logged_in(college: Gateway, web: httpx2.AsyncClient) -> None:
    own = await web.get(f"{SESSION}{NOTES}", headers=cookie(college, "student"))
    assert own.status_code == 200
    assert "access-control-allow-origin" not in own.headers
    assert (await web.get(f"/draftfile.php{DRAFT}", headers=cookie(college, "student"))).content == b"draft a\n"
    assert page_refused(await web.get(f"{SESSION}/x/y/z")) == "codingerror"
    assert page_refused(await web.get(SESSION)) == "invalidargorconf"


async def test_areas_that_are_open_are_so_unless_the_site_is_closed(college: Gateway, web: httpx2.AsyncClient) -> None:
    assert (await web.get(f"{SESSION}{COVER}")).headers["cache-control"] == "public, max-age=3600, no-transform"
    assert (await web.get(f"{SESSION}/14/user/icon/boost/f1")).status_code == 200
    set_config(college, forceloginforprofileimage="1")
    assert (await web.get(f"{SESSION}/14/user/icon/boost/f1")).status_code == 303
    assert (await by_token(web, "/14/user/icon/boost/f1")).status_code == 200
    set_config(college, forcelogin="1")
    assert (await web.get(f"{SESSION}{COVER}")).status_code == 303


@pytest.mark.parametrize("size", ["boost/f1", "boost/f9", "classic/f1", "f1"])
async def test_a_picture_is_found_by_its_size_whatever_the_theme(web: httpx2.AsyncClient, size: str) -> None:
    answer = await by_token(web, f"/14/user/icon/{size}")
    assert answer.headers["content-disposition"] == 'inline; filename="f1.png"'
    assert answer.headers["cache-control"] == "public, max-age=31536000, no-transform"


async def test_packages_may_be_kept_from_those_who_do_not_build_courses(college: Gateway, web: httpx2.AsyncClient) -> None:
    package = "/86/mod_scorm/package/0/pkg.zip"
    assert (await by_token(web, package)).status_code == 200
    set_config(college, scorm__protectpackagedownloads="1")
    assert refused(await by_token(web, package)) == (404, "filenotfound")
    assert (await by_token(web, package, "teacher")).status_code == 200


async def test_unexpected_errors_show_nobody_their_text(college: Gateway, web: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr("gateway.web.files.deliver", broken)
    answer = await by_token(web, HANDOUT)
    assert refused(answer) == (200, "internalerror")
    assert "secret" not in answer.text
    page = await web.get(f"{SESSION}{COVER}")
    assert page_refused(page) == "internalerror"
    assert "secret" not in page.text


async def test_a_request_beyond_the_limits_is_refused(web: httpx2.AsyncClient) -> None:
    answer = await web.post(f"{WS}{HANDOUT}", data={"token": "a" * 200_000})
    assert refused(answer) == (200, "invalidparameter")
    assert answer.headers["connection"] == "close"
