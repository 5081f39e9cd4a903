"""AJAX from pages: with the cookie of a session and its key, through the whole gateway (``docs/contract/server.md 4``)."""

from __future__ import annotations

import json
import time
from typing import Any

import httpx2
import pytest
from sqlalchemy import select, update

from gateway.access import sessions, signin
from gateway.access.secrets import digest
from gateway.admin import accounts
from gateway.registry.registry import Registry
from gateway.server.host import Gateway
from gateway.settings import Settings
from gateway.store.tables.site import logstore_standard_log
from gateway.store.tables.users import sessions as stored
from gateway.store.tables.users import user
from gateway.telemetry.audit import COMMAND
from gateway.wire.call import Session
from gateway.wire.exchange import HttpResponse
from gateway.wire.http import SESSION_COOKIE
from protocols.ajax import Ajax
from tests.unit.app_fixtures import client, replaced, set_config, started, statement

PAGES, OPEN = "/lib/ajax/service.php", "/lib/ajax/service-nologin.php"
PRIVATE, PUBLIC, NO_AJAX, WHO = "local_probe_private_ping", "local_probe_public_ping", "local_probe_noajax_ping", "local_trial_who"
# The account wsuser of the recorded site.
ME = 6


@pytest.fixture
async def sid(gateway: Gateway) -> str:
    """The id of a session that has just begun."""
    return await begin(gateway)


async def begin(gateway: Gateway, userid: int = ME, *, ago: int = 0) -> str:
    return await gateway.store.write(sessions.create, userid, address="10.1.1.1", now=int(time.time()) - ago)


async def ask(
    gateway: Gateway, *names: str, sid: str | None, path: str = PAGES, key: str | None = "", args: object = None, query: str = ""
) -> Any:
    """The answer to a batch; the key is the right one unless another or None is given."""
    sent = sessions.sesskey(sid) if sid and key == "" else key
    fields = query if sent is None else f"sesskey={sent}&{query}"
    batch = [{"index": index, "methodname": name, "args": {} if args is None else args} for index, name in enumerate(names)]
    headers = {} if sid is None else {"cookie": f"theme=dark; {SESSION_COOKIE}={sid}"}
    async with client(gateway) as http:
        return (await http.post(f"{path}?{fields}", content=json.dumps(batch), headers=headers)).json()


def outcomes(answer: Any) -> list[object]:
    """What was returned, or the code of what was refused, entry by entry."""
    return [entry["exception"]["errorcode"] if entry["error"] else entry["data"] for entry in answer]


async def test_whoever_is_logged_in_may_call_what_pages_may_call(gateway: Gateway, sid: str) -> None:
    assert outcomes(await ask(gateway, PRIVATE, WHO, PUBLIC, sid=sid)) == ["pong", ME, "pong"]


@pytest.mark.parametrize(
    ("key", "query", "code"),
    [
        (None, "", "missingparam"),
        ("wrong", "", "invalidsesskey"),
        (None, "sesskey=", "invalidsesskey"),
        (None, "sesskey[]=a", "invalidsesskey"),
        (None, "sesskey=%FF", "invalidsesskey"),
    ],
)
async def test_without_the_key_of_the_session_nothing_is_done_that_needs_a_login(
    gateway: Gateway, sid: str, key: str | None, query: str, code: str
) -> None:
    assert outcomes(await ask(gateway, PRIVATE, sid=sid, key=key, query=query)) == [code]
    # What needs no login needs no key, and knows who asks all the same.
    assert outcomes(await ask(gateway, WHO, PUBLIC, sid=sid, key=key, query=query)) == [ME, "pong"]


async def test_the_key_of_one_session_is_none_of_another(gateway: Gateway, sid: str) -> None:
    other = await begin(gateway)
    assert outcomes(await ask(gateway, PRIVATE, sid=sid, key=sessions.sesskey(other))) == ["invalidsesskey"]


async def test_the_flag_is_checked_before_the_login_the_login_before_the_key_and_that_before_the_arguments(
    gateway: Gateway, sid: str
) -> None:
    assert outcomes(await ask(gateway, NO_AJAX, sid=None)) == ["servicenotavailable"]
    assert outcomes(await ask(gateway, NO_AJAX, sid=sid, key=None)) == ["servicenotavailable"]
    assert outcomes(await ask(gateway, PRIVATE, sid="no such", key=None)) == ["servicerequireslogin"]
    assert outcomes(await ask(gateway, PRIVATE, sid=sid, key=None, args=7)) == ["missingparam"]
    assert outcomes(await ask(gateway, PRIVATE, sid=sid, args=7)) == ["invalidparameter"]


async def test_an_unknown_function_ends_the_whole_batch(gateway: Gateway, sid: str) -> None:
    assert (await ask(gateway, PRIVATE, "no_such_function", sid=sid))["errorcode"] == "invalidrecord"


async def test_a_batch_ends_with_the_first_error(gateway: Gateway, sid: str) -> None:
    assert outcomes(await ask(gateway, PRIVATE, NO_AJAX, PRIVATE, sid=sid)) == ["pong", "servicenotavailable"]


async def test_without_cookies_there_is_nobody_whatever_is_sent(gateway: Gateway, sid: str) -> None:
    answer = await ask(gateway, WHO, PRIVATE, PUBLIC, sid=sid, path=OPEN)
    assert outcomes(answer) == [0, "servicerequireslogin", "pong"]


@pytest.mark.parametrize("sent", ["no such session", "", "a=b; ;", "\x7f"])
async def test_a_session_that_never_was_is_nobody(gateway: Gateway, sent: str) -> None:
    assert outcomes(await ask(gateway, WHO, PRIVATE, sid=sent, key="x")) == [0, "servicerequireslogin"]


async def test_nobody_knows_a_session_by_what_is_stored_of_it(gateway: Gateway, sid: str) -> None:
    assert outcomes(await ask(gateway, PRIVATE, sid=digest(sid))) == ["servicerequireslogin"]


async def test_a_session_of_somebody_who_has_not_logged_in_is_nobody(gateway: Gateway) -> None:
    assert outcomes(await ask(gateway, WHO, PRIVATE, sid=await begin(gateway, 0))) == [0, "servicerequireslogin"]


async def test_an_account_that_is_gone_is_nobody(gateway: Gateway) -> None:
    assert outcomes(await ask(gateway, WHO, PRIVATE, sid=await begin(gateway, 9999))) == [0, "servicerequireslogin"]


async def test_whoever_does_nothing_for_long_has_left(gateway: Gateway) -> None:
    set_config(gateway, sessiontimeout="100")
    assert outcomes(await ask(gateway, WHO, PRIVATE, sid=await begin(gateway, ago=99))) == [ME, "pong"]
    assert outcomes(await ask(gateway, WHO, PRIVATE, sid=await begin(gateway, ago=102))) == [0, "servicerequireslogin"]


@pytest.mark.parametrize(("query", "key", "kept"), [("", "", True), ("", "wrong", True), ("nosessionupdate=1", "", False)])
async def test_a_call_keeps_the_session_alive_unless_the_page_says_otherwise(gateway: Gateway, query: str, key: str, kept: bool) -> None:
    sid = await begin(gateway, ago=60)
    await ask(gateway, PRIVATE, sid=sid, key=key, query=query)
    used, last = (
        statement(gateway, select(column).where(stored.c.sid == digest(sid))) for column in (stored.c.timemodified, stored.c.lastip)
    )
    assert (used > time.time() - 50) is kept
    assert last == ("127.0.0.1" if kept else "10.1.1.1")


@pytest.mark.parametrize("values", [{"deleted": 1}, {"suspended": 1}, {"auth": "nologin"}])
async def test_an_account_that_may_not_be_used_is_nobody(gateway: Gateway, sid: str, values: dict[str, object]) -> None:
    statement(gateway, update(user).where(user.c.id == ME).values(**values))
    assert outcomes(await ask(gateway, WHO, PRIVATE, sid=sid)) == [0, "servicerequireslogin"]


async def test_signing_out_and_suspension_end_a_session_at_once(gateway: Gateway, sid: str) -> None:
    other = await begin(gateway)
    await gateway.store.write(signin.end, sid, by=COMMAND)
    assert outcomes(await ask(gateway, PRIVATE, sid=sid)) == ["servicerequireslogin"]
    assert outcomes(await ask(gateway, PRIVATE, sid=other)) == ["pong"]
    person = await gateway.store.read(accounts.find, str(ME))
    assert person is not None
    await gateway.store.write(accounts.suspend, person, True, now=1)
    await gateway.store.write(accounts.suspend, person, False, now=1)
    assert outcomes(await ask(gateway, PRIVATE, sid=other)) == ["servicerequireslogin"]


async def test_maintenance_is_for_the_contexts_to_ask_that_a_function_enters(gateway: Gateway, sid: str) -> None:
    set_config(gateway, maintenance_enabled="1")
    assert outcomes(await ask(gateway, PRIVATE, sid=sid)) == ["pong"]
    entering = await ask(gateway, "core_user_get_users_by_field", sid=sid, args={"field": "id", "values": [ME]})
    assert outcomes(entering) == ["requireloginerror"]


async def test_a_refusal_tells_the_audit_who_it_was_and_why_once(gateway: Gateway, sid: str) -> None:
    await ask(gateway, PRIVATE, sid=sid, key="wrong")
    await gateway.audit.flush()

    def read(work: Any) -> list[Any]:
        return list(work.db.execute(select(logstore_standard_log)).mappings())

    (row,) = gateway.store.run_here(read, write=False)
    assert (row["eventname"], row["userid"], row["origin"]) == ("\\triglot\\event\\call_refused", ME, "web")
    other = json.loads(row["other"])
    assert (other["reason"], other["errorcode"], other["step"]) == ("session key right", "invalidsesskey", "admit")
    assert sid not in row["other"]


async def test_calls_of_a_session_count_for_the_account(recorded_settings: Settings, registry: Registry) -> None:
    async with started(replaced(recorded_settings, "rates", token="2/hour"), registry) as gateway:
        sid, other = await begin(gateway), await begin(gateway)
        assert outcomes(await ask(gateway, PRIVATE, PRIVATE, sid=sid)) == ["pong", "pong"]
        assert outcomes(await ask(gateway, PRIVATE, sid=other)) == ["toomanyrequests"]
        assert outcomes(await ask(gateway, PUBLIC, sid=None)) == ["pong"]


async def test_what_the_client_half_sends_is_understood(gateway: Gateway, sid: str) -> None:
    ajax, function = Ajax(), gateway.look_up(WHO)
    assert function is not None
    for credential, userid in ((Session(sid, sessions.sesskey(sid)), ME), (Session(sid, None), ME), (None, 0)):
        request = ajax.request(function, {}, credential)
        async with client(gateway) as http:
            answer: httpx2.Response = await http.request(request.method, request.path, content=request.body, headers=request.headers)
        assert ajax.read(HttpResponse(answer.status_code, dict(answer.headers), answer.content), function) == userid


PREFERENCE = {"preferences": [{"name": "drawer-open-nav", "value": "1"}]}
SETS = "core_user_set_user_preferences"


async def test_who_is_logged_in_writes_with_the_key_of_the_session_alone(gateway: Gateway, sid: str) -> None:
    """The function needs no login: a page of another site could have a browser call it, which sends the cookie and knows no key."""
    info = gateway.look_up(SETS)
    assert info is not None
    assert not info.loginrequired
    assert outcomes(await ask(gateway, SETS, sid=sid, key=None, args=PREFERENCE)) == ["missingparam"]
    assert outcomes(await ask(gateway, SETS, sid=sid, key="wrong", args=PREFERENCE)) == ["invalidsesskey"]
    assert not {"missingparam", "invalidsesskey"} & {str(told) for told in outcomes(await ask(gateway, SETS, sid=None, args=PREFERENCE))}
    written = (await ask(gateway, SETS, sid=sid, args=PREFERENCE))[0]
    assert not written["error"]


async def test_reading_without_a_login_needs_no_key(gateway: Gateway, sid: str) -> None:
    assert outcomes(await ask(gateway, PUBLIC, sid=sid, key=None)) == ["pong"]
