"""Components are tested without the gateway's background work: a notification of the database may else drop caches at any moment."""

from __future__ import annotations

import pytest

from tests.unit.app_fixtures import stop_background


@pytest.fixture(autouse=True)
def _undisturbed(request: pytest.FixtureRequest) -> None:
    if "gateway" in request.fixturenames:
        stop_background(request.getfixturevalue("gateway"))
