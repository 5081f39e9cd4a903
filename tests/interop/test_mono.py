"""A proxy of .NET, as Mono's ``wsdl`` generates it of the typed WSDL, compiled and calling: ``make mono``.

Installing Mono takes minutes, so that CI does without: the test runs where MONO is set.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import httpx2
import pytest

from tests.interop.environments import program
from tests.interop.probe import TEXT, probe_token
from tests.oracle.serve import serving

STORY = Path(__file__).with_name("mono") / "Story.cs"


@pytest.mark.skipif(not os.environ.get("MONO"), reason="Mono has a target of its own: make mono")
def test_mono(tmp_path: Path) -> None:
    program("mcs --version", "mono-devel")

    def run(*command: str) -> str:
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C.UTF-8"})
        assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
        return done.stdout

    with serving("site") as served:
        address = f"{served.address}/webservice/soap/typed?wstoken={probe_token()}"
        (tmp_path / "typed.wsdl").write_bytes(httpx2.get(f"{address}&singleWsdl").content)
        run("wsdl", "/nologo", "/out:Proxy.cs", "typed.wsdl")
        run("mcs", "-warn:0", "-out:story.exe", "-r:System.Web.Services", "Proxy.cs", str(STORY))
        seen = json.loads(run("mono", "story.exe", address, TEXT))
    assert seen == {"scalar": "b|1|c", "echo": TEXT, "matrix": [[1, 2], [3]], "fault": "accessexception"}
