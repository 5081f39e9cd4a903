"""What breaks under load, for a moment each: nothing that was answered is lost, half there or there twice. ``make chaos`` takes longer.

That workers are killed is in ``test_cluster``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.chaos import nodes, scenarios
from tests.chaos.callers import Reckoning

# Seconds for which each cause lasts.
_MOMENT = 1.0


@pytest.mark.parametrize(
    ("scenario", "failures"),
    [
        (scenarios.postgres_restarted, {"databaseaway", "no answer"}),
        (scenarios.redis_gone, set[str]()),
        (scenarios.disk_full, {"databaseaway"}),
        (scenarios.clock_stepped, set[str]()),
    ],
    ids=["postgres", "redis", "disk", "clock"],
)
def test_nothing_is_lost(tmp_path: Path, scenario: Callable[..., Reckoning], failures: set[str]) -> None:
    reckoning = scenario(tmp_path, _MOMENT, workers=1)
    assert reckoning.sound, reckoning
    assert set(reckoning.failed) <= failures
    assert reckoning.answered > 20


@pytest.fixture(scope="module")
def two() -> Iterator[nodes.Nodes]:
    with nodes.two_nodes(workers=1) as laid:
        yield laid


@pytest.mark.parametrize("scenario", [nodes.node_cut_off, nodes.node_killed], ids=["cut off", "killed"])
def test_two_nodes_lose_nothing(two: nodes.Nodes, scenario: Callable[[nodes.Nodes, float], Reckoning]) -> None:
    reckoning = scenario(two, 2 * _MOMENT)
    assert reckoning.sound, reckoning
    assert set(reckoning.failed) <= {"databaseaway", "no answer"}
    assert reckoning.answered > 20
