"""The audit: which event becomes of what, what is in it, and what never is."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import RowMapping, delete, select
from structlog.testing import capture_logs

from gateway.access import tokens
from gateway.access.callers import by_username
from gateway.errors import DecodeError
from gateway.registry.registry import Registry
from gateway.server.host import Gateway
from gateway.settings import Settings
from gateway.store.rows import insert_many
from gateway.store.store import Store
from gateway.store.tables.access import role_capabilities
from gateway.store.tables.site import logstore_standard_log
from gateway.telemetry import audit
from gateway.telemetry.audit import COMMAND, FUNCTION_CALLED, TOKEN_REVOKED, Actor, Audit, Event, Origin
from gateway.wire.call import Call, Failure, Password, Peer, Step, Token
from tests.unit.app_fixtures import EVERYBODY, call, client, counted, named_token, replaced, set_config, started, statement, token
from tests.unit.campus import ANN, NOW, OPEN, snapshot, vault

PING = "local_probe_private_ping"
ACTOR = Actor(origin=Origin.WEB_SERVICE, userid=3, address="10.1.2.3", protocol="rest", request_id="r1")


def logged(gateway: Gateway) -> str:
    """What is in the log file."""
    return Path(gateway.settings.log.file).read_text()


def rows(store: Store) -> list[RowMapping]:
    """Everything in the log, oldest first."""
    query = select(logstore_standard_log).order_by(logstore_standard_log.c.id)
    return list(store.run_here(lambda work: work.db.execute(query).mappings().all(), write=False))


async def events(gateway: Gateway) -> list[tuple[str, dict[str, Any]]]:
    """The names of all events so far, and what they tell."""
    await gateway.audit.flush()
    return [(row["eventname"].rpartition("\\")[2], json.loads(row["other"])) for row in rows(gateway.store)]


async def login(gateway: Gateway, **fields: str) -> Any:
    async with client(gateway) as http:
        return (await http.post("/login/token.php", data=fields)).json()


# Calls.


async def test_a_called_function_is_a_row_under_the_names_of_the_reference(gateway: Gateway) -> None:
    await call(gateway, PING, by="teacher", address="10.1.2.3")
    await gateway.audit.flush()
    (row,) = rows(gateway.store)
    other = json.loads(row["other"])
    assert {name: row[name] for name in row if name not in {"id", "other", "timecreated"}} == {
        "eventname": "\\core\\event\\webservice_function_called",
        "component": "core",
        "action": "called",
        "target": "webservice_function",
        "objecttable": None,
        "objectid": None,
        "crud": "r",
        "edulevel": 0,
        "contextid": 1,
        "contextlevel": 10,
        "contextinstanceid": 0,
        "userid": 3,
        "courseid": 0,
        "relateduserid": None,
        "anonymous": 0,
        "origin": "ws",
        "ip": "10.1.2.3",
        "realuserid": None,
    }
    assert row["timecreated"] > 1_700_000_000
    assert len(other.pop("requestid")) == 16
    assert other == {"function": PING, "address": "10.1.2.3", "protocol": "rest"}


async def test_a_call_writes_nothing_by_itself(gateway: Gateway) -> None:
    await call(gateway, PING)
    await gateway.audit.flush()
    with counted(gateway.store) as seen:
        for _ in range(20):
            await call(gateway, PING)
    assert seen == []
    with counted(gateway.store, of=EVERYBODY) as seen:
        await gateway.audit.flush()
    assert [text.split()[0] for text in seen if not text.startswith("BEGIN")] == ["INSERT"]


@pytest.mark.parametrize(
    ("function", "by", "expected"),
    [
        (PING, Token("nobody"), [("webservice_login_failed", "invalid_token")]),
        (PING, Password("teacher", "wrong"), [("webservice_login_failed", "password")]),
        (PING, "suspended", [("webservice_login_failed", "user_unconfirmed")]),
        ("no_such_function", "teacher", [("call_refused", "external_functions")]),
        ("local_probe_shape", "teacher", [("webservice_function_called", None), ("call_failed", None)]),
        ("local_probe_fail", "teacher", [("webservice_function_called", None), ("call_failed", "internalerror")]),
    ],
)
async def test_what_becomes_of_calls_that_go_wrong(
    gateway: Gateway, function: str, by: Any, expected: list[tuple[str, str | None]]
) -> None:
    await call(gateway, function, {"kind": "php"} if function == "local_probe_fail" else {}, by=by)
    found = await events(gateway)
    assert [name for name, _other in found] == [name for name, _reason in expected]
    for (_name, other), (_same, reason) in zip(found, expected, strict=True):
        assert reason in (None, other.get("reason"))


async def test_a_refused_caller_is_known_to_the_audit_and_the_call_log(gateway: Gateway) -> None:
    await call(gateway, PING, by="suspended")
    await gateway.audit.flush()
    (row,) = rows(gateway.store)
    other = json.loads(row["other"])
    assert (row["userid"], row["relateduserid"]) == (0, 7)  # nobody is logged in; this is about whom
    assert (other["username"], other["method"]) == ("suspended", 1)
    gateway.calls.flush()
    entry = json.loads(logged(gateway).splitlines()[-1])
    assert (entry["user"], entry["token"]) == (7, other["tokenid"])
    assert entry["request"] == other["requestid"]


async def test_the_reference_of_an_unexpected_error_is_the_id_of_the_request(gateway: Gateway) -> None:
    outcome = await call(gateway, "local_probe_fail", {"kind": "php"})
    assert isinstance(outcome, Failure)
    (_called, (_name, other)) = await events(gateway)
    assert outcome.error.public_message == f"An internal error occurred. Its reference is {other['requestid']}."
    asked = Call(protocol="rest", function=PING, arguments={}, credential=Token(token("admin")), peer=Peer(request_id="given"))
    await gateway.run(asked)
    assert (await events(gateway))[-1][1]["requestid"] == "given"


async def test_what_never_became_a_call_is_refused_too(gateway: Gateway) -> None:
    gateway.report_failure("rest", Peer("10.1.2.3"), Failure(DecodeError("no request"), Step.DECODE))
    refused = await gateway.functions(Token("nobody"), protocol="xmlrpc", peer=Peer("10.1.2.3"))
    assert isinstance(refused, Failure)
    assert refused.error.errorcode == "invalidtoken"
    (first, second) = await events(gateway)
    assert first[0] == "call_refused"
    assert (first[1]["step"], first[1]["errorcode"], first[1]["address"]) == ("decode", "invalidparameter", "10.1.2.3")
    assert (second[0], second[1]["protocol"]) == ("webservice_login_failed", "xmlrpc")


async def test_pages_are_no_web_service(gateway: Gateway) -> None:
    await call(gateway, "local_probe_public_ping", by=None, protocol="ajax")
    await gateway.audit.flush()
    assert [row["origin"] for row in rows(gateway.store)] == ["web"]


# Tokens and logging in.


@pytest.mark.parametrize(
    ("fields", "reason", "userid"),
    [
        ({"username": "nobody", "password": "x"}, 1, 0),
        ({"username": "suspended", "password": "x"}, 2, 7),
        ({"username": "teacher", "password": "x"}, 3, 3),
    ],
)
async def test_a_failed_login_has_the_number_of_the_contract(gateway: Gateway, fields: dict[str, str], reason: int, userid: int) -> None:
    assert (await login(gateway, **fields, service="all"))["errorcode"] == "invalidlogin"
    await gateway.audit.flush()
    (row,) = rows(gateway.store)
    other = json.loads(row["other"])
    assert (row["eventname"], row["origin"], row["userid"]) == ("\\core\\event\\user_login_failed", "web", userid)
    assert (other["username"], other["reason"]) == (fields["username"], reason)


async def test_a_login_that_gets_no_token_is_refused(gateway: Gateway) -> None:
    assert (await login(gateway, username="admin", password="Admin.1234", service="nosuch"))["errorcode"] == "servicenotavailable"
    ((name, other),) = await events(gateway)
    assert (name, other["function"], other["reason"]) == ("call_refused", "/login/token.php", "servicenotavailable")


async def test_a_token_that_is_handed_out_is_sent(gateway: Gateway) -> None:
    sent = await login(gateway, username="admin", password="Admin.1234", service="all")
    row = rows(gateway.store)[-1]
    assert (row["eventname"], row["objecttable"]) == ("\\core\\event\\webservice_token_sent", "external_tokens")
    assert row["objectid"] == gateway.store.run_here(lambda work: tokens.find(work.db, sent["token"]), write=False)
    assert (row["userid"], row["origin"]) == (2, "web")


async def test_an_expired_token_is_revoked_by_the_call_that_finds_it(gateway: Gateway) -> None:
    await call(gateway, PING, by=Token(named_token("admin_expired")))
    ((first, revoked), (second, refused)) = await events(gateway)
    assert (first, revoked["reason"]) == ("token_revoked", "expired")
    assert (second, refused["reason"]) == ("call_refused", "token not expired")
    assert revoked["requestid"] == refused["requestid"]


def test_what_is_rolled_back_is_neither_stored_nor_logged(store: Store) -> None:
    def fail(work: Any) -> None:
        audit.write(work.db, Event(action=TOKEN_REVOKED, actor=COMMAND, objectid=1))
        raise ZeroDivisionError

    with capture_logs() as logs:
        with pytest.raises(ZeroDivisionError):
            store.run_here(fail, write=True)
        assert (logs, rows(store)) == ([], [])
        store.run_here(lambda work: audit.write(work.db, Event(action=TOKEN_REVOKED, actor=COMMAND, objectid=1)), write=True)
    assert [(entry["event"], entry["objectid"], entry["origin"]) for entry in logs] == [("token revoked", 1, "cli")]


def test_who_creates_and_who_revokes_is_told(store: Store) -> None:
    def work(transaction: Any) -> None:
        db = transaction.db
        site = snapshot(db)
        caller, _stored = by_username(db, "ann")
        assert caller is not None
        assert caller.account is not None
        issued = tokens.create(db, vault(), site, caller.account, site.services[OPEN], now=NOW, by=ACTOR)
        tokens.revoke(db, issued.id, by=ACTOR, reason="lost")

    store.run_here(work, write=True)
    created, revoked = rows(store)
    assert (created["eventname"], created["relateduserid"], json.loads(created["other"])["auto"]) == (
        "\\core\\event\\webservice_token_created",
        ANN,
        False,
    )
    assert (revoked["userid"], revoked["ip"], json.loads(revoked["other"])["reason"]) == (3, "10.1.2.3", "lost")


# Nothing secret.


async def test_nothing_secret_is_in_the_table_or_the_log(gateway: Gateway) -> None:
    value, password = token("admin"), "Admin.1234"
    with capture_logs() as logs:
        for function in (PING, "no_such_function", "local_probe_fail"):
            await call(gateway, function, {"kind": "php"} if "fail" in function else {"unknown": "x"})
            await call(gateway, function, by=Password("admin", password))
            await call(gateway, function, by=Password("admin", f"{password}mistyped"))
            await call(gateway, function, by=Token(f"{value}mistyped"))
        sent = await login(gateway, username="admin", password=password, service="all")
        await login(gateway, username="admin", password=f"{password}mistyped", service="all")
        await gateway.audit.flush()
    everything = str([dict(row) for row in rows(gateway.store)]) + str(logs)
    gateway.calls.flush()
    everything += logged(gateway)
    assert len(everything) > 2_000
    for secret in (value, password, sent["token"], "mistyped"):
        assert secret not in everything


async def test_texts_from_outside_are_shortened_and_printable(gateway: Gateway) -> None:
    await call(gateway, "evil\n\x00\udcff" + "x" * 500)
    ((_name, other),) = await events(gateway)
    assert other["function"].startswith("evil\\n\\x00\\udcff")
    assert len(other["function"]) < 220


# The queue.


async def test_the_queue_is_bounded_and_says_what_it_dropped(store: Store) -> None:
    collected = Audit(store, calls=True, queue=2)
    for _ in range(5):
        collected.called(ACTOR, PING)
    with capture_logs() as logs:
        await collected.flush()
        await collected.flush()
    assert len(rows(store)) == 2
    assert [(entry["log_level"], entry["dropped"]) for entry in logs] == [("warning", 3)]


async def test_calls_may_be_left_out_but_not_what_fails(recorded_settings: Settings, registry: Registry) -> None:
    async with started(replaced(recorded_settings, "audit", calls=False), registry) as gateway:
        await call(gateway, PING)
        await call(gateway, "local_probe_fail", {"kind": "php"})
        assert [name for name, _other in await events(gateway)] == ["call_failed"]


async def test_what_cannot_be_stored_waits(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    collected = Audit(store, calls=True, queue=10)
    collected.called(ACTOR, PING)
    with monkeypatch.context() as broken:
        broken.setattr(audit, "insert_many", lambda *_arguments: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            await collected.flush()
    await collected.flush()
    assert len(rows(store)) == 1


async def test_many_events_do_not_wait_for_their_time(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    collected = Audit(store, calls=True, queue=10_000)
    for _ in range(1_000):
        collected.called(ACTOR, PING)
    assert not collected.due.is_set()
    collected.called(ACTOR, PING)
    assert collected.due.is_set()

    def store_while_many_come(*arguments: Any) -> None:
        for _ in range(1_500):
            collected.called(ACTOR, PING)
        insert_many(*arguments)

    collected.due.clear()
    with monkeypatch.context() as busy:
        busy.setattr(audit, "insert_many", store_while_many_come)
        await collected.flush()
    assert collected.due.is_set()
    collected.due.clear()
    await collected.flush()
    assert not collected.due.is_set()
    assert len(rows(store)) == 1_001 + 1_500


async def test_what_comes_while_others_are_stored_waits_for_the_next_time(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    collected = Audit(store, calls=True, queue=10_000)

    def store_while_calls_come(*arguments: Any) -> None:
        collected.called(ACTOR, PING)
        insert_many(*arguments)

    monkeypatch.setattr(audit, "insert_many", store_while_calls_come)
    for _ in range(2_200):
        collected.called(ACTOR, PING)
    await collected.flush()
    assert len(rows(store)) == 2_200
    await collected.flush()
    assert len(rows(store)) == 2_202


async def test_a_flush_that_is_cancelled_stores_everything_once(store: Store) -> None:
    collected = Audit(store, calls=True, queue=10_000)
    for _ in range(2_200):
        collected.called(ACTOR, PING)
    flushing = asyncio.create_task(collected.flush())
    await asyncio.sleep(0.005)
    flushing.cancel()
    await asyncio.gather(flushing, return_exceptions=True)
    await asyncio.gather(collected.flush(), collected.flush())
    assert len(rows(store)) == 2_200


async def test_stopping_stores_what_was_collected(recorded_settings: Settings, registry: Registry) -> None:
    async with started(recorded_settings, registry) as gateway:
        await call(gateway, PING)
    again = Store(recorded_settings.database.url)
    assert [row["target"] for row in rows(again)] == ["webservice_function"]
    again.close()


def test_every_kind_of_event_is_named_as_its_class(store: Store) -> None:
    for kind in [value for value in vars(audit).values() if isinstance(value, audit.Action)]:
        store.run_here(lambda work, kind=kind: audit.write(work.db, Event(action=kind, actor=ACTOR)), write=True)  # type: ignore[misc]
    for row in rows(store):
        assert row["eventname"] == f"\\{row['component']}\\event\\{row['target']}_{row['action']}"
        assert row["crud"] in "crud"
    assert FUNCTION_CALLED.name == "\\core\\event\\webservice_function_called"


REST, SOAP, XMLRPC = (f"/webservice/{name}/server.php" for name in ("rest", "soap", "xmlrpc"))
LIST_METHODS = b"<methodCall><methodName>system.listMethods</methodName><params/></methodCall>"
MULTICALL = b"<methodCall><methodName>system.multicall</methodName><params/></methodCall>"
ENVELOPE = b'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>%s</s:Body></s:Envelope>'


@pytest.mark.parametrize("held", ["no such token", "90" * 16])
@pytest.mark.parametrize(
    ("path", "body"),
    [
        (f"{REST}?wstoken={{}}&wsfunction=core_course_get_courses&options[ids][0]=a", b""),
        (f"{SOAP}?wstoken={{}}&wsdl=1", b""),
        (f"{SOAP}?wstoken={{}}", b"this is no envelope"),
        (f"{SOAP}?wstoken={{}}", ENVELOPE % b""),
        (f"{SOAP}?wstoken={{}}", ENVELOPE % b'<core_course_get_courses><options xmlns="">a</options></core_course_get_courses>'),
        ("/webservice/soap/typed?wstoken={}&wsdl", b""),
        ("/webservice/soap/typed?wstoken={}", b"this is no envelope"),
        (f"{XMLRPC}?wstoken={{}}", b"this is no call"),
        (f"{XMLRPC}?wstoken={{}}", LIST_METHODS),
        (f"{XMLRPC}?wstoken={{}}", MULTICALL),
        ("/lib/ajax/service-nologin.php", b"this is no batch"),
        ("/lib/ajax/service.php", b'[{"index": 0, "methodname": "core_course_get_courses", "args": {}}]'),
        ("/webservice/jsonrpc?wstoken={}", b"this is no request"),
    ],
)
async def test_a_refused_request_is_recorded_once(gateway: Gateway, path: str, body: bytes, held: str) -> None:
    for protocol in ("rest", "soap", "xmlrpc", "jsonrpc"):  # the second token is refused for what its owner lacks
        statement(gateway, delete(role_capabilities).where(role_capabilities.c.capability == f"webservice/{protocol}:use"))
    set_config(gateway, webserviceprotocols="rest,soap,xmlrpc,jsonrpc")
    async with client(gateway) as http:
        await http.request("POST" if body else "GET", path.format(held), content=body)
    assert len([name for name, _other in await events(gateway) if name != "webservice_function_called"]) == 1


async def test_refusals_that_an_address_repeats_are_summed_up(gateway: Gateway) -> None:
    for address in ("10.0.0.1", "10.0.0.2"):
        for _ in range(25):
            actor = Actor(origin=Origin.WEB_SERVICE, address=address)
            gateway.audit.note(Event(action=audit.LOGIN_FAILED, actor=actor, other={"reason": "invalid_token"}))
    gateway.audit.sum_up(all_=True)
    await gateway.audit.flush()
    cols = logstore_standard_log.c
    query = select(cols.other).where(cols.action == "failed").order_by(cols.id)
    stored = [json.loads(text) for text in gateway.store.run_here(lambda work: work.db.execute(query).scalars().all(), write=False)]
    for address in ("10.0.0.1", "10.0.0.2"):
        assert [row.get("repeated") for row in stored if row["address"] == address] == [None] * 10 + [15]
