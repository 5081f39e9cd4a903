"""The verb ``service``."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from tests.unit.cli.verbs import done, refusal, told

Triglot = Callable[..., Result]
PING, OTHER = "local_probe_private_ping", "local_probe_noajax_ping"

pytestmark = pytest.mark.usefixtures("demo")


@pytest.fixture
def probes(triglot: Triglot) -> str:
    """A service for authorised users with one function, and a token of somebody who is authorised."""
    done(triglot("service", "create", "probes", "--name", "Probes"))
    done(triglot("service", "add", "probes", PING))
    done(triglot("service", "authorise", "probes", "tess"))
    return done(triglot("token", "create", "--user", "tess", "--service", "probes")).strip()


def test_a_service_of_ones_own_from_its_creation_to_its_end(triglot: Triglot, probes: str, tmp_path: Path) -> None:
    call = ("call", "--token", probes, PING)
    assert told(triglot(*call)) == "pong"
    done(triglot("service", "disable", "probes"))
    assert "(service enabled)" in refusal(triglot(*call))
    done(triglot("service", "enable", "probes"))
    done(triglot("service", "remove", "probes", PING))
    assert "(function in service)" in refusal(triglot(*call))
    done(triglot("service", "add", "probes", PING, OTHER))
    done(triglot("service", "unauthorise", "probes", "tess"))
    assert "(user authorised)" in refusal(triglot(*call))
    done(triglot("service", "authorise", "probes", "tess", "--address", "10.0.0.0/8", "--days", "1"))
    assert "(authorised address)" in refusal(triglot(*call))
    done(triglot("service", "change", "probes", "--open", "--capability", "moodle/site:config"))
    assert "(service capability)" in refusal(triglot(*call))
    done(triglot("service", "change", "probes", "--capability", ""))
    assert told(triglot(*call)) == "pong"
    done(triglot("service", "delete", "probes", "--yes"))
    assert refusal(triglot(*call)).startswith("invalidtoken")
    with sqlite3.connect(tmp_path / "data" / "triglot.db") as db:
        query = "SELECT target || ' ' || action FROM logstore_standard_log WHERE origin = 'cli' ORDER BY id"
        found = [row[0] for row in db.execute(query)]
    db.close()
    assert found[-3:] == ["webservice_service updated", "token revoked", "webservice_service deleted"]
    assert {"webservice_service created", "webservice_service_user added", "webservice_service_user removed"} <= set(found)


def test_a_service_is_listed_and_shown(triglot: Triglot, probes: str) -> None:
    assert probes
    assert {"demo", "probes", "moodle_mobile_app"} <= {one["shortname"] for one in told(triglot("service", "list", "--json"))}
    line = next(line for line in done(triglot("service", "list")).splitlines() if "probes" in line)
    assert line.split()[1:] == ["probes", "Probes", "enabled", "for", "authorised", "users", "1", "functions", "-"]
    shown = told(triglot("service", "show", "probes", "--json"))
    assert (shown["functions"], shown["restrictedusers"]) == ([PING], True)
    assert [one["username"] for one in shown["authorised"]] == ["tess"]
    assert "authorised: tess, for ever, from anywhere" in done(triglot("service", "show", str(shown["id"])))


def test_doing_it_twice_changes_nothing(triglot: Triglot, probes: str) -> None:
    assert probes
    done(triglot("service", "add", "probes", PING))
    done(triglot("service", "authorise", "probes", "tess", "--days", "2"))
    shown = told(triglot("service", "show", "probes", "--json"))
    assert (shown["functions"], len(shown["authorised"])) == ([PING], 1)
    assert shown["authorised"][0]["validuntil"] > 0


def test_of_a_declared_service_only_its_use_is_for_people(triglot: Triglot) -> None:
    fixed = "servicefixed: This service is declared by "
    for arguments in (
        ("change", "moodle_mobile_app", "--name", "Ours"),
        ("add", "moodle_mobile_app", PING),
        ("remove", "moodle_mobile_app", "core_webservice_get_site_info"),
        ("delete", "moodle_mobile_app", "--yes"),
    ):
        assert refusal(triglot("service", *arguments)).startswith(fixed)
    done(triglot("service", "enable", "moodle_mobile_app"))
    done(triglot("service", "disable", "moodle_mobile_app"))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("create", "demo"), "shortnametaken: Another service has this short name."),
        (("create", "new", "--name", "Probes"), "nameexists: Another service has this name."),
        (("create", "not good"), "invalidparameter: A short name has letters, digits, - and _ only."),
        (("create", "new", "--capability", "no/such:one"), "invalidparameter: There is no capability no/such:one."),
        (("change", "probes", "--name", ""), "missingparam: A service must have a name."),
        (("add", "probes", "no_such_function"), "invalidrecord: There is no function no_such_function."),
        (("remove", "probes", OTHER), f"invalidrecord: The function {OTHER} is not in this service."),
        (("unauthorise", "probes", "guest"), "guest is not authorised for the service probes"),
        (("authorise", "probes", "nobody"), "there is no user 'nobody'"),
        (("show", "nosuch"), "there is no service 'nosuch'; there are demo, moodle_mobile_app, probe, probes"),
    ],
)
def test_what_cannot_be_is_told_in_one_line(triglot: Triglot, probes: str, arguments: tuple[str, ...], says: str) -> None:
    assert probes
    assert refusal(triglot("service", *arguments)) == says


def test_a_change_needs_something_to_change(triglot: Triglot) -> None:
    assert refusal(triglot("service", "change", "demo"), code=2) == "nothing to change was given"


def test_a_service_is_copied_with_its_functions_and_without_its_people(triglot: Triglot, probes: str) -> None:
    done(triglot("service", "copy", "probes", "again", "--name", "Probes again"))
    shown = done(triglot("service", "show", "again"))
    assert PING in shown
    assert "tess" not in shown
    assert "Another service has this short name." in refusal(triglot("service", "copy", "probes", "again", "--name", "Third"))


def test_a_token_is_rotated(triglot: Triglot, probes: str) -> None:
    new = done(triglot("token", "rotate", probes)).strip()
    for token in (new, probes):
        assert told(triglot("call", "--token", token, PING)) == "pong"
    newest = done(triglot("token", "rotate", new, "--overlap", "0")).strip()
    assert told(triglot("call", "--token", newest, PING)) == "pong"
    assert "there is no such token" in refusal(triglot("token", "rotate", "nosuch"))
