"""A site that is stopped: balancers are told first, and until it ends everybody is answered."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.cluster.cluster import SETTINGS
from tests.oracle.serve import ROOT, free_port


def status(address: str, path: str) -> tuple[int, dict[str, object]]:
    """The status and the JSON of an answer, on a connection of its own."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        connection.close()


@pytest.mark.parametrize("workers", [1, 2])
def test_a_site_that_is_to_stop_says_so_before_it_does(tmp_path: Path, workers: int) -> None:
    port = free_port()
    settings = tmp_path / "gateway.toml"
    written = SETTINGS.format(port=port, workers=workers, url=f"sqlite:///{tmp_path}/triglot.db", directory=tmp_path)
    settings.write_text(f"{written}[monitoring]\nleaving_seconds = 1\n")
    triglot = [sys.executable, "-m", "gateway.cli", "--config", str(settings)]
    subprocess.run([*triglot, "init"], cwd=ROOT, check=True, capture_output=True)
    process = subprocess.Popen([*triglot, "serve"], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        while True:
            try:
                assert status(address, "/health/ready")[0] == 200
                break
            except OSError:
                time.sleep(0.05)
        os.kill(process.pid, signal.SIGTERM)
        seen: list[tuple[int, int]] = []
        told: dict[str, object] = {}
        while process.poll() is None:
            try:
                found, body = status(address, "/health/ready")
                seen.append((found, status(address, "/health/live")[0]))
                told = body if found == 503 else told
            except (OSError, http.client.HTTPException):
                break
        assert (503, 200) in seen
        assert seen[-1] == (503, 200)
        assert told == {"status": "not ready", "checks": {"process": "is about to stop"}}
        process.wait()
    finally:
        process.kill()
        process.wait()
