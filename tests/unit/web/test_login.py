"""The login script (``docs/contract/server.md 1``): each refusal in its order, each rule for handing out a token."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Mapping
from typing import Any

import httpx2
import pytest
from sqlalchemy import func, insert, select, update
from structlog.testing import capture_logs

from gateway.access.secrets import digest
from gateway.registry.registry import Registry
from gateway.server.host import Gateway
from gateway.settings import Settings
from gateway.store.changes import ChangeKind, note
from gateway.store.tables.access import role_assignments, role_capabilities
from gateway.store.tables.services import external_services_users, external_tokens
from gateway.store.tables.users import user, user_preferences
from gateway.web.login import ADDRESS
from tests.unit.app_fixtures import call, client, replaced, set_config, started, statement, token, value

RIGHT = {"username": "student", "password": "Passw0rd!", "service": "small"}
ADMIN = {"username": "admin", "password": "Admin.1234", "service": "small"}
NULLS: dict[str, object] = {"stacktrace": None, "debuginfo": None, "reproductionlink": None}
MANAGER = 1


@pytest.fixture
async def web(gateway: Gateway) -> AsyncIterator[httpx2.AsyncClient]:
    async with client(gateway, address="10.0.0.1") as connected:
        yield connected


async def log_in(web: httpx2.AsyncClient, form: Mapping[str, Any] = RIGHT, **changed: Any) -> Any:
    """The answer to a login, read."""
    answer = await web.post(ADDRESS, data={**form, **changed})
    assert answer.status_code == 200
    return answer.json()


async def refusal(web: httpx2.AsyncClient, form: Mapping[str, Any] = RIGHT, **changed: Any) -> str:
    """The code with which a login is refused."""
    answer = await log_in(web, form, **changed)
    assert list(answer) == ["error", "errorcode", *NULLS]
    assert answer["error"]
    assert {name: answer[name] for name in NULLS} == NULLS
    code: str = answer["errorcode"]
    return code


def change(gateway: Gateway, executable: Any, kind: ChangeKind = ChangeKind.USER) -> None:
    """Change something, and say so."""

    def work(transaction: Any) -> None:
        transaction.db.execute(executable)
        note(transaction.db, kind)

    gateway.store.run_here(work, write=True)


def tokens_of(gateway: Gateway, username: str) -> int:
    joined = select(func.count()).select_from(external_tokens.join(user, user.c.id == external_tokens.c.userid))
    found: int = statement(gateway, joined.where(user.c.username == username))
    return found


# The answer.


@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
async def test_an_existing_token_is_handed_out_again(web: httpx2.AsyncClient, method: str) -> None:
    if method == "POST":
        answer = await web.post(ADDRESS, data=RIGHT)
    else:
        answer = await web.request(method, ADDRESS, params=RIGHT)
    assert answer.status_code == 200
    assert answer.text == f'{{"token":"{token("student", "small")}","privatetoken":null}}'


async def test_the_body_wins_over_the_query(web: httpx2.AsyncClient) -> None:
    answer = await web.post(ADDRESS, params={**RIGHT, "password": "wrong"}, data={"password": "Passw0rd!"})
    assert answer.json()["token"] == token("student", "small")


async def test_the_body_may_be_multipart(web: httpx2.AsyncClient) -> None:
    answer = await web.post(ADDRESS, files={name: (None, text) for name, text in RIGHT.items()})
    assert answer.json()["token"] == token("student", "small")


@pytest.mark.parametrize("form", [RIGHT, {}])
async def test_an_answer_to_a_file_says_that_it_is_text(web: httpx2.AsyncClient, form: dict[str, str]) -> None:
    files: dict[str, Any] = {name: (None, text) for name, text in form.items()}
    answer = await web.post(ADDRESS, files={**files, "file": ("a.txt", b"a")})
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert ("token" in answer.json()) == bool(form)


async def test_an_answer_to_head_has_no_body(web: httpx2.AsyncClient) -> None:
    answer = await web.head(ADDRESS, params=RIGHT)
    assert (answer.content, int(answer.headers["content-length"])) == (b"", len((await web.get(ADDRESS, params=RIGHT)).content))


@pytest.mark.parametrize("form", [RIGHT, {}])
async def test_the_headers(web: httpx2.AsyncClient, form: dict[str, str]) -> None:
    headers = (await web.post(ADDRESS, data=form)).headers.multi_items()
    told = [item for item in headers if item[0] not in ("last-modified", "content-length")]
    assert told == [
        ("access-control-allow-origin", "*"),
        ("content-type", "application/json; charset=utf-8"),
        ("cache-control", "no-store, no-cache, must-revalidate"),
        ("cache-control", "post-check=0, pre-check=0"),
        ("pragma", "no-cache"),
        ("expires", "Mon, 20 Aug 1969 09:23:00 GMT"),
        ("accept-ranges", "none"),
    ]
    assert dict(headers)["last-modified"].endswith(" GMT")


async def test_whether_the_site_is_there_can_be_asked_without_anything_else(gateway: Gateway, web: httpx2.AsyncClient) -> None:
    set_config(gateway, maintenance_enabled="1")
    answer = await web.get(ADDRESS, params={"appsitecheck": "1"})
    assert answer.text == '{"appsitecheck":"ok"}'
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "cache-control" not in answer.headers


@pytest.mark.parametrize("check", ["0", "", "x"])
async def test_a_check_of_zero_is_none(web: httpx2.AsyncClient, check: str) -> None:
    assert (await log_in(web, appsitecheck=check))["token"] == token("student", "small")


# What refuses, in the order of docs/contract/server.md 1.2: each case is wrong in all that is asked later, too.


async def test_web_services_switched_off_are_told_before_anything_else(gateway: Gateway, web: httpx2.AsyncClient) -> None:
    set_config(gateway, enablewebservices="0")
    assert await refusal(web, {"appsitecheck": "1"}) == "enablewsdescription"
    assert await refusal(web, {}) == "enablewsdescription"


@pytest.mark.parametrize("missing", ["username", "password", "service"])
async def test_each_parameter_is_required(web: httpx2.AsyncClient, missing: str) -> None:
    answer = await log_in(web, {name: text for name, text in RIGHT.items() if name != missing})
    assert (answer["errorcode"], missing in answer["error"]) == ("missingparam", True)


async def test_parameters_are_read_in_their_order(web: httpx2.AsyncClient) -> None:
    assert "username" in (await log_in(web, {}))["error"]
    assert "password" in (await log_in(web, {"username": "x"}))["error"]


@pytest.mark.parametrize("name", ["username", "password", "service", "appsitecheck"])
async def test_an_array_is_no_value(web: httpx2.AsyncClient, name: str) -> None:
    form = {key: text for key, text in RIGHT.items() if key != name}
    assert await refusal(web, {**form, f"{name}[0]": "x"}) == "codingerror"


async def test_a_restored_account_needs_a_new_password(gateway: Gateway, web: httpx2.AsyncClient) -> None:
    change(gateway, update(user).where(user.c.username == "student").values(password="restored"))
    assert await refusal(web, password="wrong", service="nosuch") == "restoredaccountresetpassword"


@pytest.mark.parametrize(
    "changed",
    [
        {"password": "wrong"},
        {"password": ""},
        {"username": "nobody"},
        {"username": ""},
        {"username": "suspended"},
        {"username": "nologin"},
        {"username": "gone"},
        {"username": "student@example.com"},
    ],
)
async def test_every_failed_login_looks_the_same(gateway: Gateway, web: httpx2.AsyncClient, changed: dict[str, str]) -> None:
    set_config(gateway, maintenance_enabled="1")
    form = {**RIGHT, "service": "nosuch", **changed}
    answer = await log_in(web, form)
    assert (answer["errorcode"], answer["error"]) == ("invalidlogin", "The user name or the password is wrong.")


@pytest.mark.parametrize(("auth", "enabled"), [("webservice", "email,webservice"), ("email", "webservice"), ("unheard_of", "email")])
async def test_an_account_whose_method_takes_no_password_here(gateway: Gateway, web: httpx2.AsyncClient, auth: str, enabled: str) -> None:
    set_config(gateway, auth=enabled)
    change(gateway, update(user).where(user.c.username == "student").values(auth=auth))
    assert await refusal(web) == "invalidlogin"


async def test_an_account_of_an_enabled_method_may_log_in(gateway: Gateway, web: httpx2.AsyncClient) -> None:
    change(gateway, update(user).where(user.c.username == "student").values(auth="email"))
    assert (await log_in(web))["token"] == token("student", "small")


async def test_the_time_of_a_refusal_does_not_tell_which_names_exist(
    gateway: Gateway, web: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    verified: list[str | None] = []

    async def verify(_password: str, stored: str | None) -> bool:
        verified.append(stored)
        return False

    monkeypatch.setattr(gateway.pipeline.passwords, "verify", verify)
    for name in ("student", "nobody", "suspended", "gone"):
        assert await refusal(web, username=name) == "invalidlogin"
    assert len(verified) == 4


@pytest.mark.parametrize("name", ["STUDENT", " student "])
async def test_case_and_blanks_around_a_user_name_do_not_matter(web: httpx2.AsyncClient, name: str) -> None:
    assert (await log_in(web, username=name))["token"] == token("student", "small")


async def test_an_e_mail_address_serves_as_a_user_name_where_the_site_says_so(gateway: Gateway, web: httpx2.AsyncClient) -> None:
    set_config(gateway, authloginviaemail="1")
    assert (await log_in(web, username="Student@example.com"))["token"] == token("student", "small")
    change(gateway, update(user).where(user.c.username == "student2").values(email="student@example.com"))
    assert await refusal(web, username="student@example.com") == "invalidlogin"


async def test_maintenance(gateway: Gateway, web: httpx2.AsyncClient) -> None:
    set_config(gateway, maintenance_enabled="1")
    assert await refusal(web, service="nosuch") == "sitemaintenance"
    assert await refusal(web, username="guest", password="guest") == "sitemaintenance"
    assert (await log_in(web, ADMIN))["token"] == token("admin", "small")


async def test_guests_get_no_token(gateway: Gateway, web: httpx2.AsyncClient) -> None:
    change(gateway, update(user).where(user.c.username == "guest").values(confirmed=0))
    assert await refusal(web, username="guest", password="guest", service="nosuch") == "noguest"


async def test_unconfirmed_accounts_get_no_token(web: httpx2.AsyncClient) -> None:
    assert await refusal(web, username="unconfirmed", service="nosuch") == "usernotconfirmed"


async def test_a_password_that_is_too_old_is_told_after_all_else_about_the_account(gateway: Gateway, web: httpx2.AsyncClient) -> None:
    set_config(gateway, auth_manual__expiration="1", auth_manual__expirationtime="30")
    now = int(time.time())
    change(gateway, update(user).values(timecreated=now - 31 * 24 * 3600))
    assert await refusal(web, username="unconfirmed", service="nosuch") == "usernotconfirmed"
    assert await refusal(web, service="nosuch") == "passwordisexpired"
    assert await refusal(web, password="wrong") == "invalidlogin"
    row = {"userid": 4, "name": "auth_manual_passwordupdatetime", "value": str(now)}
    change(gateway, insert(user_preferences).values(**row))
    assert await refusal(web, service="nosuch") == "servicenotavailable"


# Locking out (docs/contract/server.md 1.3).


async def test_wrong_passwords_lock_an_account_and_the_right_one_does_not_help(gateway: Gateway, web: httpx2.AsyncClient) -> None:
    set_config(gateway, lockoutthreshold="3")
    for _ in range(3):
        assert await refusal(web, password="wrong") == "invalidlogin"
    assert await refusal(web) == "invalidlogin"
    assert (await log_in(web, ADMIN))["token"] == token("admin", "small")
    change(gateway, update(user_preferences).where(user_preferences.c.name == "login_lockout").values(value=str(int(time.time()) - 1801)))
    assert (await log_in(web))["token"] == token("student", "small")
    assert kept(gateway) == 0


async def test_the_right_password_forgets_the_wrong_ones(gateway: Gateway, web: httpx2.AsyncClient) -> None:
    set_config(gateway, lockoutthreshold="3")
    for _ in range(2):
        for _ in range(2):
            await refusal(web, password="wrong")
        assert (await log_in(web))["token"] == token("student", "small")
    assert kept(gateway) == 0


async def test_tries_that_the_state_of_the_account_refuses_are_not_counted(gateway: Gateway, web: httpx2.AsyncClient) -> None:
    set_config(gateway, lockoutthreshold="1")
    for name in ("suspended", "nologin", "nobody", "guest"):
        await refusal(web, username=name, password="wrong")
    assert kept(gateway) == 0


async def test_nothing_is_counted_where_the_site_does_not_lock(gateway: Gateway, web: httpx2.AsyncClient) -> None:
    await refusal(web, password="wrong")
    assert kept(gateway) == 0


def kept(gateway: Gateway) -> int:
    """How many preferences there are about failed logins."""
    found: int = statement(gateway, select(func.count()).where(user_preferences.c.name.startswith("login_")))
    return found


@pytest.mark.parametrize("service", ["nosuch", "disabled", "", "SMALL", "small!"])
async def test_only_enabled_services_have_tokens(web: httpx2.AsyncClient, service: str) -> None:
    if service == "small!":  # what cannot be part of a short name is dropped
        assert (await log_in(web, service=service))["token"] == token("student", "small")
    else:
        assert await refusal(web, service=service) == "servicenotavailable"


# Who may have a token for a service (docs/contract/server.md 1.5).


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({**RIGHT, "service": "capped"}, "missingrequiredcapability"),
        ({**RIGHT, "service": "restricted"}, "invalidiptoken"),
        ({**RIGHT, "service": "restricted", "username": "student2"}, "invalidtimedtoken"),
        ({**RIGHT, "service": "restricted", "username": "wsuser"}, "usernotallowed"),
        ({**RIGHT, "service": "restricted", "username": "teacher"}, None),
        ({**ADMIN, "service": "capped"}, None),
    ],
)
async def test_services_that_are_not_for_everybody(web: httpx2.AsyncClient, form: dict[str, str], code: str | None) -> None:
    if code is None:
        assert (await log_in(web, form))["token"] == token(form["username"], form["service"])
    else:
        assert await refusal(web, form) == code


async def test_an_authorisation_for_an_address_holds_from_there(gateway: Gateway) -> None:
    async with client(gateway, address="10.1.2.3") as web:
        assert (await log_in(web, service="restricted"))["token"] == token("student", "restricted")


def forbid_making_tokens(gateway: Gateway) -> None:
    """Take the general permission to make tokens from everybody, as the reference's own defaults do."""
    given = role_capabilities.c
    change(
        gateway,
        role_capabilities.delete().where(given.capability == "moodle/webservice:createtoken", given.roleid != MANAGER),
        ChangeKind.SITE,
    )


async def test_whoever_may_not_make_tokens_gets_none(gateway: Gateway, web: httpx2.AsyncClient) -> None:
    forbid_making_tokens(gateway)
    before = tokens_of(gateway, "wsuser")
    assert await refusal(web, username="wsuser") == "cannotcreatetoken"
    assert tokens_of(gateway, "wsuser") == before


async def test_everybody_may_make_a_token_for_the_app(gateway: Gateway, web: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1_900_000_000
    forbid_making_tokens(gateway)
    monkeypatch.setattr(time, "time", lambda: float(now))
    issued = (await log_in(web, username="wsuser", service="moodle_mobile_app"))["token"]
    row = gateway.store.run_here(
        lambda work: work.db.execute(select(external_tokens).where(external_tokens.c.token == digest(issued))).mappings().one(), write=False
    )
    assert len(issued) == 32
    assert {name: row[name] for name in ("tokentype", "contextid", "creatorid", "userid", "timecreated", "validuntil", "lastaccess")} == {
        "tokentype": 0,
        "contextid": 1,
        "creatorid": 6,
        "userid": 6,
        "timecreated": now,
        "validuntil": now + 7257600,
        "lastaccess": now,
    }
    assert (row["iprestriction"], row["sid"]) == (None, None)
    assert issued not in str(row)
    assert row["name"].startswith("Webservice-")
    assert (await log_in(web, username="wsuser", service="moodle_mobile_app"))["token"] == issued


async def test_administrators_make_tokens_for_the_app_alone(gateway: Gateway, web: httpx2.AsyncClient) -> None:
    statement(gateway, external_tokens.delete().where(external_tokens.c.userid == 2))
    assert await refusal(web, ADMIN) == "cannotcreatetoken"
    assert len((await log_in(web, ADMIN, service="moodle_mobile_app"))["token"]) == 32


async def test_whoever_holds_the_capability_makes_tokens_for_any_service(gateway: Gateway, web: httpx2.AsyncClient) -> None:
    forbid_making_tokens(gateway)
    change(gateway, insert(role_assignments).values(roleid=MANAGER, contextid=1, userid=6, timemodified=1))
    assert len((await log_in(web, username="wsuser"))["token"]) == 32


async def test_tokens_may_be_made_for_ever(gateway: Gateway, web: httpx2.AsyncClient) -> None:
    set_config(gateway, tokenduration="0")
    issued = (await log_in(web, username="wsuser", service="moodle_mobile_app"))["token"]
    until = select(external_tokens.c.validuntil).where(external_tokens.c.token == digest(issued))
    assert not statement(gateway, until)


async def test_an_expired_token_is_not_handed_out_but_deleted(gateway: Gateway, web: httpx2.AsyncClient) -> None:
    old = token("student", "small")
    row = update(external_tokens).where(external_tokens.c.token == digest(old))
    change(gateway, row.values(validuntil=1, externalserviceid=1))
    assert (await log_in(web, service="moodle_mobile_app"))["token"] != old
    assert statement(gateway, select(func.count()).where(external_tokens.c.token == digest(old))) == 0


@pytest.mark.parametrize(("restriction", "again"), [("10.0.0.1", True), ("10.0.0.2", False), ("", False)])
async def test_a_token_for_other_addresses_is_kept_but_not_handed_out(
    gateway: Gateway, web: httpx2.AsyncClient, restriction: str, again: bool
) -> None:
    own = token("student", "small")
    change(
        gateway,
        update(external_tokens).where(external_tokens.c.token == digest(own)).values(iprestriction=restriction, externalserviceid=1),
    )
    issued = (await log_in(web, service="moodle_mobile_app"))["token"]
    assert (issued == own) is again
    assert statement(gateway, select(func.count()).where(external_tokens.c.token == digest(own))) == 1


async def test_handing_out_a_token_notes_its_use_without_the_minute(
    gateway: Gateway, web: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    used = select(external_tokens.c.lastaccess).where(external_tokens.c.token == digest(token("student", "small")))
    for moment in (1_900_000_000, 1_900_000_001):
        monkeypatch.setattr(time, "time", lambda moment=moment: float(moment))
        await log_in(web)
        assert statement(gateway, used) == moment


async def test_a_site_that_keeps_digests_only_makes_a_token_at_each_login(recorded_settings: Settings, registry: Registry) -> None:
    forgetful = replaced(recorded_settings, "tokens", keep=False)
    async with started(forgetful, registry) as gateway, client(gateway) as web:
        before = tokens_of(gateway, "wsuser")
        first, second = [(await log_in(web, username="wsuser", service="moodle_mobile_app"))["token"] for _ in range(2)]
        assert first != second
        assert tokens_of(gateway, "wsuser") == before + 2


async def test_the_authorisation_row_decides_over_the_token(gateway: Gateway, web: httpx2.AsyncClient) -> None:
    change(gateway, external_services_users.delete())
    assert await refusal(web, username="teacher", service="restricted") == "usernotallowed"


async def test_what_is_handed_out_calls_functions(gateway: Gateway, web: httpx2.AsyncClient) -> None:
    assert (await log_in(web))["token"] == token("student", "small")
    info = value(await call(gateway, "core_webservice_get_site_info", by="student", service="small"))
    assert info["username"] == "student"


# The private token, and the right address.


@pytest.fixture
async def secure(recorded_settings: Settings, registry: Registry) -> AsyncIterator[Gateway]:
    """A gateway that is reached by https at an address of its own."""
    async with started(replaced(recorded_settings, "server", wwwroot="https://ws.example.org/"), registry) as running:
        yield running


async def test_the_private_token_is_for_https_and_not_for_administrators(secure: Gateway) -> None:
    async with client(secure, scheme="https", host="ws.example.org") as web:
        private = (await log_in(web))["privatetoken"]
        assert len(private) == 64
        assert (await log_in(web))["privatetoken"] == private
        assert (await log_in(web, ADMIN))["privatetoken"] is None
        fresh = (await log_in(web, username="wsuser", service="moodle_mobile_app"))["privatetoken"]
        assert fresh.isalnum()


@pytest.mark.parametrize(
    ("scheme", "host", "code"),
    [
        ("https", "other.example.org", "requirecorrectaccess"),
        ("https", "ws.example.org:8443", "requirecorrectaccess"),
        ("http", "other.example.org", "requirecorrectaccess"),
        ("http", "ws.example.org", "sslonlyaccess"),
        ("https", "WS.example.org", None),
    ],
)
async def test_passwords_are_taken_at_the_right_address_alone(secure: Gateway, scheme: str, host: str, code: str | None) -> None:
    set_config(secure, sslproxy="0")
    async with client(secure, scheme=scheme, host="ws.example.org") as web:
        answer = await web.post(ADDRESS, data=RIGHT, headers={"host": host})
    if code is None:
        assert answer.json()["token"] == token("student", "small")
        return
    assert answer.status_code == 200
    assert list(answer.json().items())[1:] == [("stacktrace", None), ("debuginfo", None), ("errorcode", code)]
    assert "/" not in answer.json()["error"]
    assert dict(answer.headers) == {"content-type": "application/json; charset=utf-8", "content-length": str(len(answer.content))}


async def test_something_in_front_is_taken_to_speak_tls_where_the_address_of_the_site_says_so(secure: Gateway) -> None:
    async with client(secure, host="ws.example.org") as web:
        answer = await log_in(web)
    assert (answer["token"], len(answer["privatetoken"])) == (token("student", "small"), 64)


async def test_the_wrong_address_is_told_before_anything_else(secure: Gateway) -> None:
    set_config(secure, enablewebservices="0")
    async with client(secure, host="other.example.org") as web:
        assert (await log_in(web, {"appsitecheck": "1"}))["errorcode"] == "requirecorrectaccess"


async def test_where_no_address_is_configured_any_will_do(gateway: Gateway) -> None:
    async with client(gateway, host="any.example.org") as web:
        assert (await log_in(web))["token"] == token("student", "small")


# Bounds, and what nobody foresaw.


@pytest.fixture
async def narrow(recorded_settings: Settings, registry: Registry) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of a gateway that takes little."""
    limited = replaced(recorded_settings, "limits", body_bytes=100, form_fields=4)
    async with started(limited, registry) as running, client(running) as connected:
        yield connected


async def test_a_body_over_the_limit_is_refused_and_the_connection_closed(narrow: httpx2.AsyncClient) -> None:
    answer = await narrow.post(ADDRESS, data={**RIGHT, "padding": "x" * 100})
    assert (answer.json()["errorcode"], answer.headers["connection"]) == ("invalidparameter", "close")


async def test_a_compressed_body_is_refused(web: httpx2.AsyncClient) -> None:
    answer = await web.post(ADDRESS, data=RIGHT, headers={"content-encoding": "gzip"})
    assert answer.json()["errorcode"] == "invalidparameter"


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_too_many_fields_are_refused(narrow: httpx2.AsyncClient, method: str) -> None:
    fields = {str(number): "" for number in range(5)}
    where = {"params": fields} if method == "GET" else {"data": fields}
    answer = await narrow.request(method, ADDRESS, **where)  # type: ignore[arg-type]  # the one or the other
    assert answer.json()["errorcode"] == "invalidparameter"


async def test_a_broken_body_is_refused(web: httpx2.AsyncClient) -> None:
    answer = await web.post(ADDRESS, content=b"x", headers={"content-type": "multipart/form-data; boundary=y"})
    assert answer.json()["errorcode"] == "invalidparameter"


async def test_a_body_that_is_no_form_is_ignored(web: httpx2.AsyncClient) -> None:
    answer = await web.post(ADDRESS, params=RIGHT, json={"username": "admin"})
    assert answer.json()["token"] == token("student", "small")


async def test_a_client_that_goes_away_is_not_answered(gateway: Gateway) -> None:
    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        pytest.fail(f"an answer was sent: {message}")

    headers = [(b"content-type", b"application/x-www-form-urlencoded")]
    scope = {"type": "http", "method": "POST", "path": ADDRESS, "query_string": b"", "headers": headers, "scheme": "http"}
    await client(gateway)._transport.app(scope, receive, send)  # type: ignore[attr-defined]


async def test_an_unexpected_error_tells_nothing_but_a_reference_to_the_log(recorded_settings: Settings, registry: Registry) -> None:
    other_key = replaced(recorded_settings, "secrets", key="aa" * 32)
    async with started(other_key, registry) as gateway, client(gateway) as web:
        with capture_logs() as logs:
            answer = await log_in(web)
    assert answer == {
        "error": f"An internal error occurred. Its reference is {logs[0]['reference']}.",
        "errorcode": "internalerror",
        **NULLS,
    }
    assert "another site key" in str(logs[0]["exc_info"])
