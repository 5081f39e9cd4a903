"""Every verb: what it does, what it prints, and how it refuses."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from click.testing import Result

from gateway.admin.demo import invitation
from gateway.server import workers
from gateway.settings import Settings
from gateway.store import store
from tests.unit.app_fixtures import ORACLE

Triglot = Callable[..., Result]

SITE_INFO = "core_webservice_get_site_info"


def done(result: Result) -> str:
    """What a verb printed that went well."""
    assert (result.exit_code, result.stderr) == (0, ""), result.output
    return result.stdout


def refusal(result: Result, code: int = 1) -> str:
    """The one line with which a verb refused."""
    assert result.exit_code == code, result.output
    lines = result.stderr.splitlines()
    assert len(lines) == 1 or code == 2
    assert lines[-1].startswith("Error: ")
    return lines[-1].removeprefix("Error: ")


def invited(result: Result) -> str:
    """The token in the invitation to try the demo."""
    found = re.search(r"wstoken=([0-9a-f]{32})", result.stdout)
    assert found
    return found[1]


# init


def test_init_creates_the_site_its_key_and_nobody(triglot: Triglot, tmp_path: Path) -> None:
    assert done(triglot("init", "--name", "Our site")) == f"Created the site in {tmp_path}/data/triglot.db.\n"
    key = tmp_path / "keys" / "site.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert re.fullmatch(r"[0-9a-f]{64}\n", key.read_text())
    assert done(triglot("token", "list")) == ""
    with sqlite3.connect(tmp_path / "data" / "triglot.db") as db:
        assert db.execute("SELECT fullname FROM course").fetchall() == [("Our site",)]
        assert db.execute("SELECT username FROM user").fetchall() == [("guest",)]
        assert db.execute("SELECT value FROM config WHERE name = 'webserviceprotocols'").fetchone()[0].split(",").count("rest") == 1
    db.close()


def test_init_again_leaves_everything_as_it_is(triglot: Triglot, tmp_path: Path) -> None:
    done(triglot("init", "--name", "First"))
    key = (tmp_path / "keys" / "site.key").read_text()
    assert done(triglot("init", "--name", "Second")).startswith("Found the site in ")
    assert (tmp_path / "keys" / "site.key").read_text() == key
    with sqlite3.connect(tmp_path / "data" / "triglot.db") as db:
        assert db.execute("SELECT fullname FROM course").fetchall() == [("First",)]
    db.close()


def test_the_demo_can_be_called_with_the_commands_that_are_shown(demo: Result, triglot: Triglot) -> None:
    shown = "core_user_get_users_by_field field=username 'values[0]=tess'"
    assert shown in demo.stdout
    found = json.loads(done(triglot("call", "--token", invited(demo), "core_user_get_users_by_field", "field=username", "values[0]=tess")))
    assert [person["username"] for person in found] == ["tess"]
    assert "-d username=tess -d password=Demo.1234 -d service=demo" in demo.stdout


def test_the_command_to_try_is_the_one_that_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "triglot").touch()
    monkeypatch.setattr(sys, "executable", str(tmp_path / "bin" / "python"))
    monkeypatch.setattr(sys, "argv", ["/somewhere/triglot"])
    monkeypatch.chdir(tmp_path)
    assert "\n  bin/triglot call --token T " in invitation("http://x", "T")
    monkeypatch.chdir(tmp_path / "bin")
    assert "\n  triglot call " in invitation("http://x", "T")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert f"\n  {tmp_path}/bin/triglot call " in invitation("http://x", "T")
    monkeypatch.setattr(sys, "argv", ["/somewhere/__main__.py"])
    assert "\n  triglot call " in invitation("http://x", "T")


def test_the_demo_again_shows_the_same_token(demo: Result, triglot: Triglot) -> None:
    again = triglot("init", "--demo")
    assert again.exit_code == 0
    assert invited(again) == invited(demo)
    assert again.stderr == ""


def test_the_demo_fills_no_site_that_exists(triglot: Triglot) -> None:
    done(triglot("init"))
    assert refusal(triglot("init", "--demo")) == "this site is not the demo: --demo fills a new site only"


def test_a_demo_that_was_interrupted_is_filled_by_the_next_init(triglot: Triglot, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("gateway.cli.site._load", interrupted)
        assert triglot("init", "--demo").exit_code != 0
    again = triglot("init", "--demo")
    assert again.exit_code == 0
    assert invited(again)


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.0.2.1", "example.org"])
def test_a_demo_is_served_to_this_machine_alone(demo: Result, triglot: Triglot, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    served: list[str] = []

    def serve(settings: Settings, _registry: object, _upstreams: object) -> bool:
        served.append(settings.server.address)
        return True

    monkeypatch.setattr("gateway.cli.site.run_server", serve)
    assert "--open-demo" in refusal(triglot("serve", "--address", address))
    assert served == []
    for given in (("--address", address, "--open-demo"), ("--address", "127.0.0.1"), ("--address", "::1"), ("--address", "localhost")):
        done(triglot("serve", *given))
    assert served == [address, "127.0.0.1", "::1", "localhost"]


def test_other_sites_are_served_wherever_they_are_told(triglot: Triglot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.cli.site.run_server", lambda *_: True)
    done(triglot("init"))
    done(triglot("serve", "--address", "0.0.0.0"))


def test_what_init_makes_its_owner_alone_may_read(triglot: Triglot, tmp_path: Path) -> None:
    mask = os.umask(0o022)
    try:
        done(triglot("init"))
    finally:
        os.umask(mask)
    made = [path for path in tmp_path.rglob("*") if path.suffix in (".db", ".key")]
    assert len(made) == 2
    assert all(path.stat().st_mode & 0o077 == 0 for path in made)


def test_a_key_in_the_environment_needs_no_file(triglot: Triglot, tmp_path: Path) -> None:
    env = {"TRIGLOT_SECRETS_KEY": "ab" * 32}
    done(triglot("init", env=env))
    assert not (tmp_path / "keys").exists()


# load


def test_load_fills_an_empty_site_and_brings_it_in_line_with_the_components(triglot: Triglot) -> None:
    done(triglot("init"))
    loaded = triglot("load", str(ORACLE / "site.json"))
    assert (loaded.exit_code, loaded.stdout) == (0, f"Loaded {ORACLE / 'site.json'}.\n")
    assert "  user: 11" in loaded.stderr.splitlines()
    functions = json.loads(done(triglot("call", "--token", "7cb6a762267085bcddbd94acf028aed7", SITE_INFO)))["functions"]
    assert "local_trial_plain" in [function["name"] for function in functions]


def test_load_over_people_must_be_meant(demo: Result, triglot: Triglot) -> None:
    assert "say --replace" in refusal(triglot("load", str(ORACLE / "site.json")))
    assert triglot("load", "--replace", str(ORACLE / "site.json")).exit_code == 0
    assert "invalidtoken" in refusal(triglot("call", "--token", invited(demo), SITE_INFO))


def test_load_with_replace_is_a_reset(demo: Result, triglot: Triglot, tmp_path: Path) -> None:
    def held() -> dict[str, list[tuple[object, ...]]]:
        with closing(sqlite3.connect(tmp_path / "data" / "triglot.db")) as db:
            names = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            rows = {name: db.execute(f"SELECT * FROM {name}").fetchall() for name in names}  # noqa: S608 - the names of our tables
        # What says when the state was loaded, or is hashed anew each time, and the feed of changes.
        others = {"change", "sqlite_sequence", "user", "course", "external_services"}
        return {name: rows[name] for name in rows if name not in others}

    state = tmp_path / "state.json"
    person = {
        "id": 2,
        "username": "ada",
        "password": "Secret.123",
        "firstname": "A",
        "lastname": "L",
        "email": "a@b.example",
        "confirmed": 1,
    }
    state.write_text(json.dumps({"user": [person], "site_admins": [2]}))
    assert triglot("load", "--replace", str(state)).exit_code == 0
    first = held()
    assert not first["groups"]
    assert not first["user_enrolments"]
    assert [row for row in first["context"] if row[1] == 30] != []
    done(triglot("user", "create", "late", "--email", "late@b.example", "--first", "L", "--last", "L", "--password", "Secret.123"))
    done(triglot("service", "create", "own", "--open"))
    assert held() != first
    assert triglot("load", "--replace", str(state)).exit_code == 0
    assert held() == first
    assert "own" not in done(triglot("service", "list"))
    assert json.loads(done(triglot("user", "show", "ada", "--json")))["user"]["username"] == "ada"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("{", "is not JSON"),
        ("[]", "a state is a JSON object of tables"),
        ('{"user": [[]]}', "user: expected a list of rows"),
    ],
)
def test_load_refuses_what_is_no_state(triglot: Triglot, tmp_path: Path, content: str, says: str) -> None:
    done(triglot("init"))
    file = tmp_path / "state.json"
    file.write_text(content)
    assert says in refusal(triglot("load", str(file)))


def test_load_leaves_out_what_nobody_has_a_table_for_unless_it_is_strict(triglot: Triglot, tmp_path: Path) -> None:
    done(triglot("init"))
    file = tmp_path / "state.json"
    file.write_text('{"nosuch": [{"id": 1}], "tag": [{"id": 1, "alien": 2}]}')
    assert refusal(triglot("load", "--strict", str(file))) == "there is no table 'nosuch' (1 rows)"
    loaded = triglot("load", str(file))
    assert loaded.exit_code == 0
    assert loaded.stderr.splitlines()[-3:] == [
        "Left out, for no component has it: 2 things.",
        "  there is no table 'nosuch' (1 rows)",
        "  tag: there is no column 'alien'",
    ]


def test_a_state_that_contradicts_itself_changes_nothing(demo: Result, triglot: Triglot, tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    twice = {"id": 2, "username": "ann", "email": "a@b.c"}
    file.write_text(json.dumps({"user": [twice, twice]}))
    result = triglot("load", "--replace", str(file))
    assert (result.exit_code, result.stderr.splitlines()[-1].startswith("Error: user: ")) == (1, True)
    assert json.loads(done(triglot("call", "--token", invited(demo), SITE_INFO)))["username"] == "tess"


# token


def test_a_token_is_created_listed_and_revoked(demo: Result, triglot: Triglot) -> None:
    value = done(
        triglot("token", "create", "--user", "sam", "--service", "demo", "--days", "0.5", "--address", "10.0.0.0/8", "--name", "laptop")
    ).strip()
    assert re.fullmatch("[0-9a-f]{32}", value)
    (line,) = done(triglot("token", "list", "--user", "sam")).splitlines()
    assert value not in line
    assert re.search(r"sam .* until \d{4}-\d\d-\d\d .*never used .*10\.0\.0\.0/8 .*laptop", line)
    (entry,) = json.loads(done(triglot("token", "list", "--user", "sam", "--json")))
    assert (entry["username"], entry["name"], entry["iprestriction"], entry["contextid"]) == ("sam", "laptop", "10.0.0.0/8", 1)
    assert done(triglot("token", "revoke", value)) == f"Revoked token {entry['id']}.\n"
    assert done(triglot("token", "list", "--user", "sam")) == ""


def test_a_token_for_ever_works_and_is_revoked_by_its_id(demo: Result, triglot: Triglot) -> None:
    value = done(triglot("token", "create", "--user", "sam", "--service", "demo")).strip()
    assert json.loads(done(triglot("call", "--token", value, SITE_INFO)))["username"] == "sam"
    (entry,) = json.loads(done(triglot("token", "list", "--user", "sam", "--json")))
    assert "for ever" in done(triglot("token", "list", "--user", "sam"))
    assert "used 2" in done(triglot("token", "list", "--user", "sam"))
    done(triglot("token", "revoke", str(entry["id"])))
    assert refusal(triglot("call", "--token", value, SITE_INFO)).startswith("invalidtoken: ")


def test_all_tokens_are_listed_without_a_user(demo: Result, triglot: Triglot) -> None:
    done(triglot("token", "create", "--user", "sam", "--service", "demo"))
    listed = done(triglot("token", "list"))
    assert {line.split()[1] for line in listed.splitlines()} == {"tess", "sam"}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["create", "--user", "nobody", "--service", "demo"], "there is no user 'nobody'"),
        (["create", "--user", "sam", "--service", "nosuch"], "there is no service 'nosuch'; there are demo, "),
        (["create", "--user", "sam", "--service", "demo", "--context", "99"], "there is no context 99"),
        (["list", "--user", "nobody"], "there is no user 'nobody'"),
        (["list", "--user", "nob\udcff"], "there is no user"),
        (["revoke", "99"], "there is no such token"),
        (["revoke", "nosuch"], "there is no such token"),
    ],
)
def test_tokens_that_cannot_be(demo: Result, triglot: Triglot, arguments: list[str], says: str) -> None:
    assert refusal(triglot("token", *arguments)).startswith(says)


def test_a_service_may_require_a_capability_of_the_owner(triglot: Triglot) -> None:
    done(triglot("init"))
    triglot("load", str(ORACLE / "site.json"))
    said = refusal(triglot("token", "create", "--user", "student", "--service", "capped"))
    assert said.startswith("nocapabilitytousethisservice: ")


@pytest.mark.parametrize(
    "arguments",
    [
        ["token", "create", "--user", "sam"],
        ["token", "create", "--user", "sam", "--service", "demo", "--days", "0"],
        ["token", "create", "--user", "sam", "--service", "demo", "--context", "x"],
        ["token", "revoke"],
        ["call", SITE_INFO],
        ["call", "--token", "x", SITE_INFO, "novalue"],
        ["load"],
        ["load", "/no/such/file"],
        ["functions", "--against", "/no/such/file"],
        ["serve", "--port", "0"],
        ["serve", "--port", "70000"],
        ["nosuchverb"],
        ["init", "--nosuch"],
    ],
)
def test_wrong_usage_ends_with_2(demo: Result, triglot: Triglot, arguments: list[str]) -> None:
    assert refusal(triglot(*arguments), 2)


# functions


def test_functions_are_listed_with_what_they_do(triglot: Triglot) -> None:
    *lines, summary = done(triglot("functions")).splitlines()
    assert any(re.fullmatch(r"core_group_create_groups +write +Create groups in courses.*", line) for line in lines)
    assert [line.split()[0] for line in lines] == sorted(line.split()[0] for line in lines)
    empty = [line for line in lines if line.endswith("Answers emptily: this is not built yet.")]
    assert any(line.startswith("core_fetch_notifications ") for line in empty)
    assert summary == f"{len(lines)} functions, of which {len(empty)} answer emptily: they are not built yet."


def test_functions_are_described_as_json_one_a_line(triglot: Triglot) -> None:
    text = done(triglot("functions", "--json"))
    described = json.loads(text)
    assert len(text.splitlines()) == len(described) + 2
    assert described["core_group_create_groups"]["type"] == "write"
    assert "empty" not in described["core_group_create_groups"]
    assert described["core_fetch_notifications"]["empty"] is True


def test_functions_are_compared_with_the_recorded_catalogue(triglot: Triglot) -> None:
    env = {"TRIGLOT_COMPONENTS_LOAD": "tests.components.local_probe"}
    said = done(triglot("functions", "--against", str(ORACLE / "catalogue.json"), env=env))
    assert re.fullmatch(r"\d+ functions, no difference\n", said)


def test_differences_are_told_and_end_with_1(triglot: Triglot, tmp_path: Path) -> None:
    recorded = json.loads((ORACLE / "catalogue.json").read_text())
    recorded["core_group_create_groups"]["type"] = "read"
    file = tmp_path / "catalogue.json"
    file.write_text(json.dumps(recorded))
    env = {"TRIGLOT_COMPONENTS_LOAD": ""}
    result = triglot("functions", "--against", str(file), env=env)
    assert refusal(result) == "1 differences"
    assert result.stdout == "core_group_create_groups.type: 'write'; the other has 'read'\n"


@pytest.mark.parametrize(("content", "says"), [("{", "is not JSON"), ("[]", "is not a catalogue")])
def test_what_is_no_catalogue_is_told(triglot: Triglot, tmp_path: Path, content: str, says: str) -> None:
    file = tmp_path / "catalogue.json"
    file.write_text(content)
    assert says in refusal(triglot("functions", "--against", str(file)))


# call


def test_a_call_prints_what_the_function_returns(demo: Result, triglot: Triglot) -> None:
    result = triglot("call", SITE_INFO, env={"TRIGLOT_TOKEN": invited(demo)})
    assert json.loads(done(result))["sitename"] == "Triglot Demo School"


def test_fields_are_written_as_in_forms(demo: Result, triglot: Triglot) -> None:
    group = ["groups[0][courseid]=2", "groups[0][name]=A=B & C+D%41", "groups[0][description]="]
    (created,) = json.loads(done(triglot("call", "--token", invited(demo), "core_group_create_groups", *group)))
    assert created["name"] == "A=B & C+D%41"


@pytest.mark.parametrize(
    ("function", "arguments", "says"),
    [
        (SITE_INFO, ["nosuch=1"], "invalidparameter: "),
        ("no_such_function", [], "invalidrecord: "),
        ("core_user_get_users_by_field", ["field=username", "values[0]=\udcff"], "invalidparameter: "),
        ("core_user_get_users_by_field", ["field=nosuch", "values[0]=x"], "codingerror: "),
    ],
)
def test_a_refused_call_ends_with_1(demo: Result, triglot: Triglot, function: str, arguments: list[str], says: str) -> None:
    assert refusal(triglot("call", "--token", invited(demo), function, *arguments)).startswith(says)


def test_a_refusal_names_the_check_to_operators(demo: Result, triglot: Triglot) -> None:
    said = refusal(triglot("call", "--token", invited(demo), "--protocol", "nosuch", SITE_INFO))
    assert said.endswith("(protocol capability)")


def test_an_unexpected_error_is_in_the_log_and_one_line_here(triglot: Triglot) -> None:
    done(triglot("init"))
    triglot("load", str(ORACLE / "site.json"))
    result = triglot("call", "--token", "7cb6a762267085bcddbd94acf028aed7", "local_probe_fail", "kind=runtime")
    assert result.exit_code == 1
    *log, last = result.stderr.splitlines()
    reference = re.search(r"Its reference is (\w+)\.$", last)
    assert reference
    assert last.startswith("Error: internalerror: ")
    assert any("unexpected error" in line and reference[1] in line for line in log)


# serve


class Server:
    """Stands for the server: what it was given, and whether it could listen."""

    listens = True
    seen: list[uvicorn.Config]

    def __init__(self, config: uvicorn.Config, *_leaving: object) -> None:
        self.started = False
        type(self).seen.append(config)

    def run(self) -> None:
        self.started = self.listens


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> type[Server]:
    monkeypatch.setattr(workers, "_Alone", Server)
    monkeypatch.setattr(Server, "seen", [], raising=False)
    return Server


def test_serve_tells_where(demo: Result, triglot: Triglot, server: type[Server]) -> None:
    said = done(triglot("serve"))
    assert re.fullmatch(r"Triglot serves \d+ functions at http://127\.0\.0\.1:8080 \(end it with Ctrl-C\)\.\n", said)
    (config,) = server.seen
    assert (config.host, config.port, config.lifespan) == ("127.0.0.1", 8080, "on")


def test_serve_elsewhere_makes_that_the_address_of_the_site(demo: Result, triglot: Triglot, server: type[Server]) -> None:
    assert "at http://localhost:9000 " in done(triglot("serve", "--address", "0.0.0.0", "--port", "9000", "--open-demo"))
    (config,) = server.seen
    assert (config.host, config.port) == ("0.0.0.0", 9000)


def test_serve_that_cannot_listen_ends_with_1(
    demo: Result, triglot: Triglot, server: type[Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "listens", False)
    assert refusal(triglot("serve")) == "could not listen on 127.0.0.1:8080"


def test_an_interrupt_ends_serving_in_good_order(
    demo: Result, triglot: Triglot, server: type[Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(self: Server) -> None:
        self.started = True
        raise KeyboardInterrupt

    monkeypatch.setattr(server, "run", interrupted)
    done(triglot("serve"))


# What all verbs have in common.


def test_the_package_runs_as_the_program() -> None:
    done_by_python = subprocess.run(
        [sys.executable, "-m", "gateway.cli", "--version"], cwd=Path(__file__).parents[3], capture_output=True, text=True
    )
    assert done_by_python.stdout.startswith("triglot, version ")


def test_the_program_tells_its_verbs_and_its_version(triglot: Triglot) -> None:
    said = done(triglot("--help", file=None))
    assert all(verb in said for verb in ("init", "serve", "load", "token", "functions", "call"))
    assert re.match(r"triglot, version \d", done(triglot("--version", file=None)))
    assert "Create a token and print it" in done(triglot("token", "create", "--help"))


@pytest.mark.parametrize(
    "arguments",
    [["token", "list"], ["load", str(ORACLE / "site.json")], ["serve"], ["call", "--token", "x", SITE_INFO]],
)
def test_a_verb_that_needs_a_site_says_how_to_get_one(triglot: Triglot, tmp_path: Path, arguments: list[str]) -> None:
    assert "run 'triglot init'" in refusal(triglot(*arguments))
    assert not (tmp_path / "data").exists()


def test_a_site_without_its_key(demo: Result, triglot: Triglot, tmp_path: Path) -> None:
    key = tmp_path / "keys" / "site.key"
    key.unlink()
    assert "cannot read the site key" in refusal(triglot("token", "create", "--user", "sam", "--service", "demo"))
    key.write_text("short")
    assert "must be 64 hexadecimal digits" in refusal(triglot("call", "--token", invited(demo), SITE_INFO))


@pytest.mark.parametrize("verb", [["init"], ["token", "list"]])
def test_a_file_that_is_no_database(triglot: Triglot, tmp_path: Path, verb: list[str]) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "triglot.db").write_bytes(b"no database" * 100)
    assert refusal(triglot(*verb)) == f"cannot open the database {tmp_path}/data/triglot.db: file is not a database"


@pytest.mark.parametrize(
    ("folder", "says"), [("data", "cannot open the database {}/data/triglot.db: File exists"), ("keys", "{}/keys: File exists")]
)
def test_a_folder_that_cannot_be_made(triglot: Triglot, tmp_path: Path, folder: str, says: str) -> None:
    (tmp_path / folder).write_text("a file where the folder should be")
    assert refusal(triglot("init")) == says.format(tmp_path)


@pytest.mark.parametrize(
    ("verb", "text", "says"),
    [
        ("functions", "[server]\nprot = 1\n", "server.prot: there is no such setting"),
        ("functions", "[", "is not TOML"),
        ("functions", '[components]\nload = ["no.such.module"]\n', "cannot load the component no.such.module"),
        ("functions", '[components]\nload = ["json"]\n', "json is not a component"),
        ("init", '[database]\nurl = "sqlite://"\n', "an SQLite database needs a file"),
        ("init", '[database]\nurl = "mysql://localhost/x"\n', "no support for mysql"),
    ],
)
def test_wrong_settings_are_told_in_one_line(triglot: Triglot, tmp_path: Path, verb: str, text: str, says: str) -> None:
    file = tmp_path / "wrong.toml"
    file.write_text(text)
    assert says in refusal(triglot(verb, file=file, env={"TRIGLOT_SECRETS_KEY_FILE": str(tmp_path / "key")}))


def test_a_settings_file_that_is_not_there(triglot: Triglot, tmp_path: Path) -> None:
    assert refusal(triglot("init", file=tmp_path / "none.toml")) == f"{tmp_path}/none.toml: cannot be read: No such file or directory"


def test_the_environment_may_name_the_settings(triglot: Triglot, settings: Path, tmp_path: Path) -> None:
    done(triglot("init", file=None, env={"TRIGLOT_CONFIG": str(settings)}))
    assert (tmp_path / "data" / "triglot.db").exists()


def test_a_database_that_another_process_keeps_busy(
    demo: Result, triglot: Triglot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_PATIENCE", 0.0)
    holder = sqlite3.connect(tmp_path / "data" / "triglot.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        said = refusal(triglot("token", "create", "--user", "sam", "--service", "demo"))
    finally:
        holder.close()
    assert said == "another process keeps the database busy"


def test_a_verb_closes_the_database(demo: Result, triglot: Triglot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[Any] = []
    close = store.Store.close

    def told(self: store.Store) -> None:
        closed.append(self)
        close(self)

    monkeypatch.setattr(store.Store, "close", told)
    done(triglot("token", "list"))
    assert len(closed) == 1
    assert not (tmp_path / "data" / "triglot.db-wal").exists()
