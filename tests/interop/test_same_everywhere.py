"""Every function gives the same value over every protocol: each is called over each, at servers that run, and compared.

Every protocol has a server of its own on a copy of the same site, so that functions which write find what they write
not yet written. What counts as the same is ``gateway.compare``'s, and so is what is printed of differences.
"""

from __future__ import annotations

import shutil
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
from tests.interop.site import SID, make_site, triglot
from tests.oracle.serve import free_port, running

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
