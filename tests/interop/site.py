"""The recorded site with all protocols on, in a directory: to be served, and to be worked on with the command."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

from gateway.registry.protocols import protocols
from tests.oracle.recordings import HERE
from tests.oracle.serve import ROOT, SETTINGS

ADMIN = 2
SID = "the-session-of-the-administrator"


def make_site(directory: Path) -> str:
    """Make the recorded site with all protocols on and a session for pages; the token of its administrator for all functions."""
    directory.mkdir()
    state = json.loads((HERE / "site.json").read_text())
    state["config"]["webserviceprotocols"] = ",".join(protocol.name for protocol in protocols() if protocol.switched)
    state["config"]["triglot/writingservices"] = "all"
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
    settings.write_text(SETTINGS.format(port=port, directory=directory, database=f"sqlite:///{directory}/triglot.db", storage=""))
    return [sys.executable, "-m", "gateway.cli", "--config", str(settings)]
