"""A demo site that is served, and a browser: what tests of pages in a real browser need."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.visitor import ARGUMENTS
from tests.interop.environments import node_with, program
from tests.oracle.serve import ROOT, SETTINGS, Served, free_port, running

# The checks of accessibility are those of this version.
AXE = "axe-core@4.14.1"


@pytest.fixture(scope="session")
def demo() -> Iterator[Served]:
    """The demo, new, as ``make run`` serves it."""
    with tempfile.TemporaryDirectory(prefix="triglot-") as directory:
        port = free_port()
        settings = Path(directory, "gateway.toml")
        settings.write_text(SETTINGS.format(port=port, directory=directory, database=f"sqlite:///{directory}/triglot.db"))
        triglot = [sys.executable, "-m", "gateway.cli", "--config", str(settings)]
        subprocess.run([*triglot, "init", "--demo"], cwd=ROOT, check=True, capture_output=True)
        with running([*triglot, "serve"], port) as served:
            yield Served(served.address, served.process, triglot)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium. While it is there a loop runs in this thread, which other tests must not find."""
    program("chromium --version", "chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=list(ARGUMENTS))
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The script that finds faults of accessibility."""
    return (Path(node_with(AXE)["NODE_PATH"]) / "axe-core" / "axe.min.js").read_text()
