"""Replay recorded reads through a gateway that stands in front of another, which holds the recorded state.

Callers use the tokens of the other one: the gateway in front has no accounts. What they get by REST, XML-RPC and SOAP must be what they
would get there, whatever way it takes. ``python -m tests.oracle.bridge core campus`` plays whole files.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.oracle import recordings
from tests.oracle.recordings import HERE, Case, state_of
from tests.oracle.run import play, show
from tests.oracle.serve import NotServed, Served, end_on_signals, free_port, running, serving

ROOT = HERE.parent.parent
SETTINGS = """\
[server]
port = {port}
[database]
url = "sqlite:///{directory}/triglot.db"
[files]
folder = "{directory}/files"
[secrets]
key_file = "{directory}/site.key"
[rates]
failures = ""
[upstreams.there]
kind = "moodle"
url = "{there}"
functions = "{directory}/there.json"
{more}
"""
# What REST, by which the bridge calls, does not carry.
_NO_EMPTY_LIST = "a required list is empty, which a form cannot tell from none"
_NO_NUMBER = "XML-RPC has a number for this refusal, made of a sentence that REST does not tell"
LOST = {
    "campus/core_message_get_unread_conversation_counts/93/teacher/xmlrpc": _NO_NUMBER,
    "core/core_message_get_user_contacts/104/teacher/xmlrpc": _NO_NUMBER,
    "core/core_user_get_users/14/admin/xmlrpc": _NO_EMPTY_LIST,
    "core/core_user_get_users/14/student/xmlrpc": _NO_EMPTY_LIST,
    "core/core_user_get_users/14/teacher/xmlrpc": _NO_EMPTY_LIST,
    "core/core_user_get_users_by_field/6/student/xmlrpc": _NO_EMPTY_LIST,
    "core/core_user_get_users_by_field/6/teacher/xmlrpc": _NO_EMPTY_LIST,
}
FRONT = 'credential = "caller"\nfront = true'


@dataclass(frozen=True)
class Bridge:
    """A gateway in front of another one."""

    here: Served
    there: Served


@contextmanager
def bridging(state: str, token: str, more: str = FRONT) -> Iterator[Bridge]:
    """Serve ``state`` and a gateway in front of it, which has imported what the owner of ``token`` may call."""
    with (
        serving(state) as there,
        tempfile.TemporaryDirectory(prefix="triglot-") as directory,
        in_front(there.address, Path(directory), token, more) as here,
    ):
        yield Bridge(here, there)


@contextmanager
def in_front(there: str, directory: Path, token: str, more: str = FRONT) -> Iterator[Served]:
    """A gateway in front of the server at an address. Raises ``NotServed``."""
    port = free_port()
    settings = directory / "gateway.toml"
    settings.write_text(SETTINGS.format(port=port, directory=directory, there=there, more=more))
    triglot = [sys.executable, "-m", "gateway.cli", "--config", str(settings)]
    for verb in (["init"], ["upstream", "import", "there", "--token", token]):
        done = subprocess.run([*triglot, *verb], cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True)
        if done.returncode:
            raise NotServed(f"triglot {verb[0]} ended with status {done.returncode}: {done.stderr.decode()}")
    with running([*triglot, "serve"], port) as served:
        yield Served(served.address, served.process, triglot)


def token_of(state: str) -> str:
    """The recorded token of the administrator for the service with all functions."""
    token: str = json.loads((HERE / f"{state}.json").read_text())["external_tokens"][0]["token"]
    return token


def selected(name: str) -> list[Case]:
    """The cases of a file that only call functions with a token, by the classic protocols."""
    deviations = recordings.deviations()
    routes = ("/webservice/rest/server.php", "/webservice/soap/server.php", "/webservice/xmlrpc/server.php")
    return [
        case
        for case in recordings.read(name)
        if "steps" not in case and all(route in routes for route in recordings.routes(case)) and not deviations.search(case["id"])
    ]


def main(names: list[str], limit: int) -> bool:
    """Play files, and print how many cases are equal directly and through the bridge."""
    listed = recordings.differing()
    different: dict[str, list[str]] = {}
    for name in names:
        state = state_of(name)
        with bridging(state, token_of(state)) as bridge:
            cases, began = selected(name), time.monotonic()
            direct = play(bridge.there.address, cases, listed)
            through = play(bridge.here.address, cases, listed)
            new = {case: lines for case, lines in through.items() if case not in direct and case not in LOST}
            lost = sum(case["id"] in LOST for case in cases)
            print(f"{name}: {len(cases)} cases, {len(direct)} differ directly, {len(new)} only through the bridge", end="")
            print(f", {lost} that it cannot carry, {time.monotonic() - began:.1f} s", flush=True)
            different |= new
    show("Different through the bridge", sorted(different), limit, different)
    return not different


if __name__ == "__main__":
    end_on_signals()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=["core", "campus"])
    parser.add_argument("--show", type=int, default=40)
    chosen = parser.parse_args()
    sys.exit(0 if main(chosen.names, chosen.show) else 1)
