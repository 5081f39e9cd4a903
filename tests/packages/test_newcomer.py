"""The path of somebody who begins: the built distribution in an empty environment, a client of ten lines, a green test."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
IN_CI = bool(os.environ.get("CI"))
PIP = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")
# What a checkout has beside what the distribution is built of.
LEFT_BEHIND = shutil.ignore_patterns(".*", "*.egg-info", "build", "tests", "benchmarks", "node_modules", "__pycache__")

CLIENT = """
from os import environ
from urllib.request import urlopen
urlopen(environ["TRIGLOT_URL"] + "/webservice/rest/server.php", b"wsfunction=core_webservice_get_site_info&moodlewsrestformat=json&wstoken="
    + environ["TRIGLOT_TOKEN"].encode()).close()
"""


def run(command: Sequence[str], folder: Path) -> str:
    """What a command prints, without what the environment of these tests says to Python."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYTEST", "COV", "TRIGLOT"))}
    done = subprocess.run(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode and "pip" in command and not IN_CI:
        pytest.skip(f"nothing can be installed here: {done.stderr.strip().splitlines()[-1]}")
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built distribution."""
    source, built = tmp_path_factory.mktemp("source") / "triglot", tmp_path_factory.mktemp("built")
    shutil.copytree(ROOT, source, ignore=LEFT_BEHIND, symlinks=False)
    run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps", "--wheel-dir", str(built), "."],
        source,
    )
    return next(built.glob("*.whl"))


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A Python with nothing but the distribution and what it needs for pytest."""
    folder = tmp_path_factory.mktemp("environment")
    run([sys.executable, "-m", "venv", str(folder)], folder)
    made = str(folder / "bin" / "python")
    run([made, *PIP[1:], "install", f"{wheel}[pytest]"], folder)
    return made


def test_what_the_page_on_starters_begins_with_is_green(python: str, tmp_path: Path) -> None:
    page = (ROOT / "docs" / "starters.md").read_text()
    client, test = re.findall(r"```python\n(.*?)```", page, re.DOTALL)[:2]
    assert len([line for line in client.splitlines() if line.strip()]) <= 10
    (tmp_path / "client.py").write_text(client)
    (tmp_path / "test_client.py").write_text(test)
    assert "3 passed" in run([python, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider"], tmp_path)


def test_the_distribution_alone_tells_conformance(python: str, tmp_path: Path) -> None:
    triglot = [python, "-m", "gateway.cli"]
    assert '"forum"' in run([*triglot, "conform", "state", "campus"], tmp_path)
    (tmp_path / "client.py").write_text(CLIENT)
    told = run([*triglot, "conform", "--client", f"{python} client.py", "--json"], tmp_path)
    assert '"right": true' in told
