"""Every function gives the same value over every protocol: each is called over each, at servers that run, and compared.

Every protocol has a server of its own on a copy of the same site, so that functions which write find what they write
not yet written. What counts as the same is ``gateway.compare``'s, and so is what is printed of differences.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from gateway.access.sessions import sesskey
from gateway.compare.exchange import Asked, Exchange, Server, ask, clients
from gateway.compare.judge import Comparison, judge
from gateway.compare.report import as_text
from gateway.registry.component import discover
from gateway.registry.protocols import protocols
from gateway.registry.registry import Registry
from gateway.wire.call import Credential, Session, Token
from tests.interop.samples import SAMPLES, Sample
from tests.oracle.recordings import HERE
from tests.oracle.serve import ROOT, SETTINGS, free_port, running

ADMIN = 2
SID = "the-session-of-the-administrator"
REGISTRY = Registry(discover())
NAMES = [function.info.name for function in REGISTRY]
CLIENTS = clients(protocols())
CALLS = [(name, number) for name, samples in SAMPLES.items() for number in range(len(samples))]

Exchanges = dict[tuple[str, int], list[Exchange]]


def test_every_function_has_a_sample() -> None:
    assert set(NAMES) - SAMPLES.keys() == set()
    assert SAMPLES.keys() - set(NAMES) == set()


@pytest.fixture(scope="module")
def exchanges(tmp_path_factory: pytest.TempPathFactory) -> Exchanges:
    """What became of every sample over every protocol."""
    folder = tmp_path_factory.mktemp("sites")
    token = make_site(folder / "made")
    found: Exchanges = {call: [] for call in CALLS}
    for name, client in CLIENTS.items():
        directory = Path(shutil.copytree(folder / "made", folder / name))
        port = free_port()
        with ExitStack() as open_:
            served = open_.enter_context(running([*triglot(directory, port), "serve"], port))
            server = open_.enter_context(Server(served.address))
            credentials: list[Credential] = [Token(token), Session(SID, sesskey(SID))]
            for call in CALLS:
                found[call].append(ask(name, client, asked(*call), credentials, server=server.address, send=server.send))
    return found


@pytest.mark.parametrize(("name", "number"), CALLS)
def test_all_protocols_give_the_same(exchanges: Exchanges, name: str, number: int) -> None:
    sample = SAMPLES[name][number]
    comparison = judge(asked(name, number), exchanges[name, number], sample.ignore)
    assert comparison.agree, shown(comparison)
    made = [exchange for exchange in exchanges[name, number] if exchange.left_out is None]
    function = REGISTRY.resolve(name).info
    assert {exchange.protocol for exchange in made} == {each for each in CLIENTS if each != "ajax" or function.ajax}, shown(comparison)
    assert {exchange.fault.errorcode if exchange.fault else None for exchange in made} == {sample.refused}, shown(comparison)


def shown(comparison: Comparison) -> str:
    """What ``triglot compare`` would show."""
    return "\n".join(["", *as_text(comparison, {}, raw=True)])


def asked(name: str, number: int) -> Asked:
    sample: Sample = SAMPLES[name][number]
    return Asked(function=REGISTRY.resolve(name).info, arguments=sample.arguments)


def make_site(directory: Path) -> str:
    """Make the recorded site with all protocols on and a session for pages; the token of its administrator for all functions."""
    directory.mkdir()
    state = json.loads((HERE / "site.json").read_text())
    state["config"]["webserviceprotocols"] = ",".join(protocol.name for protocol in protocols() if protocol.switched)
    now = int(time.time())
    state["sessions"] = [{"id": 1, "state": 0, "sid": SID, "userid": ADMIN, "timecreated": now, "timemodified": now}]
    (directory / "state.json").write_text(json.dumps(state))
    for verb in (["init"], ["load", str(directory / "state.json")]):
        subprocess.run([*triglot(directory, 1), *verb], cwd=ROOT, check=True, capture_output=True)
    service = next(row["id"] for row in state["external_services"] if row["shortname"] == "all")
    tokens = (row["token"] for row in state["external_tokens"] if (row["userid"], row["externalserviceid"]) == (ADMIN, service))
    return str(next(tokens))


def triglot(directory: Path, port: int) -> list[str]:
    """The command that works on the site in a directory."""
    settings = directory / "gateway.toml"
    settings.write_text(SETTINGS.format(port=port, directory=directory, database=f"sqlite:///{directory}/triglot.db"))
    return [sys.executable, "-m", "gateway.cli", "--config", str(settings)]
