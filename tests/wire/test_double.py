"""A double as its users have it: a process, or a thread of theirs, with everything over HTTP."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from click.testing import CliRunner

from gateway.catalogue import DEFAULT_PROFILE, functions
from gateway.cli.main import main
from gateway.double.client import ControlError, Double
from gateway.double.options import DoubleError
from gateway.registry.protocols import protocols
from gateway.wire.call import Token
from gateway.wire.protocol import clients_of
from tests.oracle.serve import free_port

TOKEN = "0123456789abcdef0123456789abcdef"
SEED = f"""
settings: {{webserviceprotocols: "rest,soap,xmlrpc,jsonrpc,api,mcp,soaptyped"}}
people:
  ben: {{password: Secret.123, firstname: Ben}}
tokens:
  all: {{user: admin, service: everything, token: {TOKEN}}}
"""


@pytest.fixture(scope="module")
def double() -> Iterator[Double]:
    """A double in a thread, whose worlds the tests name for themselves."""
    with Double.start(seed=SEED) as started:
        yield started


def exchanged(address: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> tuple[int, list[Any], bytes]:
    """The answer to a request: its status, its headers without the date, its body."""
    place = urlsplit(address)
    connection = HTTPConnection(place.hostname or "", place.port, timeout=60)
    try:
        connection.request("GET" if body is None else "POST", f"{place.path}{path}", body, headers or {})
        answer = connection.getresponse()
        return answer.status, [header for header in answer.getheaders() if header[0] != "date"], answer.read()
    finally:
        connection.close()


def called(address: str, function: str, **arguments: object) -> Any:
    """What a function gives to the administrator over REST."""
    form = {"wstoken": TOKEN, "wsfunction": function, "moodlewsrestformat": "json", **arguments}
    headers = {"content-type": "application/x-www-form-urlencoded"}
    return json.loads(exchanged(address, "/webservice/rest/server.php", urlencode(form).encode(), headers)[2])


def test_the_hand_of_a_test_does_what_the_control_face_does(double: Double) -> None:
    world = double.world("hand")
    assert world.tokens["all"] == TOKEN
    before = world.clock.now
    assert world.clock.advance("1h") == before + 3600
    assert world.clock.set("2026-09-07T08:00:00Z") == world.clock.now
    assert world.clock.run() <= world.clock.freeze()
    called(world.address, "core_user_update_users", **{"users[0][id]": 2, "users[0][firstname]": "Bea"})
    assert [call["function"] for call in world.calls()] == ["core_user_update_users"]
    assert world.export()["user"][1]["firstname"] == "Bea"
    world.reset()
    assert world.clock.now == before
    assert world.calls() == []
    assert world.export()["user"][1]["firstname"] != "Bea"
    assert "hand" in double.worlds
    double.reset_all()
    assert double.worlds == []


def test_a_fault_happens_as_long_as_it_is_there(double: Double) -> None:
    world = double.world("faults")
    world.faults.add({"kind": "error", "code": "nopermissions"}, function="core_webservice_*")
    assert called(world.address, "core_webservice_get_site_info")["errorcode"] == "nopermissions"
    assert len(list(world.faults)) == 1
    world.faults.clear()
    assert "sitename" in called(world.address, "core_webservice_get_site_info")


def test_a_refusal_says_where_in_the_document_it_is(double: Double) -> None:
    with pytest.raises(ControlError, match="advance: A span is") as refused:
        double.clock.advance("soon")
    assert (refused.value.code, refused.value.path, refused.value.status) == ("invalid", "advance", 400)


def test_what_is_no_double_is_told_from_one(double: Double) -> None:
    with pytest.raises(ControlError, match="There is no double at"):
        Double(f"{double.address}/docs").reset()


@pytest.mark.parametrize(
    ("verb", "told"),
    [
        (["clock", "--now", "1800000000"], {"now": 1_800_000_000.0, "time": "2027-01-15T08:00:00Z", "running": False}),
        (["clock"], {"now": 1_800_000_000.0, "time": "2027-01-15T08:00:00Z", "running": False}),
        (["calls"], {"count": 0, "matching": 0, "calls": []}),
        (["faults"], {"rules": [], "added": []}),
        (["strict"], {"count": 0, "findings": [], "rules": {}}),
    ],
    ids=lambda value: "_".join(value) if isinstance(value, list) else "",
)
def test_a_shell_has_the_same_verbs(double: Double, verb: list[str], told: Any) -> None:
    done = CliRunner().invoke(main, ["double", "ctl", "--at", double.address, "--world", "shell", *verb])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout) == told


def test_a_shell_is_told_in_one_line_what_is_wrong(double: Double) -> None:
    run = CliRunner().invoke
    refused = run(main, ["double", "ctl", "--at", double.address, "clock", "--advance", "soon"])
    assert (refused.exit_code, refused.stderr.count("\n")) == (1, 1)
    away = run(main, ["double", "ctl", "--at", f"http://127.0.0.1:{free_port()}", "clock"])
    assert "no double answers" in away.stderr


def test_every_address_that_a_world_gives_is_its_own(double: Double) -> None:
    world = double.world("addresses")
    info = called(world.address, "core_webservice_get_site_info")
    assert info["siteurl"] == world.address
    wsdl = exchanged(world.address, f"/webservice/soap/server.php?wsdl=1&wstoken={TOKEN}")[2].decode()
    assert f"{world.address}/webservice/soap/server.php" in wsdl
    typed = exchanged(world.address, f"/webservice/soap/typed?wsdl&wstoken={TOKEN}")[2].decode()
    assert f"{world.address}/webservice/soap/typed" in typed
    for text in (wsdl, typed, json.dumps(info)):
        assert f"{double.address}/webservice" not in text
    public = called(world.address, "tool_mobile_get_public_config")
    assert public["launchurl"].startswith(f"{world.address}/")


def test_calls_from_many_sides_stay_in_their_worlds(double: Double) -> None:
    wrong: list[str] = []

    def work(name: str) -> None:
        world = double.world(name)
        for number in range(20):
            called(world.address, "core_user_update_users", **{"users[0][id]": 2, "users[0][firstname]": f"{name} {number}"})
            found = called(world.address, "core_webservice_get_site_info")["firstname"]
            if found != f"{name} {number}":
                wrong.append(f"{name} {number}: {found}")
        if len(world.calls()) != 40:
            wrong.append(f"{name} has other calls")

    threads = [threading.Thread(target=work, args=(f"side{number}",)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def process(*arguments: str, folder: Path) -> subprocess.Popen[str]:
    """A double in a process of its own, whose temporary files are in ``folder``."""
    return subprocess.Popen(
        [sys.executable, "-m", "gateway.cli", "double", *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=folder, env={"TMPDIR": str(folder), "PYTHONPATH": str(Path.cwd())},
    )  # fmt: skip


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_process_says_its_address_and_leaves_nothing_behind(tmp_path: Path, number: signal.Signals) -> None:
    ready = tmp_path / "ready"
    with process("--base", "empty", "--ready-file", str(ready), folder=tmp_path) as started:
        assert started.stdout is not None
        address = started.stdout.readline().strip()
        assert exchanged(address, "/login/token.php")[0] == 200
        assert ready.read_text() == f"{address}\n"
        started.send_signal(number)
        rest, errors = started.communicate()
    assert (rest, errors, started.returncode) == ("", "", 0)
    assert list(tmp_path.iterdir()) == [ready]


def told(address: str) -> list[tuple[int, list[Any], bytes]]:
    """The answers to a sequence of requests over every protocol, of people and of pages."""
    info = functions(DEFAULT_PROFILE)["core_webservice_get_site_info"]
    logging_in = "username=ben&password=Secret.123&service=moodle_mobile_app"
    answers = [exchanged(address, f"/login/token.php?{logging_in}"), exchanged(address, f"/login/token.php?{logging_in}")]
    token = json.loads(answers[0][2])["token"]
    for credential in (TOKEN, token, "f" * 32):
        for protocol in protocols():
            for name, client in clients_of(protocol).items():
                if name == "ajax":  # which takes no token
                    continue
                sent = client.request(info, {}, Token(credential))
                answers.append(exchanged(address, sent.path, sent.body if sent.method == "POST" else None, dict(sent.headers)))
    answers += [
        exchanged(address, path) for path in ("/", "/docs", "/login/index.php", f"/webservice/soap/server.php?wsdl=1&wstoken={token}")
    ]
    for function in ("core_files_get_unused_draft_itemid", "core_user_create_users"):
        more = {"users[0][username]": "eva", "users[0][createpassword]": 1, "users[0][firstname]": "E", "users[0][lastname]": "V"}
        more["users[0][email]"] = "eva@example.org"
        answers.append((200, [], json.dumps(called(address, function, **(more if "create" in function else {}))).encode()))
    return answers


def test_the_same_seed_gives_the_same_bytes_in_two_processes(tmp_path: Path) -> None:
    seed = tmp_path / "seed.yaml"
    seed.write_text(SEED)
    port = free_port()
    runs = []
    for _ in range(2):
        with process("--seed", str(seed), "--port", str(port), folder=tmp_path) as started:
            assert started.stdout is not None
            runs.append(told(started.stdout.readline().strip()))
            started.terminate()
            started.communicate()
    first, second = runs
    assert [status for status, *_ in first].count(200) > 10
    # Not compared as a whole: where that fails, it takes minutes to show how.
    assert [number for number, (one, other) in enumerate(zip(first, second, strict=True)) if one != other] == []


def test_a_double_is_not_opened_to_others_by_accident() -> None:
    with pytest.raises(DoubleError, match="without --open"), Double.start(address="0.0.0.0"):
        pass
    refused = CliRunner().invoke(main, ["double", "--address", "0.0.0.0"])
    assert (refused.exit_code, refused.stderr.count("\n")) == (1, 1)


def test_what_cannot_be_started_says_why(tmp_path: Path) -> None:
    port = free_port()
    with Double.start(port=port, base="empty"):
        taken = CliRunner().invoke(main, ["double", "--port", str(port)])
    assert f"cannot listen on 127.0.0.1:{port}" in taken.stderr
    seed = tmp_path / "seed.yaml"
    seed.write_text("peopel: {}\n")
    assert "seed.yaml:1" in CliRunner().invoke(main, ["double", "--seed", str(seed)]).stderr
