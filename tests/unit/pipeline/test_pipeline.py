"""The way of a call: the order of the steps, transactions, and what becomes of errors."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update
from structlog.testing import capture_logs

from gateway.access import passwords, sessions, signin
from gateway.access.secrets import digest
from gateway.errors import ErrorKind, InternalError
from gateway.pipeline.call_trace import CallTrace
from gateway.server.host import Gateway
from gateway.store.changes import ChangeKind, note
from gateway.store.store import DatabaseUnavailable
from gateway.store.tables.access import role_capabilities
from gateway.store.tables.enrolments import enrol
from gateway.store.tables.services import external_services, external_tokens
from gateway.store.tables.site import logstore_standard_log
from gateway.store.tables.users import user, user_preferences
from gateway.telemetry.audit import COMMAND, FUNCTION_CALLED
from gateway.telemetry.seldom import Seldom
from gateway.wire.call import Call, CallSettings, Credential, Failure, Outcome, Password, Peer, Session, Step, Token
from tests.unit.app_fixtures import HERE, call, client, counted, errorcode, named_token, set_config, statement, token, value
from tests.unit.trial import group_names

PLAIN = "local_trial_plain"
ADMIN = Password("admin", "Admin.1234")


def step(outcome: Outcome) -> Step:
    assert isinstance(outcome, Failure)
    return outcome.step


def names(gateway: Gateway) -> set[str]:
    return gateway.store.run_here(lambda work: group_names(work.db), write=False)


def set_clock(monkeypatch: pytest.MonkeyPatch, moment: float) -> None:
    monkeypatch.setattr(time, "time", lambda: float(moment))


def changed_user(gateway: Gateway, name: str, **values: object) -> None:
    """Change an account, and say so as everybody must."""

    def change(work: Any) -> None:
        work.db.execute(update(user).where(user.c.username == name).values(**values))
        note(work.db, ChangeKind.USER, str(work.db.execute(select(user.c.id).where(user.c.username == name)).scalar_one()))

    gateway.store.run_here(change, write=True)


async def test_a_call_returns_the_cleaned_value_and_the_function(gateway: Gateway) -> None:
    outcome = await call(gateway, "local_probe_items", {"items": [{"id": "7", "subs": ["1.5"]}]})
    assert value(outcome) == [{"id": 7, "flag": False, "subs": [1.5]}]
    assert not isinstance(outcome, Failure)
    assert outcome.function is gateway.look_up("local_probe_items")


# The order of the steps: whatever is wrong later does not show before what is wrong earlier is mended.


@pytest.mark.parametrize("function", ["", "no_such_function", "local_probe_shape", PLAIN])
async def test_whoever_is_not_authenticated_learns_nothing_of_functions(gateway: Gateway, function: str) -> None:
    for credential in (Token(""), Token("0" * 32), Token("\udcff")):
        outcome = await call(gateway, function, by=credential)
        assert (errorcode(outcome), step(outcome)) == ("invalidtoken", Step.AUTHENTICATE)


@pytest.mark.parametrize(("function", "code"), [("", "invalidparameter"), ("0", "invalidparameter"), ("no_such_function", "invalidrecord")])
async def test_unknown_functions_are_told_before_the_service_refuses(gateway: Gateway, function: str, code: str) -> None:
    for service in ("all", "small", "disabled", "capped"):
        outcome = await call(gateway, function, {"unknown": "1"}, service=service)
        assert (errorcode(outcome), step(outcome)) == (code, Step.RESOLVE)


async def test_the_service_refuses_before_arguments_are_looked_at(gateway: Gateway) -> None:
    outcome = await call(gateway, "local_probe_shape", {"unknown": "1"}, service="small")
    assert (errorcode(outcome), step(outcome)) == ("accessexception", Step.ADMIT)


async def test_arguments_are_validated_before_anything_runs(gateway: Gateway) -> None:
    outcome = await call(gateway, "local_trial_add", {"name": "new", "unknown": "1"})
    assert (errorcode(outcome), step(outcome)) == ("invalidparameter", Step.VALIDATE)
    assert "new" not in names(gateway)


async def test_the_function_refuses_last(gateway: Gateway) -> None:
    outcome = await call(gateway, "local_probe_fail", {"kind": "capability"})
    assert (errorcode(outcome), step(outcome)) == ("nopermissions", Step.INVOKE)


async def test_a_result_that_breaks_its_description_fails_at_cleaning(gateway: Gateway) -> None:
    outcome = await call(gateway, "local_probe_badreturn", {"kind": "wrongtype"})
    assert (errorcode(outcome), step(outcome)) == ("invalidresponse", Step.CLEAN)


# Who calls (docs/contract/server.md 2.5).


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("admin_expired", "accessexception"),
        ("admin_future", None),
        ("admin_ip_list", None),
        ("admin_ip_range", None),
        ("teacher_course", "accessexception"),
        ("gone_probe", "wsaccessuserdeleted"),
        ("unconfirmed_probe", "wsaccessuserunconfirmed"),
        ("nologin_probe", "wsaccessusernologin"),
        ("forcepw_probe", None),
    ],
)
async def test_what_becomes_of_recorded_tokens(gateway: Gateway, name: str, code: str | None) -> None:
    if name == "teacher_course":  # restricted to a place in which nobody gives its holder the protocol
        refuse_protocol_in_course(gateway)
    outcome = await call(gateway, "local_probe_private_ping", by=Token(named_token(name)))
    assert (value(outcome) if code is None else errorcode(outcome)) == (code or "pong")


def refuse_protocol_in_course(gateway: Gateway) -> None:
    def change(work: Any) -> None:
        teacher, course_context = 3, 13
        row = {"contextid": course_context, "roleid": teacher, "capability": "webservice/rest:use", "permission": -1000}
        work.db.execute(insert(role_capabilities).values(**row))
        note(work.db, ChangeKind.SITE)

    gateway.store.run_here(change, write=True)


async def test_a_suspended_account_is_refused(gateway: Gateway) -> None:
    outcome = await call(gateway, PLAIN, by="suspended")
    assert (errorcode(outcome), step(outcome)) == ("wsaccessusersuspended", Step.AUTHENTICATE)


@pytest.mark.parametrize(("address", "code"), [("10.9.8.7", None), ("10.9.8.8", "accessexception"), ("0.0.0.0", "accessexception")])
async def test_a_token_bound_to_an_address_works_from_there_alone(gateway: Gateway, address: str, code: str | None) -> None:
    bound = Token("7d6a5b7d4a657d1f3bffd8632442ec26")
    outcome = await call(gateway, PLAIN, by=bound, address=address)
    assert (value(outcome) if code is None else errorcode(outcome)) == (code or "plain")


async def test_a_token_whose_context_or_account_has_vanished(gateway: Gateway) -> None:
    statement(gateway, update(external_tokens).where(external_tokens.c.name == "tok teacher_course").values(contextid=99))
    assert errorcode(await call(gateway, PLAIN, by=Token(named_token("teacher_course")))) == "invalidrecord"
    statement(gateway, update(external_tokens).where(external_tokens.c.name == "tok teacher_category").values(userid=99))
    assert errorcode(await call(gateway, PLAIN, by=Token(named_token("teacher_category")))) == "invaliduser"


async def test_an_expired_token_is_deleted_when_it_is_used(gateway: Gateway) -> None:
    expired = Token(named_token("admin_expired"))
    assert errorcode(await call(gateway, PLAIN, by=expired)) == "accessexception"
    left = select(func.count()).where(external_tokens.c.token == digest(expired.value))
    assert statement(gateway, left) == 0
    assert errorcode(await call(gateway, PLAIN, by=expired)) == "invalidtoken"


async def test_the_second_at_which_a_token_ends_is_its_last(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    future = Token(named_token("admin_future"))
    set_clock(monkeypatch, 2_000_000_000.9)
    assert value(await call(gateway, PLAIN, by=future)) == "plain"
    set_clock(monkeypatch, 2_000_000_001)
    assert errorcode(await call(gateway, PLAIN, by=future)) == "accessexception"


async def test_a_token_bound_to_a_session_dies_with_it_and_so_do_all_others_of_it(gateway: Gateway) -> None:
    now = int(time.time())
    sid = await gateway.store.write(sessions.create, 4, address=HERE, now=now)
    bound = {"tok admin_future": digest(sid), "tok admin_ip_list": digest(sid)}
    for name, key in bound.items():
        statement(gateway, update(external_tokens).where(external_tokens.c.name == name).values(sid=key))
    future = Token(named_token("admin_future"))
    assert value(await call(gateway, PLAIN, by=future)) == "plain"
    await gateway.store.write(sessions.delete_session, digest(sid))
    outcome = await call(gateway, PLAIN, by=future)
    assert (errorcode(outcome), step(outcome)) == ("accessexception", Step.AUTHENTICATE)
    assert statement(gateway, select(func.count()).where(external_tokens.c.sid.is_not(None))) == 0
    assert errorcode(await call(gateway, PLAIN, by=future)) == "invalidtoken"


async def test_whoever_logs_out_loses_the_tokens_of_the_session_at_once(gateway: Gateway) -> None:
    sid = await gateway.store.write(sessions.create, 4, address=HERE, now=int(time.time()))
    statement(gateway, update(external_tokens).where(external_tokens.c.name == "tok admin_future").values(sid=digest(sid)))
    future = Token(named_token("admin_future"))
    assert value(await call(gateway, PLAIN, by=future)) == "plain"
    await gateway.store.write(signin.end, sid, by=COMMAND)
    assert errorcode(await call(gateway, PLAIN, by=future)) == "invalidtoken"


async def test_an_expired_password_is_told_between_suspension_and_nologin(gateway: Gateway) -> None:
    for method in ("manual", "nologin"):
        set_config(gateway, **{f"auth_{method}__expiration": "1", f"auth_{method}__expirationtime": "1"})
    for name in ("suspended", "nologin", "student", "admin"):
        changed_user(gateway, name, timecreated=1)
    assert errorcode(await call(gateway, PLAIN, by="suspended")) == "wsaccessusersuspended"
    for held in (named_token("nologin_probe"), token("student")):
        outcome = await call(gateway, PLAIN, by=Token(held))
        assert (errorcode(outcome), step(outcome)) == ("wsaccessuserexpired", Step.AUTHENTICATE)
    # The password of a call is no concern of the account's own method.
    assert value(await call(gateway, PLAIN, by=ADMIN)) == "plain"


async def test_a_guest_of_a_course_is_one_for_as_long_as_the_call_lasts(gateway: Gateway) -> None:
    """The role of a guest gives what that of everybody does not."""
    where: dict[str | int, object] = {"contextlevel": "course", "instanceid": 2, "capability": "moodle/user:viewdetails"}
    visitor = Token("90" * 16)
    assert errorcode(await call(gateway, "local_probe_context", where, by=visitor)) == "requireloginerror"
    statement(gateway, update(enrol).where(enrol.c.enrol == "guest", enrol.c.courseid == 2).values(status=0))
    assert value(await call(gateway, "local_probe_context", where, by=visitor))["has"] is True
    assert value(await call(gateway, "local_probe_has_capability", where, by=visitor)) is False


async def test_a_password_that_comes_with_every_call_is_computed_once(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    computed: list[str] = []

    def verify(password: str, _stored: str) -> bool:
        computed.append(password)
        return password == "Admin.1234"

    monkeypatch.setattr(passwords, "verify_password", verify)
    for _ in range(3):
        assert value(await call(gateway, PLAIN, by=ADMIN)) == "plain"
    assert len(computed) == 1
    changed_user(gateway, "admin", suspended=0)
    assert value(await call(gateway, PLAIN, by=ADMIN)) == "plain"
    for _ in range(2):
        assert errorcode(await call(gateway, PLAIN, by=Password("admin", "wrong"))) == "wrongusernamepassword"
    assert len(computed) == 4


async def test_maintenance_closes_the_site_to_all_but_those_who_may_work_on_it(gateway: Gateway) -> None:
    set_config(gateway, maintenance_enabled="1")
    outcome = await call(gateway, PLAIN, by="teacher")
    assert (errorcode(outcome), step(outcome)) == ("sitemaintenance", Step.AUTHENTICATE)
    assert value(await call(gateway, PLAIN, by="admin")) == "plain"


async def test_maintenance_is_told_before_the_state_of_the_account(gateway: Gateway) -> None:
    set_config(gateway, maintenance_enabled="1")
    assert errorcode(await call(gateway, PLAIN, by="suspended")) == "sitemaintenance"


async def test_a_protocol_takes_the_capability_to_use_it(gateway: Gateway) -> None:
    outcome = await call(gateway, PLAIN, by="teacher", protocol="unheard_of")
    assert (errorcode(outcome), step(outcome)) == ("accessexception", Step.AUTHENTICATE)


@pytest.mark.parametrize("credential", [None, Session("1", "2")])
async def test_whoever_has_no_session_calls_only_what_pages_may(gateway: Gateway, credential: Credential | None) -> None:
    for function, code in ((PLAIN, "servicenotavailable"), ("local_probe_private_ping", "servicerequireslogin")):
        outcome = await call(gateway, function, by=credential)
        assert (errorcode(outcome), step(outcome)) == (code, Step.ADMIT)
    assert value(await call(gateway, "local_trial_who", by=credential)) == 0


@pytest.mark.parametrize(
    ("credential", "code"),
    [
        (Password("", ""), "missingusername"),
        (Password("0", "x"), "missingusername"),
        (Password("admin", ""), "missingpassword"),
        (Password("admin", "0"), "missingpassword"),
        (Password("admin", "wrong"), "wrongusernamepassword"),
        (Password("ADMIN", "Admin.1234"), "wrongusernamepassword"),
        (Password("nobody", "Admin.1234"), "wrongusernamepassword"),
        (Password("adm\udcff", "Admin.1234"), "wrongusernamepassword"),
        (Password("admin", "\udcff"), "wrongusernamepassword"),
        (Password("suspended", "Passw0rd!"), "wsaccessusersuspended"),
        (Password("nologin", "Passw0rd!"), "wsaccessusernologin"),
        (Password("gone", "Passw0rd!"), "wsaccessuserdeleted"),
        (ADMIN, None),
        (Password("wsuser", "Passw0rd!"), None),
    ],
)
async def test_user_name_and_password(gateway: Gateway, credential: Password, code: str | None) -> None:
    outcome = await call(gateway, PLAIN, by=credential)
    assert (value(outcome) if code is None else errorcode(outcome)) == (code or "plain")


async def test_calls_with_a_password_can_be_switched_off(gateway: Gateway) -> None:
    set_config(gateway, auth="email")
    outcome = await call(gateway, PLAIN, by=ADMIN)
    assert (errorcode(outcome), step(outcome)) == ("accessexception", Step.AUTHENTICATE)


async def test_no_hash_is_computed_for_a_password_that_cannot_matter(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(*_arguments: object) -> bool:
        pytest.fail("a hash was computed")

    monkeypatch.setattr(gateway.pipeline.passwords, "verify", refuse)
    assert errorcode(await call(gateway, PLAIN, by=Password("", "x"))) == "missingusername"


# Which service admits the call (docs/contract/server.md 2.6).


@pytest.mark.parametrize(
    ("by", "service", "address", "code"),
    [
        ("admin", "small", "10.0.0.1", None),
        ("admin", "disabled", "10.0.0.1", "accessexception"),
        ("admin", "capped", "10.0.0.1", None),
        ("student", "capped", "10.0.0.1", "accessexception"),
        ("teacher", "restricted", "10.0.0.1", None),
        ("student", "restricted", "10.0.0.1", "accessexception"),
        ("student", "restricted", "10.1.2.3", None),
        ("wsuser", "restricted", "10.0.0.1", "accessexception"),
    ],
)
async def test_services(gateway: Gateway, by: str, service: str, address: str, code: str | None) -> None:
    outcome = await call(gateway, "core_webservice_get_site_info", by=by, service=service, address=address)
    if code is None:
        assert value(outcome)["username"] == by
    else:
        assert (errorcode(outcome), step(outcome)) == (code, Step.ADMIT)


async def test_an_authorisation_that_has_ended_does_not_admit(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    last = 1795294534
    set_clock(monkeypatch, last)
    assert value(await call(gateway, "core_webservice_get_site_info", by="student2", service="restricted"))["username"] == "student2"
    set_clock(monkeypatch, last + 1)
    assert errorcode(await call(gateway, "core_webservice_get_site_info", by="student2", service="restricted")) == "accessexception"


async def test_with_a_password_any_enabled_service_admits(gateway: Gateway) -> None:
    assert value(await call(gateway, "local_probe_private_ping", by=ADMIN)) == "pong"
    everything = update(external_services).where(external_services.c.shortname.in_(["all", "probe"])).values(enabled=0)

    def disable(work: Any) -> None:
        work.db.execute(everything)
        note(work.db, ChangeKind.SITE)

    gateway.store.run_here(disable, write=True)
    outcome = await call(gateway, "local_probe_private_ping", by=ADMIN)
    assert (errorcode(outcome), step(outcome)) == ("accessexception", Step.ADMIT)


async def test_refusals_name_the_check_to_operators(gateway: Gateway) -> None:
    outcome = await call(gateway, PLAIN, service="small")
    assert isinstance(outcome, Failure)
    assert outcome.error.debug == "function in service"
    assert outcome.debug is None


# Arguments and settings.


async def test_positional_arguments_take_their_names_in_declared_order(gateway: Gateway) -> None:
    assert value(await call(gateway, "local_probe_order", ["bee", "1", "dee"])) == "bee|1|dee"
    assert value(await call(gateway, "local_probe_order", ["bee", "1"])) == "bee|1|cee"


@pytest.mark.parametrize("arguments", [[], ["bee"], ["bee", "x"], ["bee", "1", "dee", "too many"]])
async def test_positional_arguments_that_do_not_fit(gateway: Gateway, arguments: list[object]) -> None:
    outcome = await call(gateway, "local_probe_order", arguments)
    assert (errorcode(outcome), step(outcome)) == ("invalidparameter", Step.VALIDATE)


async def test_the_settings_of_the_call_reach_the_function(gateway: Gateway) -> None:
    chosen = CallSettings(raw=True, fileurl=False, filter=True, lang="en", timezone="Europe/Vienna")
    told = value(await call(gateway, "local_probe_settings", settings=chosen))
    assert told == {"raw": True, "fileurl": False, "filter": True, "lang": "en", "timezone": "Europe/Vienna"}


async def test_the_function_is_told_who_calls(gateway: Gateway) -> None:
    told = value(await call(gateway, "local_trial_caller", by="teacher"))
    assert told == {"user": 3, "token": 2, "service": 2, "restriction": 1}
    told = value(await call(gateway, "local_trial_caller", by=ADMIN))
    assert (told["user"], told["token"], told["restriction"]) == (2, 0, 1)


async def test_a_restricted_token_cannot_leave_its_context(gateway: Gateway) -> None:
    in_course = Token(named_token("teacher_course"))
    algebra: dict[str | int, object] = {"contextlevel": "course", "instanceid": "2"}
    assert value(await call(gateway, "local_probe_context", algebra, by=in_course))["userid"] == 3
    outcome = await call(gateway, "local_probe_context", {"contextlevel": "system", "instanceid": "0"}, by=in_course)
    assert (errorcode(outcome), step(outcome)) == ("restrictedcontextexception", Step.INVOKE)


# How functions run.


@pytest.mark.parametrize(
    ("function", "result"), [(PLAIN, "plain"), ("local_trial_async", "1 groups"), ("local_trial_blocking", "1 groups")]
)
async def test_plain_functions_coroutines_and_blocking_functions(gateway: Gateway, function: str, result: str) -> None:
    assert value(await call(gateway, function)) == result


@pytest.mark.parametrize("function", ["local_trial_async_db", "local_trial_blocking_db"])
async def test_coroutines_and_blocking_functions_have_no_connection(gateway: Gateway, function: str) -> None:
    with capture_logs() as logs:
        assert errorcode(await call(gateway, function)) == "internalerror"
    assert "use ctx.store" in str(logs[0]["exc_info"])


async def test_a_function_that_writes_is_committed(gateway: Gateway) -> None:
    assert value(await call(gateway, "local_trial_add", {"name": "new"})) == 1
    assert "new" in names(gateway)


@pytest.mark.parametrize(
    ("function", "code"),
    [
        ("local_trial_add_refused", "nopermissions"),
        ("local_trial_add_broken", "internalerror"),
        ("local_trial_add_invalid", "invalidresponse"),
    ],
)
async def test_a_function_that_fails_after_writing_has_written_nothing(gateway: Gateway, function: str, code: str) -> None:
    with capture_logs():
        assert errorcode(await call(gateway, function, {"name": "half"})) == code
    assert "half" not in names(gateway)
    assert value(await call(gateway, "local_trial_add", {"name": "whole"})) == 1


async def test_a_call_that_needs_no_data_touches_no_database(gateway: Gateway) -> None:
    await call(gateway, PLAIN)
    with counted(gateway.store) as seen:
        assert value(await call(gateway, PLAIN)) == "plain"
        assert errorcode(await call(gateway, "no_such_function")) == "invalidrecord"
        assert errorcode(await call(gateway, "local_probe_order", [])) == "invalidparameter"
    assert seen == []


async def test_a_token_that_is_not_known_yet_costs_one_statement_and_the_note_of_arrival(gateway: Gateway) -> None:
    await call(gateway, PLAIN, by=ADMIN)  # has the arrival of the account stored
    with counted(gateway.store) as seen:
        assert value(await call(gateway, PLAIN)) == "plain"
    assert len([text for text in seen if text.startswith("SELECT")]) == 1


async def test_guessing_at_a_token_again_costs_nothing(gateway: Gateway) -> None:
    await call(gateway, PLAIN, by=Token("f" * 32))
    with counted(gateway.store) as seen:
        assert errorcode(await call(gateway, PLAIN, by=Token("f" * 32))) == "invalidtoken"
    assert seen == []


# Errors that nobody foresaw.


@pytest.mark.parametrize("kind", ["dml", "php", "runtime", "typeerror", "file", "divzero"])
async def test_an_unexpected_error_tells_nothing_but_a_reference_to_the_log(gateway: Gateway, kind: str) -> None:
    with capture_logs() as logs:
        outcome = await call(gateway, "local_probe_fail", {"kind": kind})
    assert isinstance(outcome, Failure)
    assert isinstance(outcome.error, InternalError)
    assert (outcome.error.errorcode, outcome.error.wire_class, outcome.step) == (
        "internalerror",
        "core\\exception\\moodle_exception",
        Step.INVOKE,
    )
    (entry,) = [entry for entry in logs if entry["log_level"] == "error"]
    assert outcome.error.public_message == f"An internal error occurred. Its reference is {entry['reference']}."
    assert outcome.error.debug is None
    assert (entry["function"], entry["protocol"]) == ("local_probe_fail", "rest")
    assert isinstance(entry["exc_info"], Exception)


async def test_an_unexpected_error_while_authenticating_is_no_refusal_of_the_credential(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(_token: str) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(gateway.callers, "by_token", broken)
    with capture_logs():
        outcome = await call(gateway, PLAIN)
    assert (errorcode(outcome), step(outcome)) == ("internalerror", Step.AUTHENTICATE)


@pytest.mark.parametrize(
    ("kind", "code", "wire_class"),
    [
        ("moodle", "invaliduser", "core\\exception\\moodle_exception"),
        ("param", "invalidparameter", "core\\exception\\invalid_parameter_exception"),
        ("state", "invalidstatedetected", "core\\exception\\invalid_state_exception"),
        ("coding", "codingerror", "core\\exception\\coding_exception"),
        ("access", "accessexception", "webservice_access_exception"),
        ("missing_record", "invaliduser", "dml_missing_record_exception"),
        ("require_login", "requireloginerror", "core\\exception\\require_login_exception"),
        ("parameter", "invalidextparam", "core\\exception\\webservice_parameter_exception"),
    ],
)
async def test_refusals_of_functions_keep_their_code_and_class(gateway: Gateway, kind: str, code: str, wire_class: str) -> None:
    outcome = await call(gateway, "local_probe_fail", {"kind": kind})
    assert isinstance(outcome, Failure)
    assert (outcome.error.errorcode, outcome.error.wire_class) == (code, wire_class)


# What is noted of callers (docs/contract/server.md 1.9, 2.5).


def last_access(gateway: Gateway, tokenid: int) -> int | None:
    found: int | None = statement(gateway, select(external_tokens.c.lastaccess).where(external_tokens.c.id == tokenid))
    return found


async def test_last_access_is_collected_and_written_at_most_once_a_minute(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    first = 1_900_000_000
    set_clock(monkeypatch, first)
    await call(gateway, PLAIN)
    assert last_access(gateway, 1) is None
    await gateway.presence.flush()
    assert last_access(gateway, 1) == first
    for moment, noted in ((first + 59, first), (first + 60, first + 60)):
        set_clock(monkeypatch, moment)
        await call(gateway, PLAIN)
        await gateway.presence.flush()
        assert last_access(gateway, 1) == noted


async def test_last_access_is_noted_once_the_token_is_good_even_if_the_account_is_refused(gateway: Gateway) -> None:
    await call(gateway, PLAIN, by="suspended")
    await call(gateway, PLAIN, by=Token("7d6a5b7d4a657d1f3bffd8632442ec26"), address="10.0.0.1")
    await gateway.presence.flush()
    assert last_access(gateway, 17) is not None
    assert last_access(gateway, 15) is None


async def test_last_access_is_written_when_the_gateway_stops(gateway: Gateway) -> None:
    await call(gateway, PLAIN)
    await gateway.stop()
    assert last_access(gateway, 1) is not None


async def test_the_arrival_of_an_account_is_stored_once_an_hour(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    synced = select(user_preferences.c.value).where(
        user_preferences.c.userid == 2, user_preferences.c.name == "last_time_enrolments_synced"
    )
    first = 1_900_000_000
    for moment, stored in ((first, first), (first + 3599, first), (first + 3600, first + 3600)):
        set_clock(monkeypatch, moment)
        await call(gateway, PLAIN)
        assert statement(gateway, synced) == str(stored)


async def test_a_refused_account_does_not_arrive(gateway: Gateway) -> None:
    await call(gateway, PLAIN, by="suspended")
    assert statement(gateway, select(func.count()).where(user_preferences.c.userid == 7)) == 0


# Everything is recorded.


async def test_every_outcome_is_reported_with_what_is_known_of_the_caller(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[str, int, str]] = []

    def report(asked: Call, trace: CallTrace, outcome: Outcome, seconds: float) -> None:
        assert seconds >= 0
        account = trace.caller.account if trace.caller else None
        seen.append((asked.function, account.id if account else 0, outcome.step if isinstance(outcome, Failure) else "ok"))

    monkeypatch.setattr(gateway.pipeline, "report", report)
    await call(gateway, PLAIN)
    await call(gateway, PLAIN, by=Token("no"))
    await call(gateway, "none", by="teacher")
    with capture_logs():
        await call(gateway, "local_probe_fail", {"kind": "runtime"}, by="student")
    assert seen == [(PLAIN, 2, "ok"), (PLAIN, 0, "authenticate"), ("none", 3, "resolve"), ("local_probe_fail", 4, "invoke")]


async def test_a_call_works_with_the_site_it_began_with(gateway: Gateway) -> None:
    before = gateway.site
    set_config(gateway, maxbytes="77")
    assert gateway.site is not before
    assert value(await call(gateway, "local_trial_maximum")) == 77


async def test_a_changed_account_counts_at_once(gateway: Gateway) -> None:
    assert value(await call(gateway, PLAIN, by="teacher")) == "plain"
    changed_user(gateway, "teacher", suspended=1)
    assert errorcode(await call(gateway, PLAIN, by="teacher")) == "wsaccessusersuspended"


def test_the_tokens_of_these_tests_are_the_recorded_ones() -> None:
    assert token("admin") == "7cb6a762267085bcddbd94acf028aed7"


async def test_wrong_passwords_of_calls_lock_an_account_unless_the_site_says_otherwise(gateway: Gateway) -> None:
    set_config(gateway, lockoutthreshold="2")
    for _ in range(2):
        assert errorcode(await call(gateway, PLAIN, by=Password("admin", "wrong"))) == "wrongusernamepassword"
    locked = await call(gateway, PLAIN, by=ADMIN)
    assert (errorcode(locked), step(locked)) == ("wrongusernamepassword", Step.AUTHENTICATE)
    set_config(gateway, **{"triglot/lockoutcalls": "0"})
    assert value(await call(gateway, PLAIN, by=ADMIN)) == "plain"


async def test_a_right_password_forgets_the_wrong_ones_before_it(gateway: Gateway) -> None:
    set_config(gateway, lockoutthreshold="2")
    for password in ("wrong", "Admin.1234", "wrong", "Admin.1234"):
        outcome = await call(gateway, PLAIN, by=Password("admin", password))
        assert isinstance(outcome, Failure) is (password == "wrong")


async def test_arguments_of_a_large_request_are_checked_and_worked_on_in_a_thread(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_threads = []

    async def to_thread(work: Any, *given: Any, **named: Any) -> Any:
        in_threads.append(work)
        return work(*given, **named)

    with monkeypatch.context() as patched:
        patched.setattr(asyncio, "to_thread", to_thread)
        for large in (False, True):
            peer = Peer(address=HERE, large=large)
            asked = Call(protocol="rest", function=PLAIN, arguments={}, credential=Token(token("admin")), peer=peer)
            assert value(await gateway.run(asked)) == "plain"
    assert len(in_threads) == 2  # its arguments, and then its work


async def recorded(gateway: Gateway, function: str) -> int:
    """How often the audit has a call of the function already, without what waits to be stored."""
    own = logstore_standard_log.c
    query = select(own.other).where(own.eventname == FUNCTION_CALLED.name)
    rows = await gateway.store.read(lambda db: db.execute(query).scalars().all())
    return sum(json.loads(row)["function"] == function for row in rows)


async def test_that_something_was_written_is_on_record_as_soon_as_it_is(gateway: Gateway) -> None:
    value(await call(gateway, "local_trial_add", {"name": "Written"}))
    assert await recorded(gateway, "local_trial_add") == 1
    await gateway.audit.flush()
    assert await recorded(gateway, "local_trial_add") == 1


@pytest.mark.parametrize("function", ["local_trial_add_refused", "local_trial_add_broken", "local_trial_add_invalid"])
async def test_what_was_taken_back_is_on_record_as_a_call_that_failed(gateway: Gateway, function: str) -> None:
    assert isinstance(await call(gateway, function, {"name": "Taken back"}), Failure)
    assert await recorded(gateway, function) == 0
    await gateway.audit.flush()
    assert await recorded(gateway, function) == 1


async def test_a_database_that_is_away_is_told_apart_from_a_mistake(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(*_: object, **__: object) -> None:
        raise DatabaseUnavailable("cannot reach the database db.example.org")

    monkeypatch.setattr("gateway.pipeline.unexpected._log", Seldom())
    with monkeypatch.context() as patched, capture_logs() as logs:
        patched.setattr(gateway.store, "run", away)
        for _ in range(5):
            outcome = await call(gateway, "local_trial_add", {"name": "Nowhere"})
            assert errorcode(outcome) == "databaseaway"
            assert isinstance(outcome, Failure)
            assert outcome.error.kind is ErrorKind.BUSY
            assert "db.example.org" not in outcome.error.public_message
        form = {"wstoken": token("admin"), "wsfunction": "local_trial_add", "name": "Nowhere", "moodlewsrestformat": "json"}
        async with client(gateway) as web:
            answer = await web.post("/webservice/rest/server.php", data=form)
        assert answer.headers["retry-after"] == "2"
        login = {"username": "admin", "password": "Admin.1234", "service": "probe"}
        async with client(gateway) as web:
            assert (await web.post("/login/token.php", data=login)).json()["errorcode"] == "databaseaway"
    warned = [entry for entry in logs if entry["log_level"] in ("warning", "error")]
    assert [entry["event"] for entry in warned] == ["the database is away"]
    await gateway._follow()
    async with client(gateway) as web:
        assert "retry-after" not in (await web.get("/webservice/rest/server.php")).headers
