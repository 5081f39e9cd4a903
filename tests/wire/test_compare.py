"""``triglot compare`` and ``triglot record`` against a server that runs; what is recorded replays with the replay tool."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from gateway.compare.exchange import clients
from gateway.registry.protocols import protocols
from tests.oracle import replay
from tests.oracle.serve import ROOT, serving

# The administrator's token for all functions of the recorded state.
TOKEN = "7cb6a762267085bcddbd94acf028aed7"
PROTOCOLS = list(clients(protocols()))
# By which the recorded state answers a call with a token.
ANSWERING = [name for name in PROTOCOLS if name not in ("ajax", "api", "jsonrpc", "mcp")]
CALLS = """\
# calls
{"function": "local_probe_rich"}
{"function": "local_probe_fail", "arguments": {"kind": "capability"}}
{"function": "core_course_get_courses", "arguments": {"options": {"ids": [2]}}}
{"function": "local_probe_echo_raw", "arguments": {"value": "Zażółć \\r\\n <&> 🎓"}}
"""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving("site") as served:
        yield served.address


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    file = tmp_path / "calls.jsonl"
    file.write_text(CALLS)
    return file


def command(folder: Path, *words: str) -> list[str]:
    settings = folder / "gateway.toml"
    settings.write_text('[components]\nload = ["tests.components.local_probe"]\n')
    return [sys.executable, "-m", "gateway.cli", "--config", str(settings), *words]


def triglot(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(folder, *words), cwd=ROOT, capture_output=True, text=True)


def test_all_protocols_of_a_server_agree(address: str, tmp_path: Path, calls: Path) -> None:
    page = tmp_path / "report.html"
    done = triglot(tmp_path, "compare", "--server", address, "--token", TOKEN, "--calls", str(calls), "--html", str(page))
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert done.stdout.endswith("4 of 4 calls agree.\n")
    assert "4 of 4 calls agree." in page.read_text()
    assert TOKEN not in done.stdout + page.read_text()


def test_a_single_call_is_shown_with_all_its_bytes(address: str, tmp_path: Path) -> None:
    words = ("compare", "--server", address, "--token", TOKEN, "local_probe_order", "b=x", "a=7")
    told = triglot(tmp_path, *words).stdout
    assert "wsfunction=local_probe_order&moodlewsrestformat=json&b=x&a=7" in told
    assert '"x|7|cee"' in told
    assert TOKEN not in told
    data = json.loads(triglot(tmp_path, *words, "--json").stdout)
    (call,) = data["calls"]
    assert (data["agree"], [exchange["protocol"] for exchange in call["exchanges"]]) == (True, PROTOCOLS)
    assert {exchange["value"] for exchange in call["exchanges"] if "value" in exchange} == {"x|7|cee"}
    assert [exchange["protocol"] for exchange in call["exchanges"] if "left_out" in exchange] == ["ajax", "api", "jsonrpc", "mcp"]


def test_two_servers_that_differ_are_told_apart(address: str, tmp_path: Path) -> None:
    with serving("campus") as other:
        words = ("compare", "--server", address, "--against", other.address, "--token", TOKEN, "--protocol", "rest")
        same = triglot(tmp_path, *words, "--brief", "core_webservice_get_site_info", "--ignore", "userprivateaccesskey")
        assert same.returncode == 0, same.stdout
        done = triglot(tmp_path, *words, "--brief", "core_course_get_courses")
    assert done.returncode == 1
    assert "1 of 2 differ." in done.stdout


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("core_group_create_groups", "groups[0][courseid]=2"), 1, "say --write"),
        (("no_such_function",), 1, "there is no function 'no_such_function'"),
        (("local_probe_rich", "--protocol", "smoke"), 2, "there is no protocol 'smoke'"),
        (("local_probe_rich", "--arguments", "{"), 2, "--arguments is not JSON"),
        (("local_probe_rich", "--arguments", "[]"), 2, "must be a JSON object"),
        (("local_probe_order", "b=1", "--arguments", "{}"), 2, "KEY=VALUE or with --arguments"),
        (("local_probe_rich", "--calls", "{calls}"), 2, "expected a FUNCTION, or a file"),
        ((), 2, "expected a FUNCTION, or a file"),
        (("local_probe_rich", "--against", "ftp://x"), 2, "is no address"),
    ],
)
def test_what_cannot_be_compared_is_told(tmp_path: Path, calls: Path, words: tuple[str, ...], code: int, says: str) -> None:
    done = triglot(tmp_path, "compare", "--token", TOKEN, *(word.replace("{calls}", str(calls)) for word in words))
    assert done.returncode == code
    assert says in done.stderr


def test_a_server_that_does_not_answer_agrees_with_nothing(tmp_path: Path) -> None:
    done = triglot(tmp_path, "compare", "--server", "http://127.0.0.1:9", "--token", TOKEN, "--brief", "local_probe_rich")
    assert done.returncode == 1
    assert "no answer" in done.stdout


def played(address: str, file: Path) -> dict[str, list[str]]:
    """The differences of the recorded cases when they are replayed, by id."""
    site: Any = replay.Site(address)
    cases = [json.loads(line) for line in file.read_text("utf-8", "surrogateescape").splitlines()]
    try:
        return {case["id"]: list(replay.play(site, case)) for case in cases}
    finally:
        site.local.c.close()


def test_recorded_calls_replay(address: str, tmp_path: Path, calls: Path) -> None:
    target = tmp_path / "cases.jsonl"
    done = triglot(tmp_path, "record", "--server", address, "--token", TOKEN, "--calls", str(calls), "--to", str(target))
    assert (done.returncode, done.stdout) == (0, f"Recorded {4 * len(ANSWERING)} exchanges in {target}.\n")
    assert "by jsonrpc: The protocol is switched off" in done.stderr
    assert target.stat().st_mode & 0o777 == 0o600
    found = played(address, target)
    assert len(found) == 4 * len(ANSWERING)
    assert not any(found.values())
    # More is added to what is there.
    triglot(tmp_path, "record", "--server", address, "--token", TOKEN, "--to", str(target), "--prefix", "more", "local_probe_rich")
    assert len(target.read_text().splitlines()) == 5 * len(ANSWERING)


def test_what_clients_do_through_the_proxy_replays_as_a_story(address: str, tmp_path: Path) -> None:
    target = tmp_path / "flow.jsonl"
    words = command(tmp_path, "record", "--server", address, "--proxy", "0", "--flow", "flow/story", "--to", str(target))
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as recorder:
        assert recorder.stdout is not None
        proxy = recorder.stdout.readline().split()[5].removesuffix(";")
        login = {"username": "wsuser", "password": "Passw0rd!", "service": "small"}
        token = json.loads(fetched(f"{proxy}/login/token.php", login))["token"]
        info = json.loads(fetched(f"{proxy}/webservice/rest/server.php", rest(token, "core_webservice_get_site_info")))
        refusal = json.loads(fetched(f"{proxy}/webservice/rest/server.php", rest("wrong", "core_webservice_get_site_info")))
        wsdl = fetched(f"{proxy}/webservice/soap/server.php?wstoken={token}&wsdl=1")
        recorder.send_signal(signal.SIGINT)
        assert recorder.wait() == 0
    assert info["siteurl"] == proxy
    assert refusal["errorcode"] == "invalidtoken"
    assert f'location="{proxy}/webservice/soap/server.php' in wsdl
    told = target.read_text()
    assert proxy not in told
    assert address not in told
    assert refusal["message"] not in told
    assert played(address, target) == {"flow/story": []}


def fetched(url: str, form: dict[str, str] | None = None) -> str:
    with urllib.request.urlopen(url, urlencode(form).encode() if form else None) as answer:  # noqa: S310 - an address of the test
        text: str = answer.read().decode()
        return text


def rest(token: str, function: str) -> dict[str, str]:
    return {"wstoken": token, "wsfunction": function, "moodlewsrestformat": "json"}
