"""The gateway as one object: starting and stopping, following changes, and what protocols are told."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, delete, func, insert, select, update
from structlog.testing import capture_logs

from gateway.access import sessions, tokens
from gateway.access import site as site_data
from gateway.access.secrets import SecretsError, digest
from gateway.errors import InternalError
from gateway.registry.component import ComponentError
from gateway.registry.registry import Registry
from gateway.server import host
from gateway.server.background import repeat
from gateway.server.host import Gateway
from gateway.settings import Settings
from gateway.store import changes
from gateway.store.changes import ChangeKind, note
from gateway.store.store import StoreError
from gateway.store.tables.access import role_assignments
from gateway.store.tables.services import external_services, external_services_functions, external_tokens
from gateway.store.tables.site import change
from gateway.store.tables.users import user
from gateway.wire.call import Failure, FunctionType, Password, Peer, Session, Step, Token
from gateway.wire.protocol import Host
from tests.unit.app_fixtures import (
    HERE,
    call,
    errorcode,
    named_token,
    replaced,
    set_config,
    started,
    statement,
    stop_background,
    token,
    value,
)
from tests.unit.registry.declared import make_component, make_function

PLAIN = "local_trial_plain"
MANAGER, SYSTEM_CONTEXT = 1, 1


def write(gateway: Gateway, executable: Any, kind: ChangeKind, key: str = "") -> None:
    """Change something as another process would, saying so in the feed."""

    def work(transaction: Any) -> None:
        transaction.db.execute(executable)
        note(transaction.db, kind, key)

    gateway.store.run_here(work, write=True)


async def test_the_gateway_is_the_host_of_its_protocols(gateway: Gateway) -> None:
    own: Host = gateway
    assert own.base_address == "http://127.0.0.1:8080"
    assert own.limits.body_bytes == 32 * 1024 * 1024
    assert own.site is gateway.pipeline.site


def test_before_it_starts_a_gateway_has_no_pipeline(recorded_settings: Settings, registry: Registry) -> None:
    idle = Gateway(replaced(recorded_settings, "log", file=""), registry)
    with pytest.raises(RuntimeError, match="not been started"):
        _ = idle.pipeline


@pytest.mark.parametrize(
    ("section", "values", "error"),
    [
        ("database", {"url": "sqlite://"}, StoreError),
        ("secrets", {"key": "abc"}, SecretsError),
        ("components", {"load": ("no.such.component",)}, ComponentError),
    ],
)
def test_a_part_that_cannot_be_had_is_told(recorded_settings: Settings, section: str, values: dict[str, object], error: type) -> None:
    with pytest.raises(error):
        Gateway(replaced(recorded_settings, section, **values))


def test_components_are_found_where_none_are_given(recorded_settings: Settings) -> None:
    assert Gateway(replaced(recorded_settings, "log", file="")).look_up(PLAIN) is not None


async def test_functions_are_looked_up_whoever_may_call_them(gateway: Gateway) -> None:
    found = gateway.look_up(PLAIN)
    assert found is not None
    assert (found.name, found.component) == (PLAIN, "local_trial")
    assert gateway.look_up("no_such_function") is None


@pytest.mark.parametrize(
    ("settings", "enabled"),
    [
        ({}, {"rest", "soap", "xmlrpc"}),
        ({"webserviceprotocols": "rest"}, {"rest"}),
        ({"webserviceprotocols": ""}, set()),
        ({"enablewebservices": "0"}, set()),
    ],
)
async def test_protocols_are_on_or_off(gateway: Gateway, settings: dict[str, str], enabled: set[str]) -> None:
    set_config(gateway, **settings)
    assert {name for name in ("rest", "soap", "xmlrpc", "ajax") if gateway.enabled(name)} == enabled


@pytest.mark.parametrize(
    ("scope", "address"), [({"client": ("10.0.0.1", 5)}, "10.0.0.1"), ({"client": None}, "0.0.0.0"), ({}, "0.0.0.0"), (None, "0.0.0.0")]
)
async def test_the_address_of_a_client(gateway: Gateway, scope: object, address: str) -> None:
    assert gateway.client_address(scope) == address


async def test_behind_a_proxy_the_address_is_in_a_header_where_the_site_believes_it(gateway: Gateway) -> None:
    scope = {"client": ("192.168.0.1", 5), "headers": [(b"x-forwarded-for", b"6.6.6.6, 10.0.0.1")]}
    assert gateway.client_address(scope) == "192.168.0.1"
    set_config(gateway, getremoteaddrconf="1")
    assert gateway.client_address(scope) == "192.168.0.1"  # no proxy is named
    gateway._proxies = "192.168.0.0/24"
    assert gateway.client_address(scope) == "10.0.0.1"


async def test_the_client_of_a_request_is_known_by_its_address_its_program_and_an_id_of_its_own(gateway: Gateway) -> None:
    scope = {"client": ("10.0.0.1", 5), "scheme": "http", "headers": [(b"user-agent", b"curl/8 \xe9")]}
    first, second = gateway.peer(scope), gateway.peer(scope)
    assert (first.address, first.agent, first.secure) == ("10.0.0.1", "curl/8 é", False)
    assert first.request_id != second.request_id
    nobody = gateway.peer({"client": None, "headers": []})
    assert (nobody.address, nobody.agent, nobody.secure) == ("0.0.0.0", "", False)


@pytest.mark.parametrize(
    ("scheme", "site", "behind", "secure"),
    [
        ("http", "http://ws.example.org", "1", False),
        ("http", "https://ws.example.org", "1", True),
        ("http", "https://ws.example.org", "0", False),
        ("https", "https://ws.example.org", "0", True),
    ],
)
async def test_a_request_is_secure_by_itself_or_by_what_speaks_tls_for_a_site_at_an_https_address(
    recorded_settings: Settings, registry: Registry, scheme: str, site: str, behind: str, secure: bool
) -> None:
    async with started(replaced(recorded_settings, "server", wwwroot=site), registry) as gateway:
        set_config(gateway, sslproxy=behind)
        assert gateway.peer({"scheme": scheme, "client": None, "headers": []}).secure is secure


async def test_the_site_answers_everybody_unless_it_says_whom(gateway: Gateway) -> None:
    near, far = ({"client": (address, 5), "headers": []} for address in ("10.0.0.1", "10.0.0.2"))
    assert gateway.answers(near)
    set_config(gateway, blockedip="10.0.0.1")
    assert [gateway.answers(near), gateway.answers(far)] == [False, True]
    set_config(gateway, allowedip="10.0.0.1")
    assert [gateway.answers(near), gateway.answers(far)] == [True, False]


async def test_what_a_thread_commits_the_loop_applies_before_the_thread_goes_on(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    applied: list[bool] = []
    apply = gateway.callers.apply

    def noting(found: list[changes.Change]) -> None:
        applied.append(threading.current_thread() is threading.main_thread())
        apply(found)

    def work() -> str:
        set_config(gateway, maxbytes="7")
        return gateway.site.config["maxbytes"]

    monkeypatch.setattr(gateway.callers, "apply", noting)
    assert await asyncio.to_thread(work) == "7"
    assert applied[0] is True
    assert all(applied)


# What a credential may call.


async def offered(gateway: Gateway, credential: Token | Password | None, address: str = HERE) -> list[str]:
    found = await gateway.functions(credential, protocol="rest", peer=Peer(address))
    assert not isinstance(found, Failure)
    return [info.name for info in found]


async def test_the_functions_of_a_token_are_those_of_its_service_by_name(gateway: Gateway) -> None:
    assert await offered(gateway, Token(token("student", "small"))) == [
        "core_course_get_courses",
        "core_group_create_groups",
        "core_user_get_users_by_field",
        "core_webservice_get_site_info",
    ]
    assert await offered(gateway, Token(token("teacher", "restricted"))) == ["core_webservice_get_site_info"]


@pytest.mark.parametrize(("user_", "service"), [("admin", "disabled"), ("student", "capped"), ("wsuser", "restricted")])
async def test_a_service_that_admits_nobody_offers_nothing(gateway: Gateway, user_: str, service: str) -> None:
    assert await offered(gateway, Token(token(user_, service))) == []


async def test_the_functions_of_a_password_are_those_of_every_open_service(gateway: Gateway) -> None:
    found = await offered(gateway, Password("wsuser", "Passw0rd!"))
    assert found == sorted(found)
    assert {PLAIN, "core_course_get_courses"} <= set(found)


async def test_the_functions_of_a_session_are_those_that_pages_may_call(gateway: Gateway) -> None:
    sid = await gateway.store.write(sessions.create, 6, address="10.1.1.1", now=int(time.time()))
    for_pages = {info.name for info in (each.info for each in gateway.registry) if info.ajax}
    open_to_all = {name for name in for_pages if not gateway.registry.resolve(name).info.loginrequired}
    reading = {name for name in open_to_all if gateway.registry.resolve(name).info.type is FunctionType.READ}
    for session, offered in [
        (Session(sid, sessions.sesskey(sid)), for_pages),
        (Session(sid, "wrong"), reading),
        (Session("no such", None), open_to_all),
    ]:
        found = await gateway.functions(session, protocol="ajax", peer=Peer("10.1.1.1"))
        assert not isinstance(found, Failure)
        assert [info.name for info in found] == sorted(offered)


async def test_a_visitor_is_offered_what_everybody_may_call_where_the_site_shows_it(gateway: Gateway) -> None:
    services = [each for each in gateway.site.services.values() if each.enabled and not each.restrictedusers]
    names = set().union(*(each.functions for each in services if not each.requiredcapability))
    set_config(gateway, enablewsdocumentation="1")
    assert await offered(gateway, None) == sorted(names & {function.info.name for function in gateway.registry})
    set_config(gateway, enablewsdocumentation="0")
    assert await offered(gateway, None) == []


@pytest.mark.parametrize(
    ("credential", "code"),
    [
        (Token("no"), "invalidtoken"),
        (Token(named_token("gone_probe")), "wsaccessuserdeleted"),
        (Password("admin", "wrong"), "wrongusernamepassword"),
    ],
)
async def test_asking_for_functions_is_refused_as_a_call_would_be(gateway: Gateway, credential: Token | Password, code: str) -> None:
    refused = await gateway.functions(credential, protocol="rest", peer=Peer(HERE))
    assert isinstance(refused, Failure)
    assert (refused.error.errorcode, refused.step) == (code, Step.AUTHENTICATE)


# Changes: of this process at once, of others when the feed is read.


@pytest.fixture
async def others(gateway: Gateway, recorded_settings: Settings, registry: Registry) -> Any:
    """Another process of the same site."""
    elsewhere = replaced(recorded_settings, "log", calls=False, file="")
    async with started(elsewhere, registry) as second:
        yield second


async def test_a_setting_changed_elsewhere_is_in_force_once_the_feed_is_read(gateway: Gateway, others: Gateway) -> None:
    stop_background(gateway)
    set_config(others, maxbytes="77")
    assert value(await call(others, "local_trial_maximum")) == 77
    assert value(await call(gateway, "local_trial_maximum")) == 0
    await gateway._follow()
    assert value(await call(gateway, "local_trial_maximum")) == 77


async def test_a_protocol_switched_off_elsewhere(gateway: Gateway, others: Gateway) -> None:
    set_config(others, webserviceprotocols="soap")
    await gateway._follow()
    assert not gateway.enabled("rest")


async def test_a_token_revoked_elsewhere(gateway: Gateway, others: Gateway) -> None:
    assert value(await call(gateway, PLAIN)) == "plain"
    assert await others.store.write(tokens.revoke, 1)
    assert value(await call(gateway, PLAIN)) == "plain"
    await gateway._follow()
    assert errorcode(await call(gateway, PLAIN)) == "invalidtoken"


async def test_a_token_made_elsewhere_where_it_was_tried_before(gateway: Gateway, others: Gateway) -> None:
    coming = "c" * 32
    assert errorcode(await call(gateway, PLAIN, by=Token(coming))) == "invalidtoken"
    row = {"token": digest(coming), "userid": 3, "externalserviceid": 2, "contextid": 1, "tokentype": 0, "timecreated": 1, "creatorid": 2}
    write(others, insert(external_tokens).values(**row), ChangeKind.TOKEN, digest(coming))
    await gateway._follow()
    assert value(await call(gateway, PLAIN, by=Token(coming))) == "plain"


async def test_an_account_suspended_elsewhere(gateway: Gateway, others: Gateway) -> None:
    assert value(await call(gateway, PLAIN, by="teacher")) == "plain"
    write(others, update(user).where(user.c.id == 3).values(suspended=1), ChangeKind.USER, "3")
    await gateway._follow()
    assert errorcode(await call(gateway, PLAIN, by="teacher")) == "wsaccessusersuspended"
    assert value(await call(gateway, PLAIN)) == "plain"


async def test_a_role_given_elsewhere(gateway: Gateway, others: Gateway) -> None:
    asked: dict[str | int, object] = {"contextlevel": "system", "instanceid": "0", "capability": "moodle/course:view"}
    assert value(await call(gateway, "local_probe_context", asked, by="student"))["has"] is False
    write(others, insert(role_assignments).values(roleid=MANAGER, contextid=SYSTEM_CONTEXT, userid=4, timemodified=1), ChangeKind.USER)
    await gateway._follow()
    assert value(await call(gateway, "local_probe_context", asked, by="student"))["has"] is True


async def test_a_function_taken_out_of_a_service_elsewhere(gateway: Gateway, others: Gateway) -> None:
    write(others, delete(external_services_functions).where(external_services_functions.c.functionname == PLAIN), ChangeKind.SITE)
    await gateway._follow()
    assert errorcode(await call(gateway, PLAIN)) == "accessexception"


async def test_only_changes_of_the_site_load_it_again(gateway: Gateway, others: Gateway) -> None:
    before = gateway.site
    write(others, update(user).where(user.c.id == 3).values(suspended=1), ChangeKind.USER, "3")
    await gateway._follow()
    assert gateway.site is before
    set_config(others, maxbytes="5")
    await gateway._follow()
    assert gateway.site is not before


async def test_without_changes_nothing_is_dropped(gateway: Gateway) -> None:
    await call(gateway, PLAIN)
    before = gateway.site
    await gateway._follow()
    assert gateway.site is before
    assert gateway.callers.known(token("admin")) is not None


async def test_changes_that_could_not_be_applied_are_read_again(gateway: Gateway, others: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    set_config(others, maxbytes="77")
    with monkeypatch.context() as broken:
        broken.setattr(site_data, "load", _fail)
        with pytest.raises(OSError, match="for a moment"):
            await gateway._follow()
    await gateway._follow()
    assert value(await call(gateway, "local_trial_maximum")) == 77


def _fail(*_arguments: object) -> None:
    raise OSError("for a moment")


async def test_a_change_before_the_start_is_not_read_again(recorded_settings: Settings, registry: Registry, gateway: Gateway) -> None:
    set_config(gateway, maxbytes="77")
    async with started(replaced(recorded_settings, "log", file=""), registry) as second:
        before = second.site
        await second._follow()
        assert second.site is before
        assert value(await call(second, "local_trial_maximum")) == 77


async def test_starting_forgets_changes_that_everybody_has_read(recorded_settings: Settings, registry: Registry, gateway: Gateway) -> None:
    set_config(gateway, maxbytes="77")
    statement(gateway, update(change).values(timecreated=1))
    async with started(replaced(recorded_settings, "log", file=""), registry):
        assert statement(gateway, select(func.count()).select_from(change)) == 0


# The background.


async def test_the_background_outlives_failures(monkeypatch: pytest.MonkeyPatch) -> None:
    turns, third = [1], asyncio.Event()

    async def work() -> None:
        turns.append(1)
        if len(turns) == 2:
            raise OSError("for a moment")
        third.set()

    with capture_logs() as logs:
        task = asyncio.create_task(repeat(work, 0))
        await third.wait()
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
    assert [(entry["event"], entry["log_level"]) for entry in logs] == [("background work failed", "error")]


async def test_what_others_change_is_in_force_within_a_second(recorded_settings: Settings, registry: Registry, gateway: Gateway) -> None:
    """A role, a token, an account, a service and a setting, of which the other gateway has all in memory."""
    asked: dict[str | int, object] = {"contextlevel": "system", "instanceid": "0", "capability": "moodle/course:view"}
    async with started(replaced(recorded_settings, "log", calls=False, file=""), registry) as second:

        async def seen() -> list[bool]:
            """What is no longer as it was."""
            may = await call(second, "local_probe_context", asked, by="student")
            calls = (("admin", "all", PLAIN), ("teacher", "all", PLAIN), ("student", "small", "core_webservice_get_site_info"))
            plain = [await call(second, function, by=who, service=service) for who, service, function in calls]
            return [value(may)["has"], *(isinstance(outcome, Failure) for outcome in plain), second.site.config["maxbytes"] == "77"]

        assert await seen() == [False] * 5
        write(gateway, insert(role_assignments).values(roleid=MANAGER, contextid=SYSTEM_CONTEXT, userid=4, timemodified=1), ChangeKind.USER)
        assert await gateway.store.write(tokens.revoke, 1)
        write(gateway, update(user).where(user.c.id == 3).values(suspended=1), ChangeKind.USER, "3")
        write(gateway, update(external_services).where(external_services.c.shortname == "small").values(enabled=0), ChangeKind.SITE)
        set_config(gateway, maxbytes="77")
        # A second, and what reading the changes and loading the site takes on a busy machine.
        async with asyncio.timeout(1.5):
            while not all(await seen()):  # noqa: ASYNC110 - what is waited for has no event
                await asyncio.sleep(0.01)


@pytest.mark.parametrize("databases", ["postgresql"], indirect=True)
async def test_a_database_that_notifies_is_followed_at_once(
    recorded_settings: Settings, registry: Registry, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(host, "_CHANGES_EVERY", 60.0)
    async with started(replaced(recorded_settings, "log", calls=False, file=""), registry) as second:
        await asyncio.sleep(0.2)  # until it listens
        set_config(gateway, maxbytes="77")
        async with asyncio.timeout(1):
            while value(await call(second, "local_trial_maximum")) != 77:  # noqa: ASYNC110 - what is waited for has no event
                await asyncio.sleep(0.01)


async def test_of_two_loads_of_the_site_the_later_one_stays(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    """However long the earlier one takes: it may not have seen the last change."""
    load = site_data.load

    def slow(db: Connection, wwwroot: str, registry: Registry) -> Any:
        found = load(db, wwwroot, registry)
        monkeypatch.setattr(site_data, "load", load)
        set_config(gateway, maxbytes="77")
        return found

    monkeypatch.setattr(site_data, "load", slow)
    await gateway.store.run(lambda _: gateway._load_site(), write=False)
    assert gateway.site.config["maxbytes"] == "77"


async def test_stopping_ends_the_background_and_closes_the_log(gateway: Gateway) -> None:
    await call(gateway, PLAIN)
    tasks = list(gateway._tasks)
    await gateway.stop()
    assert all(task.cancelled() for task in tasks)
    assert len(written(gateway)) == 1


def written(gateway: Gateway) -> list[str]:
    return Path(gateway.settings.log.file).read_text().splitlines()


async def test_a_document_is_made_once_for_all_processes(recorded_settings: Settings, registry: Registry, gateway: Gateway) -> None:
    made: list[str] = []

    async def make() -> str:
        made.append("ż")
        return "ż"

    assert await gateway.cached_document("name", make) == "ż"
    async with started(replaced(recorded_settings, "log", calls=False, file=""), registry) as second:
        assert await second.cached_document("name", make) == "ż"
    assert made == ["ż"]


async def test_a_document_that_cannot_be_made_is_an_internal_error_that_the_log_explains(gateway: Gateway) -> None:
    async def make() -> str:
        raise OSError("for now")

    with capture_logs() as logs, pytest.raises(InternalError) as caught:
        await gateway.cached_document("name", make)
    (entry,) = [entry for entry in logs if entry["event"] == "unexpected error"]
    assert (entry["reference"], entry["document"]) == (caught.value.reference, "name")


def more(registry: Registry) -> Registry:
    """The registry with one function more."""
    return Registry([*registry.components, make_component(make_function())])


async def test_what_components_declare_is_replaced_while_the_gateway_runs(gateway: Gateway) -> None:
    before, running = gateway.registry, gateway.site
    assert errorcode(await call(gateway, "local_lab_ping", {"number": 1}, by="admin")) == "invalidrecord"
    await gateway.replace_registry(more(before))
    service = statement(gateway, select(external_services.c.id).where(external_services.c.shortname == "all"))
    link = insert(external_services_functions).values(externalserviceid=service, functionname="local_lab_ping")
    write(gateway, link, ChangeKind.SITE)
    assert value(await call(gateway, "local_lab_ping", {"number": 1}, by="admin")) == 1
    assert (running.registry, gateway.site.registry) == (before, gateway.registry)
    await gateway.replace_registry(before)
    assert errorcode(await call(gateway, "local_lab_ping", {"number": 1}, by="admin")) == "invalidrecord"


async def test_errors_have_the_texts_of_the_component_that_raises_them(gateway: Gateway) -> None:
    async def text(code: str) -> str:
        outcome = await call(gateway, "local_trial_coded", {"code": code})
        assert isinstance(outcome, Failure)
        return outcome.error.public_message

    assert await text("trialcode") == "A text of the component's own."
    assert await text("invalidlogin") == "Of the trial."
    assert await text("nopostforum") == "You may not answer in this discussion."
    assert await text("accessdenied") == "You may not do that."
    assert await text("nosuchcode") == "local_trial/nosuchcode"
