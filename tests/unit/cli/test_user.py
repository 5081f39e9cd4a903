"""The verb ``user``."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from click.testing import Result

from tests.unit.cli.verbs import done, refusal, told

Triglot = Callable[..., Result]
PASSWORD = {"TRIGLOT_PASSWORD": "Secret.1234"}
NEW = ("user", "create", "nora", "--first", "Nora", "--last", "New", "--email", "nora@demo.test")

pytestmark = pytest.mark.usefixtures("demo")


def test_an_account_is_created_changed_and_shown(triglot: Triglot) -> None:
    userid = done(triglot(*NEW, "--idnumber", "N-1")).strip()
    assert done(triglot("user", "change", "nora", "--first", "Eleonora", "--lang", "en", "--unconfirmed")) == "Changed nora.\n"
    shown = told(triglot("user", "show", userid, "--json"))["user"]
    assert (shown["id"], shown["firstname"], shown["idnumber"], shown["confirmed"]) == (int(userid), "Eleonora", "N-1", False)
    lines = done(triglot("user", "show", "nora"))
    assert "Eleonora" in lines
    assert "nora@demo.test" in lines
    done(triglot("user", "change", "nora", "--username", "eleonora", "--confirmed"))
    assert told(triglot("user", "show", "eleonora", "--json"))["user"]["confirmed"] is True


def test_accounts_are_listed_and_searched(triglot: Triglot) -> None:
    done(triglot(*NEW))
    done(triglot("user", "suspend", "nora"))
    everybody = told(triglot("user", "list", "--json"))
    assert {"nora", "tess", "guest"} <= {one["username"] for one in everybody}
    assert [one["username"] for one in told(triglot("user", "list", "NORA@", "--json"))] == ["nora"]
    assert told(triglot("user", "list", "100%", "--json")) == []
    (line,) = done(triglot("user", "list", "nora")).splitlines()
    assert line.split() == [*line.split()[:1], "nora", "Nora", "New", "nora@demo.test", "manual", "suspended"]


def test_a_suspension_begins_and_ends(triglot: Triglot) -> None:
    token = done(triglot("token", "create", "--user", "tess", "--service", "demo")).strip()
    call = ("call", "--token", token, "core_webservice_get_site_info")
    done(triglot("user", "suspend", "tess"))
    assert refusal(triglot(*call)).startswith("wsaccessusersuspended")
    done(triglot("user", "unsuspend", "tess"))
    assert told(triglot(*call))["username"] == "tess"


def test_a_password_is_set_and_obeys_the_policy(triglot: Triglot) -> None:
    done(triglot(*NEW, env=PASSWORD))
    assert done(triglot("user", "password", "nora", env={"TRIGLOT_PASSWORD": "Other.1234"})) == "Set the password of nora.\n"
    assert "at least 8 characters" in refusal(triglot("user", "password", "nora", env={"TRIGLOT_PASSWORD": "Short.1"}))
    asked = ("explain", "--user", "nora", "core_webservice_get_site_info", "--json")
    old, new = (json.loads(triglot(*asked, "--password", password).stdout) for password in ("Secret.1234", "Other.1234"))
    assert (old["refusal"]["name"], new["refusal"]) == ("password right", None)


def test_a_new_password_revokes_tokens_where_the_site_says_so(triglot: Triglot) -> None:
    done(triglot("token", "create", "--user", "tess", "--service", "demo"))
    done(triglot("user", "password", "tess", env=PASSWORD))
    assert told(triglot("token", "list", "--user", "tess", "--json"))
    done(triglot("config", "set", "passwordchangetokendeletion", "1", "--new"))
    done(triglot("user", "password", "tess", env=PASSWORD))
    assert told(triglot("token", "list", "--user", "tess", "--json")) == []


def test_the_key_for_files_is_another_once_it_was_reset(triglot: Triglot, demo: Result) -> None:
    (token,) = set(re.findall(r"\b[0-9a-f]{32}\b", demo.output))

    def key() -> str:
        return str(told(triglot("call", "--token", token, "core_webservice_get_site_info"))["userprivateaccesskey"])

    before = key()
    assert key() == before
    assert done(triglot("user", "reset-key", "tess")) == "tess has no key for files any more.\n"
    assert key() not in ("", before)


def test_a_locked_account_is_unlocked(triglot: Triglot) -> None:
    assert done(triglot("user", "unlock", "tess")) == "Unlocked tess.\n"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("show", "nobody"), "there is no user 'nobody'"),
        (("show", "999999"), "there is no user '999999'"),
        (("suspend", "nobody"), "there is no user 'nobody'"),
        (("unlock", "nobody"), "there is no user 'nobody'"),
        (("change", "tess", "--username", "Tess X"), "invalidparameter: This is no username that an account may have."),
        (("change", "tess", "--email", "nowhere"), "invalidparameter: This is no email that an account may have."),
        (("change", "tess", "--auth", "nosuch"), "invalidparameter: There is no authentication method nosuch."),
        (("change", "tess", "--username", "guest"), "usernameexists: Another account has this user name."),
        (("change", "tess", "--email", "ADMIN@example.org"), None),
        (("create", "x", "--first", "", "--last", "X", "--email", "x@x.test"), "missingparam: An account must have a firstname."),
    ],
)
def test_what_cannot_be_is_told_in_one_line(triglot: Triglot, arguments: tuple[str, ...], says: str | None) -> None:
    if says is None:
        address = next(one["email"] for one in told(triglot("user", "list", "--json")) if one["username"] not in {"tess", "guest"})
        arguments = (*arguments[:-1], address.upper())
        says = "emailexists: Another account has this e-mail address."
    assert refusal(triglot("user", *arguments)) == says


def test_a_change_needs_something_to_change(triglot: Triglot) -> None:
    assert refusal(triglot("user", "change", "tess"), code=2) == "nothing to change was given"
