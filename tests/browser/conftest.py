"""A demo site that is served, and a browser: what tests of pages in a real browser need."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.visitor import ARGUMENTS
from tests.interop.environments import node_with, program
from tests.oracle.serve import Served, serving_demo

# The checks of accessibility are those of this version.
AXE = "axe-core@4.14.1"


@pytest.fixture(scope="session")
def demo() -> Iterator[Served]:
    """The demo, new, as ``make run`` serves it."""
    with serving_demo() as served:
        yield served


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
