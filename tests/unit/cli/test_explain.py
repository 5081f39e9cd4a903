"""The verb ``explain``, and developer's tokens on the command line."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import Result

from gateway.access import sessions
from gateway.admin import accounts
from gateway.settings import load
from gateway.store.store import Store, Transaction
from tests.unit.cli.verbs import done, told

Triglot = Callable[..., Result]
INFO = "core_webservice_get_site_info"


@pytest.fixture
def token(demo: Result, triglot: Triglot) -> str:
    """A token that works."""
    assert demo.exit_code == 0
    return done(triglot("token", "create", "--user", "tess", "--service", "demo")).strip()


def test_a_call_that_is_let_in(triglot: Triglot, token: str) -> None:
    lines = done(triglot("explain", token, INFO)).splitlines()
    assert lines[0] == f"{INFO} for tess (token {tokenid(triglot)}), service demo"
    assert lines[-1] == "The call would be let in."
    assert all(line.startswith("  passes   ") for line in lines[1:-1])
    explanation = told(triglot("explain", str(tokenid(triglot)), INFO, "--json"))
    assert (explanation["username"], explanation["refusal"]) == ("tess", None)


def test_a_call_of_a_function_that_is_not_built_is_said_to_be_answered_emptily(triglot: Triglot, token: str) -> None:
    unbuilt = "core_fetch_notifications"
    done(triglot("service", "add", "demo", unbuilt))
    assert done(triglot("explain", token, unbuilt)).splitlines()[-2:] == [
        "The call would be let in.",
        "It would be answered emptily: the function is described, but not built yet.",
    ]
    assert told(triglot("explain", token, unbuilt, "--json"))["empty"] is True
    assert told(triglot("explain", token, INFO, "--json"))["empty"] is False


def tokenid(triglot: Triglot) -> int:
    return int(told(triglot("token", "list", "--user", "tess", "--json"))[-1]["id"])


def test_a_call_that_is_refused_ends_with_1_and_names_the_command(triglot: Triglot, token: str) -> None:
    done(triglot("service", "disable", "demo"))
    done(triglot("user", "suspend", "tess"))
    result = triglot("explain", token, INFO)
    assert (result.exit_code, result.stderr) == (1, "")
    lines = result.stdout.splitlines()
    assert "  REFUSES  account not suspended: wsaccessusersuspended" in lines
    assert "  REFUSES  service enabled: accessexception" in lines
    assert lines[-2:] == ["The call would be refused: account not suspended.", "To mend that: triglot user unsuspend tess"]


def test_the_protocol_and_the_address_may_be_chosen(triglot: Triglot, token: str) -> None:
    refused = json.loads(triglot("explain", token, INFO, "--protocol", "nosuch", "--json").stdout)["verdicts"]
    assert [one["name"] for one in refused if not one["passed"]] == ["protocol enabled", "protocol capability"]
    near = done(triglot("token", "create", "--user", "tess", "--service", "demo", "--address", "10.0.0.0/8")).strip()
    assert triglot("explain", near, INFO).exit_code == 1
    assert triglot("explain", near, INFO, "--address", "10.1.1.1").exit_code == 0


def test_entering_a_context_is_part_of_it_when_asked_for(triglot: Triglot, token: str) -> None:
    courses = [one for one in told(triglot("context", "list", "--level", "course", "--json")) if one["instance"] != 1]
    outcomes = {triglot("explain", token, INFO, str(one["id"])).exit_code for one in courses}
    assert outcomes <= {0, 1}
    done(triglot("user", "create", "nora", "--first", "N", "--last", "N", "--email", "n@n.test"))
    outside = done(triglot("token", "create", "--user", "nora", "--service", "demo")).strip()
    result = triglot("explain", outside, INFO, str(courses[0]["id"]))
    assert "REFUSES  context entered: requireloginerror" in result.stdout
    assert "REFUSES  context entered: invalidrecord" in triglot("explain", token, INFO, "9999").stdout


def test_what_is_declared_is_told_but_refuses_nothing(triglot: Triglot, token: str) -> None:
    done(triglot("user", "create", "nora", "--first", "N", "--last", "N", "--email", "n@n.test"))
    hers = done(triglot("token", "create", "--user", "nora", "--service", "demo")).strip()
    assert "LACKS    moodle/course:managegroups in context 1" in done(triglot("explain", hers, "core_group_create_groups"))
    assert token


def test_tokens_and_functions_that_are_none(triglot: Triglot, token: str) -> None:
    result = triglot("explain", "nothing", INFO)
    assert result.stdout.splitlines()[1:] == [
        "  passes   protocol enabled",
        "  REFUSES  token known: invalidtoken",
        "The call would be refused: token known.",
        "To mend that: triglot token create --user USER --service SERVICE",
    ]
    assert "REFUSES  function known: invalidrecord, external_functions" in triglot("explain", token, "no_such_function").stdout


def test_a_call_with_a_password(triglot: Triglot, demo: Result) -> None:
    assert demo.exit_code == 0
    assert triglot("explain", "--user", "tess", "--password", "Demo.1234", INFO).exit_code == 0
    assert triglot("explain", "--user", "tess", INFO, env={"TRIGLOT_PASSWORD": "Demo.1234"}).exit_code == 0
    wrong = triglot("explain", "--user", "tess", "--password", "x", INFO)
    assert wrong.stdout.splitlines()[-1] == "To mend that: triglot user password tess"
    unknown = triglot("explain", "--user", "nobody", "--password", "x", INFO)
    assert "REFUSES  password right: wrongusernamepassword" in unknown.stdout


@pytest.mark.parametrize("arguments", [(), ("token",), ("token", INFO, "1", "2"), ("token", INFO, "course"), ("--user", "tess")])
def test_wrong_usage(triglot: Triglot, token: str, arguments: tuple[str, ...]) -> None:
    assert token
    assert triglot("explain", *arguments, env={"TRIGLOT_PASSWORD": "x"}).exit_code == 2


def test_a_developers_token_is_marked(triglot: Triglot, token: str) -> None:
    assert token
    done(triglot("token", "create", "--user", "tess", "--service", "demo", "--developer", "--name", "mine"))
    assert [one["developer"] for one in told(triglot("token", "list", "--user", "tess", "--json"))][-2:] == [False, True]
    assert "mine (developer)" in done(triglot("token", "list"))


def test_a_call_from_a_page_is_explained_by_its_session(triglot: Triglot, demo: Result, settings: Path) -> None:
    assert demo.exit_code == 0
    sid, function = begun(settings), "core_course_get_courses"
    for words, refusal in [
        ((), "session key given"),
        (("--sesskey", "wrong"), "session key right"),
        (("--sesskey", sessions.sesskey(sid)), None),
    ]:
        result = triglot("explain", "--session", sid, *words, function, "--json")
        explanation = json.loads(result.stdout)
        assert (result.exit_code, explanation["username"], explanation["service"]) == (int(refusal is not None), "tess", None)
        assert (explanation["refusal"] or {}).get("name") == refusal
    lines = triglot("explain", "--session", "no such", function).stdout.splitlines()
    assert "  REFUSES  session alive: servicerequireslogin" in lines
    assert "  REFUSES  callable from pages: servicenotavailable" in triglot("explain", "--session", sid, INFO).stdout
    assert triglot("explain", "--session", "no such", "tool_mobile_get_public_config").exit_code == 0
    assert "REFUSES  function known" in triglot("explain", "--session", sid, "no_such_function").stdout
    assert triglot("explain", "--session", sid, "--user", "tess", function).exit_code == 2


def begun(settings: Path) -> str:
    """The id of a session of tess."""

    def begin(work: Transaction) -> str:
        person = accounts.find(work.db, "tess")
        assert person is not None
        return sessions.create(work.db, person.id, address="127.0.0.1", now=int(time.time()))

    with closing(Store(load(settings).database.url)) as store:
        return store.run_here(begin, write=True)
