"""What every test may rely on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

UNIT = Path(__file__).parent / "unit"

# The gateway over the recorded site; pytest takes plugins from the topmost conftest only.
pytest_plugins = ["tests.unit.app_fixtures"]

# How long an example takes says more about the machine than about the code. In CI, Hypothesis chooses a
# profile of its own, which has no deadline either and tries the same examples every time.
settings.register_profile("local", deadline=None)
# For the older Pythons in CI: what is looked for there are differences between them, not inputs that nobody thought of.
settings.register_profile("quick", deadline=None, derandomize=True, max_examples=15)
if "CI" not in os.environ:
    settings.load_profile("local")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests with servers and foreign clients come first: where files are spread, what takes minutes must not begin last."""
    items.sort(key=lambda item: item.path.is_relative_to(UNIT))


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Tests that are coroutines run on the loop the gateway runs on."""
    return "asyncio"


@pytest.fixture(scope="module", autouse=True)
def no_settings_of_others() -> Iterator[None]:
    """A command names its settings to the processes that it may start: those of one file of tests are not those of the next."""
    yield
    os.environ.pop("TRIGLOT_CONFIG", None)
