"""The verbs ``role`` and ``context``."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from click.testing import Result

from tests.unit.cli.verbs import done, refusal, told

Triglot = Callable[..., Result]
CAPABILITY = "moodle/course:managegroups"

pytestmark = pytest.mark.usefixtures("demo")


def holds(triglot: Triglot, contextid: int = 1) -> bool:
    """Whether tess holds CAPABILITY, as ``explain`` says of a function that declares it."""
    token = done(triglot("token", "create", "--user", "tess", "--service", "demo")).strip()
    result = triglot("explain", token, "core_group_create_groups", str(contextid), "--json")
    (held,) = json.loads(result.stdout)["capabilities"]
    assert held["capability"] == CAPABILITY
    return bool(held["held"])


def test_a_role_is_created_given_and_taken(triglot: Triglot) -> None:
    done(triglot("role", "create", "grouper", "--name", "Grouper", "--level", "system", "--level", "course"))
    assert not holds(triglot)
    done(triglot("role", "allow", "grouper", CAPABILITY))
    done(triglot("role", "assign", "grouper", "tess"))
    assert holds(triglot)
    for verb, expected in (("prevent", False), ("allow", True), ("prohibit", False), ("inherit", False), ("allow", True)):
        done(triglot("role", verb, "grouper", CAPABILITY))
        assert holds(triglot) is expected
    shown = told(triglot("role", "show", "grouper", "--json"))
    assert shown["given"] == [{"capability": CAPABILITY, "permission": "allow", "contextid": 1}]
    assert [one["username"] for one in shown["assigned"]] == ["tess"]
    lines = done(triglot("role", "show", "grouper"))
    assert f"allow     {CAPABILITY} in context 1" in lines
    assert "held by   tess in context 1" in lines
    done(triglot("role", "unassign", "grouper", "tess"))
    assert not holds(triglot)


def test_a_permission_in_a_context_counts_there_alone(triglot: Triglot) -> None:
    place = next(one for one in told(triglot("context", "list", "--level", "course", "--json")) if one["instance"] != 1)
    done(triglot("role", "create", "grouper", "--level", "course"))
    done(triglot("role", "allow", "grouper", CAPABILITY, "--context", str(place["id"])))
    done(triglot("role", "assign", "grouper", "tess"))
    assert holds(triglot, place["id"])
    assert not holds(triglot)
    assert told(triglot("role", "show", "grouper", "--context", "1", "--json"))["given"] == []
    shown = told(triglot("context", "show", str(place["id"]), "--json"))
    assert shown["given"]["grouper"][0]["capability"] == CAPABILITY
    assert f"grouper: allow {CAPABILITY}" in done(triglot("context", "show", str(place["id"])))


def test_a_role_may_begin_like_another_and_be_changed(triglot: Triglot) -> None:
    done(triglot("role", "create", "helper", "--like", "teacher"))
    teacher, helper = (told(triglot("role", "show", name, "--json")) for name in ("teacher", "helper"))
    assert helper["given"] == teacher["given"]
    assert (helper["role"]["archetype"], sorted(helper["role"]["levels"])) == ("teacher", sorted(teacher["role"]["levels"]))
    done(triglot("role", "change", "helper", "--name", "Helper", "--level", "module"))
    role = told(triglot("role", "show", "helper", "--json"))["role"]
    assert (role["name"], role["levels"]) == ("Helper", [70])
    assert "helper" in done(triglot("role", "list"))
    assert "helper" in {one["shortname"] for one in told(triglot("role", "list", "--json"))}


def test_contexts_are_listed_shown_and_locked(triglot: Triglot) -> None:
    everything = told(triglot("context", "list", "--json"))
    assert everything[0] == {"id": 1, "level": 10, "instance": 0, "ids": [1]}
    category = told(triglot("context", "list", "--level", "coursecat", "--json"))[0]
    under = told(triglot("context", "list", "--under", str(category["id"]), "--json"))
    assert under
    assert all(category["id"] in one["ids"] for one in under)
    assert done(triglot("context", "list", "--level", "system")) == "1  system  0  /1\n"
    assert done(triglot("context", "show", str(category["id"]))).startswith(f"system 0 (1) > coursecat {category['instance']} (")
    done(triglot("config", "set", "contextlocking", "1"))
    done(triglot("context", "lock", str(category["id"])))
    assert "locked" in done(triglot("context", "show", str(category["id"])))
    done(triglot("context", "unlock", str(category["id"])))
    assert not told(triglot("context", "show", str(category["id"]), "--json"))["locked"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("role", "show", "nosuch"), "there is no role 'nosuch'; there are manager, "),
        (("role", "create", "teacher"), "shortnametaken: Another role has this short name."),
        (("role", "create", "Not Good"), "invalidparameter: The short name of a role has small letters"),
        (("role", "allow", "teacher", "no/such:one"), "there is no capability 'no/such:one'"),
        (("role", "allow", "teacher", CAPABILITY, "--context", "9999"), "there is no context 9999"),
        (("role", "assign", "teacher", "nobody"), "there is no user 'nobody'"),
        (("role", "unassign", "manager", "guest"), "guest was not given the role manager in context 1"),
        (("context", "show", "9999"), "there is no context 9999"),
    ],
)
def test_what_cannot_be_is_told_in_one_line(triglot: Triglot, arguments: tuple[str, ...], says: str) -> None:
    assert refusal(triglot(*arguments)).startswith(says)


def test_a_change_needs_something_to_change(triglot: Triglot) -> None:
    assert refusal(triglot("role", "change", "teacher"), code=2) == "nothing to change was given"


def test_why_somebody_may_do_something_is_told(triglot: Triglot) -> None:
    shown = done(triglot("context", "may", "admin", "moodle/course:update", "course:OPT"))
    assert shown.startswith("yes: Administrators of the site"), shown
    assert told(triglot("context", "may", "sam", "moodle/course:update", "--json"))["held"] is False
    assert "there is no capability" in refusal(triglot("context", "may", "sam", "no/such:thing"))
