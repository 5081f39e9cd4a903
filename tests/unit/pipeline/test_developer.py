"""Developer's tokens: their holders are told why a call fails, and nobody else ever is."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import update

from gateway.access import tokens
from gateway.server.host import Gateway
from gateway.store.changes import ChangeKind, note
from gateway.store.tables.services import external_services, external_tokens
from gateway.wire.call import Failure, Password, Token
from tests.unit.app_fixtures import call, client, set_config, statement, token

PING = "local_probe_private_ping"

# Every way in which a call may fail behind the door: the function, its arguments, and what a developer is told.
FAILURES: dict[str, tuple[str, dict[str, str], str | None]] = {
    "unknown function": ("no_such_function", {}, "external_functions"),
    "no function": ("", {}, ".+"),
    "missing parameter": ("core_user_get_users_by_field", {"field": "id"}, ".*values.*"),
    "wrong type": ("core_user_get_users_by_field", {"field": "id", "values[0][x]": "1"}, r"values\[0\]: .*is expected.* \(type raw\)"),
    "unknown key": (PING, {"stray": "1"}, ".*stray.*"),
    "wrong answer": ("local_probe_badreturn", {"kind": "wrongtype"}, "a: .+"),
    "refused by the function": ("local_probe_fail", {"kind": "access"}, ".*"),
    "login required": ("local_probe_fail", {"kind": "require_login"}, ".*"),
    "missing record": ("local_probe_fail", {"kind": "missing_record"}, ".*"),
    "state": ("local_probe_fail", {"kind": "state"}, ".*"),
    "coding": ("local_probe_fail", {"kind": "coding"}, ".*"),
    # What nobody foresaw is in the log, under a reference, and nowhere else.
    "unexpected": ("local_probe_fail", {"kind": "php"}, None),
}

REFUSALS: dict[str, tuple[Any, str]] = {
    "token address": (update(external_tokens).values(iprestriction="10.9.9.9"), "token address"),
    "service enabled": (update(external_services).values(enabled=0), "service enabled"),
    "no maintenance": (None, "no maintenance"),
}


@pytest.fixture(params=[False, True], ids=["ordinary", "developer"])
def developer(request: pytest.FixtureRequest, gateway: Gateway) -> bool:
    """Whether the token of the teacher is a developer's."""
    mark(gateway, developer=request.param)
    return bool(request.param)


def mark(gateway: Gateway, *, developer: bool) -> None:
    tokenid = gateway.store.run_here(lambda work: tokens.find(work.db, token("teacher")), write=False)
    statement(gateway, update(external_tokens).where(external_tokens.c.id == tokenid).values(developer=int(developer)))


async def debuginfo(gateway: Gateway, format_: str, function: str, fields: dict[str, str]) -> tuple[str | None, str]:
    """The debug information in an answer over REST, and the answer."""
    form = {"wstoken": token("teacher"), "wsfunction": function, "moodlewsrestformat": format_, **fields}
    async with client(gateway) as http:
        answer = await http.post("/webservice/rest/server.php", data=form)
    if format_ == "json":
        return answer.json().get("debuginfo"), answer.text
    found = re.search("<DEBUGINFO>(.*)</DEBUGINFO>", answer.text, re.DOTALL)
    assert "<EXCEPTION" in answer.text
    return found and found[1], answer.text


@pytest.mark.parametrize("format_", ["json", "xml"])
async def test_a_failure_explains_itself_to_developers_alone(gateway: Gateway, developer: bool, format_: str) -> None:
    for kind, (function, fields, told) in FAILURES.items():
        debug, answer = await debuginfo(gateway, format_, function, fields)
        if developer and told is not None:
            if told != ".*":
                assert debug is not None, kind
            assert debug is None or re.fullmatch(told, debug), kind
        else:
            assert debug is None, kind
            assert "debuginfo" not in answer.lower(), kind


@pytest.mark.parametrize("refused", REFUSALS)
@pytest.mark.parametrize("format_", ["json", "xml"])
async def test_a_refusal_names_its_check_to_developers_alone(gateway: Gateway, developer: bool, format_: str, refused: str) -> None:
    change, name = REFUSALS[refused]
    if change is None:
        set_config(gateway, maintenance_enabled="1")
    else:

        def break_it(work: Any) -> None:
            work.db.execute(change)
            note(work.db, ChangeKind.SITE)

        gateway.store.run_here(break_it, write=True)
    debug, answer = await debuginfo(gateway, format_, PING, {})
    assert debug == (name if developer else None)
    assert developer or name not in answer


async def test_no_credential_but_such_a_token_is_told_anything(gateway: Gateway) -> None:
    mark(gateway, developer=True)
    for credential in (Password("teacher", "Teacher.1234"), Password("teacher", "wrong"), Token("nobody"), None):
        outcome = await call(gateway, "no_such_function", by=credential)
        assert isinstance(outcome, Failure)
        assert outcome.debug is None


async def test_a_developers_token_is_not_handed_out_by_the_login_script(gateway: Gateway) -> None:
    async def login() -> str:
        async with client(gateway) as http:
            form = {"username": "admin", "password": "Admin.1234", "service": "moodle_mobile_app"}
            return str((await http.post("/login/token.php", data=form)).json()["token"])

    first = await login()
    statement(gateway, update(external_tokens).values(developer=1))
    second = await login()
    assert second != first
    assert await login() == second
