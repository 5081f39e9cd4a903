"""The starters for authors of clients, in their own languages: each example runs as it is printed."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.interop.double import COMMAND
from tests.interop.environments import program

STARTERS = Path(__file__).parents[2] / "clients"


def run(command: Sequence[str], folder: Path, **more: str) -> str:
    environment = {name: value for name, value in os.environ.items() if name != "TRIGLOT_URL"}
    environment |= {"TRIGLOT_COMMAND": " ".join(COMMAND), "PYTHONPATH": str(STARTERS.parent), **more}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


def test_the_example_for_node() -> None:
    program("node --version", "nodejs", "npm")
    assert "# pass 3" in run(["node", "--test", "--test-reporter=tap"], STARTERS / "node")


def test_the_example_for_phpunit() -> None:
    program("phpunit --version", "phpunit", "php8.2-cli")
    assert "OK (2 tests" in run(["phpunit", "--do-not-cache-result", "tests"], STARTERS / "php")


def test_the_example_for_a_shell() -> None:
    program("curl --version", "curl")
    assert '"shortname":"alg"' in run(["sh", "example.sh"], STARTERS / "shell")
