"""Every named check refuses once over REST: the code on the wire, the reason in the audit, and what ``explain`` says agree.

Then the command that ``explain`` names is given, and the call is let in.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import click
import msgspec
import pytest
import structlog
from click.testing import CliRunner
from sqlalchemy import Delete, Insert, Update, delete, insert, select, update

from gateway.access import callers, tokens
from gateway.access.secrets import digest
from gateway.admin import accounts, services
from gateway.cli import main
from gateway.pipeline.access_request import AccessRequest
from gateway.pipeline.checks import ACCOUNT, PASSWORD, SERVICE, TOKEN
from gateway.pipeline.explain import Explanation, by_password, explain
from gateway.server.host import Gateway
from gateway.store.changes import Change, ChangeKind, note
from gateway.store.tables.access import role_capabilities
from gateway.store.tables.services import external_services, external_services_functions, external_services_users, external_tokens
from gateway.store.tables.site import logstore_standard_log
from gateway.store.tables.users import user, user_preferences
from gateway.wire.call import Peer
from tests.unit.app_fixtures import HERE, KEY, client, set_config

FUNCTION = "local_probe_private_ping"
SECRET = "Secret.1234"
REST = "webservice/rest:use"
GUARD = "moodle/site:configview"
CHECKS = {check.name: check for check in (*TOKEN, *PASSWORD, *ACCOUNT, *SERVICE)}

Statement = Insert | Update | Delete


class Asker(NamedTuple):
    """Somebody who may call FUNCTION by a token and by a password, and the ids of all that this takes."""

    userid: int
    serviceid: int
    tokenid: int
    token: str


@pytest.fixture
def asker(gateway: Gateway) -> Asker:
    """An account, a restricted service with one function, an authorisation and a token of the test's own."""
    site = gateway.site

    def make(work: Any) -> Asker:
        db = work.db
        names = {"username": "asker", "firstname": "A", "lastname": "S", "email": "asker@example.test"}
        userid = accounts.create(db, site, names, SECRET, now=1)
        serviceid = services.create(db, site, {"name": "Probes", "shortname": "probes", "enabled": 1}, now=1)
        db.execute(insert(external_services_functions).values(externalserviceid=serviceid, functionname=FUNCTION))
        db.execute(insert(external_services_users).values(externalserviceid=serviceid, userid=userid, timecreated=1))
        # Nobody but this service offers the function, so that a password leads to no other.
        others = external_services_functions.c.externalserviceid != serviceid
        db.execute(delete(external_services_functions).where(others, external_services_functions.c.functionname == FUNCTION))
        db.execute(delete(role_capabilities).where(role_capabilities.c.capability.in_([REST, GUARD])))
        db.execute(insert(role_capabilities).values(roleid=7, contextid=1, capability=REST, permission=1))
        return Asker(userid, serviceid, 0, "")

    made: Asker = gateway.store.run_here(make, write=True)

    def issue(work: Any) -> Asker:
        caller, _stored = callers.by_username(work.db, "asker")
        assert caller is not None
        assert caller.account is not None
        issued = tokens.create(work.db, gateway.vault, gateway.site, caller.account, gateway.site.services[made.serviceid], now=1)
        return made._replace(tokenid=issued.id, token=issued.token)

    issued: Asker = gateway.store.run_here(issue, write=True)
    return issued


def changed(gateway: Gateway, *statements: Statement) -> None:
    """Change what is stored, and have every cache forget everything."""

    def change(work: Any) -> None:
        for statement in statements:
            work.db.execute(statement)
        for kind in ChangeKind:
            note(work.db, kind)

    gateway.store.run_here(change, write=True)


def on_token(**values: object) -> Callable[[Asker], list[Statement]]:
    return lambda asker: [update(external_tokens).where(external_tokens.c.id == asker.tokenid).values(**values)]


def on_account(**values: object) -> Callable[[Asker], list[Statement]]:
    return lambda asker: [update(user).where(user.c.id == asker.userid).values(**values)]


def on_service(**values: object) -> Callable[[Asker], list[Statement]]:
    return lambda asker: [update(external_services).where(external_services.c.id == asker.serviceid).values(**values)]


def on_authorisation(**values: object) -> Callable[[Asker], list[Statement]]:
    own = external_services_users.c
    return lambda asker: [update(external_services_users).where(own.externalserviceid == asker.serviceid).values(**values)]


def locked(asker: Asker) -> list[Statement]:
    return [insert(user_preferences).values(userid=asker.userid, name="login_lockout", value=str(2**32))]


def nothing(_asker: Asker) -> list[Statement]:
    return []


class Case(NamedTuple):
    """What makes a check refuse, the code it refuses with, and how the call is made: by a token unless fields are given."""

    code: str
    breaks: Callable[[Asker], list[Statement]] = nothing
    config: dict[str, str] = {}  # noqa: RUF012 - read only
    fields: dict[str, str] | None = None


BY_PASSWORD = {"wsusername": "asker", "wspassword": SECRET}
CASES: dict[str, Case] = {
    "token known": Case("invalidtoken", lambda a: [delete(external_tokens).where(external_tokens.c.id == a.tokenid)]),
    "token not expired": Case("accessexception", on_token(validuntil=1)),
    "token session": Case("accessexception", on_token(sid=digest("gone"))),
    "token address": Case("accessexception", on_token(iprestriction="10.9.9.9")),
    "token context": Case("invalidrecord", on_token(contextid=999_999)),
    "account known": Case("invaliduser", on_token(userid=999_999)),
    "password calls enabled": Case("accessexception", config={"auth": "email"}, fields=BY_PASSWORD),
    "user name given": Case("missingusername", fields={"wsusername": "", "wspassword": SECRET}),
    "password given": Case("missingpassword", fields={"wsusername": "asker", "wspassword": ""}),
    "account not locked out": Case("wrongusernamepassword", locked, config={"lockoutthreshold": "1"}, fields=BY_PASSWORD),
    "password right": Case("wrongusernamepassword", fields={"wsusername": "asker", "wspassword": "Wrong.1234"}),
    "no maintenance": Case("sitemaintenance", config={"maintenance_enabled": "1"}),
    "account not deleted": Case("wsaccessuserdeleted", on_account(deleted=1)),
    "account confirmed": Case("wsaccessuserunconfirmed", on_account(confirmed=0)),
    "account not suspended": Case("wsaccessusersuspended", on_account(suspended=1)),
    "password not expired": Case(
        "wsaccessuserexpired",
        lambda a: [update(user_preferences).where(user_preferences.c.userid == a.userid).values(value="1")],
        {"auth_manual__expiration": "1", "auth_manual__expirationtime": "30"},
    ),
    "account may log in": Case("wsaccessusernologin", on_account(auth="nologin")),
    "protocol capability": Case(
        "accessexception", lambda _a: [delete(role_capabilities).where(role_capabilities.c.capability == REST)], fields=BY_PASSWORD
    ),
    "service enabled": Case("accessexception", on_service(enabled=0)),
    "function in service": Case(
        "accessexception",
        lambda a: [delete(external_services_functions).where(external_services_functions.c.externalserviceid == a.serviceid)],
    ),
    "user authorised": Case(
        "accessexception",
        lambda a: [delete(external_services_users).where(external_services_users.c.externalserviceid == a.serviceid)],
    ),
    "authorised address": Case("accessexception", on_authorisation(iprestriction="10.9.9.9")),
    "service capability": Case("accessexception", on_service(requiredcapability=GUARD), fields=BY_PASSWORD),
}


def test_every_named_check_is_forced_to_refuse() -> None:
    # But for the one about functions that write, which tests/unit/modern/test_mcp.py forces.
    assert list(CASES) == [name for name in CHECKS if name != "service open for writing"]


async def asked(gateway: Gateway, fields: dict[str, str]) -> Any:
    """The answer over REST, in JSON."""
    script = "simpleserver" if "wsusername" in fields else "server"
    async with client(gateway) as http:
        form = {**fields, "wsfunction": FUNCTION, "moodlewsrestformat": "json"}
        return (await http.post(f"/webservice/rest/{script}.php", data=form)).json()


async def audited(gateway: Gateway) -> tuple[str, dict[str, Any]]:
    """The last event of the audit: its name, and what it tells."""
    await gateway.audit.flush()
    own = logstore_standard_log.c
    query = select(own.eventname, own.other).order_by(own.id.desc()).limit(1)
    row = gateway.store.run_here(lambda work: work.db.execute(query).one(), write=False)
    return row.eventname, json.loads(row.other)


def explained(gateway: Gateway, asker: Asker, fields: dict[str, str]) -> Explanation:
    """What is said of the same call."""

    def run(work: Any) -> Explanation:
        blank = AccessRequest(site=gateway.site, caller=None, protocol="rest", peer=Peer(HERE), now=1_800_000_000, function=FUNCTION)
        if "wstoken" in fields:
            tokenid = tokens.find(work.db, fields["wstoken"])
            caller = callers.of_token(work.db, tokenid) if tokenid else None
            return explain(work.db, gateway.registry, msgspec.structs.replace(blank, caller=caller))
        name, password = fields["wsusername"], fields["wspassword"]
        request = by_password(work.db, msgspec.structs.replace(blank, username=name, password=password))
        return explain(work.db, gateway.registry, request, credential=PASSWORD)

    result: Explanation = gateway.store.run_here(run, write=False)
    return result


@pytest.fixture
def command(gateway: Gateway, tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """Give a command as it was printed; what it prints. Its changes are then in force here, as they are a moment later anyway."""
    settings = tmp_path / "gateway.toml"
    chosen = gateway.settings
    settings.write_text(
        f'[database]\nurl = "{chosen.database.url}"\n[secrets]\nkey = "{KEY}"\n[components]\nload = {list(chosen.components.load)}\n'
    )

    def run(line: str) -> str:
        verb, *arguments = shlex.split(line)
        assert verb == "triglot"
        result = CliRunner(env={"TRIGLOT_PASSWORD": SECRET}, catch_exceptions=False).invoke(main, ["--config", str(settings), *arguments])
        assert result.exit_code == 0, result.output
        for kind in ChangeKind:
            gateway._apply([Change(kind, "")])
        return result.stdout

    yield run
    structlog.reset_defaults()


@pytest.mark.parametrize("name", CASES)
async def test_a_check_that_refuses_is_told_alike_everywhere_and_can_be_mended(
    gateway: Gateway, asker: Asker, command: Callable[[str], str], name: str
) -> None:
    check, case = CHECKS[name], CASES[name]
    fields = case.fields or {"wstoken": asker.token}
    good = {"wstoken": asker.token} if case.fields is None else BY_PASSWORD
    assert await asked(gateway, good) == "pong"
    changed(gateway, *case.breaks(asker))
    set_config(gateway, **case.config)

    explanation = explained(gateway, asker, fields)
    answer = await asked(gateway, fields)
    assert answer["errorcode"] == case.code
    assert "debuginfo" not in answer

    event, other = await audited(gateway)
    if check.reason is None:
        assert event == "\\triglot\\event\\call_refused" or (check.forgets_token and event == "\\triglot\\event\\token_revoked")
        assert event.endswith("token_revoked") or other["reason"] == name
    else:
        assert (event, other["reason"]) == ("\\core\\event\\webservice_login_failed", check.reason)

    assert explanation.refusal is not None
    assert (explanation.refusal.name, explanation.refusal.errorcode, explanation.refusal.reason) == (name, case.code, check.reason)

    repair = explanation.refusal.repair or ""
    if not repair.startswith("triglot "):
        assert name in {"user name given", "password given"}
        return
    repair = re.sub(r"\bUSER\b", "admin" if name == "account not deleted" else "asker", re.sub(r"\bSERVICE\b", "probes", repair))
    if name == "account not deleted":
        command("triglot service authorise probes admin")
    told = command(repair).strip()
    if name == "account known":  # the account is gone, and the token with it
        assert (await asked(gateway, fields))["errorcode"] == "invalidtoken"
    else:
        assert await asked(gateway, {"wstoken": told} if " token create " in repair else good) == "pong"


def test_every_repair_is_a_command_that_exists() -> None:
    for check in CHECKS.values():
        words = check.repair.split()
        if words[0] != "triglot":
            continue
        verb: click.Command | None = main
        for word in words[1:3]:
            assert isinstance(verb, click.Group)
            verb = verb.get_command(click.Context(main), word)
        assert verb is not None, check.repair
        options = {option for parameter in verb.params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= options


async def test_what_comes_before_and_after_the_named_checks(gateway: Gateway, asker: Asker) -> None:
    set_config(gateway, webserviceprotocols="soap")
    refusal = explained(gateway, asker, {"wstoken": asker.token}).refusal
    assert refusal is not None
    assert (refusal.name, refusal.repair) == ("protocol enabled", "triglot config set webserviceprotocols soap,rest")
    set_config(gateway, enablewebservices="0")
    refusal = explained(gateway, asker, {"wstoken": asker.token}).refusal
    assert refusal is not None
    assert refusal.repair == "triglot config set enablewebservices 1"


async def test_the_service_of_a_token_may_be_gone(gateway: Gateway, asker: Asker) -> None:
    changed(gateway, delete(external_services).where(external_services.c.id == asker.serviceid))
    answer = await asked(gateway, {"wstoken": asker.token})
    _event, other = await audited(gateway)
    refusal = explained(gateway, asker, {"wstoken": asker.token}).refusal
    assert refusal is not None
    assert (answer["errorcode"], other["reason"], refusal.name) == ("accessexception", "no service", "no service")
    assert refusal.repair == "triglot token create --user asker --service SERVICE"
