"""Clients in C++ that are generated of the typed WSDL: gSOAP's, compiled and calling, and KDSoap's, as far as it is generated."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import httpx2
import pytest
from lxml import etree

from tests.interop.environments import program
from tests.interop.probe import RETURNED, TEXT, probe_token
from tests.oracle.serve import serving

STORY = Path(__file__).with_name("clients") / "gsoap_story.cpp"
OPERATIONS = "//*[local-name()='portType']/*[local-name()='operation']/@name"


@pytest.fixture(scope="module")
def wsdl(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The typed WSDL of the functions of the probe, of a server that runs, in a file."""
    file = tmp_path_factory.mktemp("wsdl") / "typed.wsdl"
    with serving("site") as served:
        file.write_bytes(httpx2.get(f"{served.address}/webservice/soap/typed?WSDL&wstoken={probe_token()}").content)
        yield file


def run(folder: Path, *command: str | Path) -> str:
    """What a program prints."""
    done = subprocess.run([*map(str, command)], cwd=folder, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C.UTF-8"})
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    return done.stdout


def test_gsoap(wsdl: Path, tmp_path: Path) -> None:
    program("soapcpp2 -V", "g++", "gsoap", "libgsoap-dev")
    program("g++ --version", "g++")
    run(tmp_path, "wsdl2h", "-o", "typed.h", wsdl)
    run(tmp_path, "soapcpp2", "-j", "-C", "-w", "-x", "-I/usr/share/gsoap/import", "typed.h")
    sources: Sequence[str | Path] = (STORY, "soapC.cpp", "soapTriglotProxy.cpp")
    run(tmp_path, "g++", "-std=c++17", "-O0", "-w", "-I.", "-o", "story", *sources, "-lgsoap++")
    seen = json.loads(run(tmp_path, tmp_path / "story", TEXT))
    assert seen == {"scalar": "b|1|c", "echo": TEXT, "items": RETURNED, "fault": "accessexception"}


def test_kdsoap(wsdl: Path, tmp_path: Path) -> None:
    program("kdwsdl2cpp -version", "libkdsoap-bin")
    run(tmp_path, "kdwsdl2cpp", "-o", "typed.h", wsdl)
    run(tmp_path, "kdwsdl2cpp", "-impl", "typed.h", "-o", "typed.cpp", wsdl)
    declared, defined = (tmp_path / "typed.h").read_text(), (tmp_path / "typed.cpp").read_text()
    operations = etree.parse(str(wsdl)).xpath(OPERATIONS)
    assert isinstance(operations, list)
    assert len(operations) > 100
    for name in map(str, operations):
        camel = re.sub(r"_(\w)", lambda found: found[1].upper(), name)
        assert re.search(rf"\b({name}|{camel})\(", declared), name
        assert re.search(rf"::({name}|{camel})\(", defined), name
