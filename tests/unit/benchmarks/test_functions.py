from __future__ import annotations

import pytest

from benchmarks.functions import PING, build
from gateway.registry.component import discover
from gateway.registry.registry import Registry


@pytest.mark.parametrize("count", [600, 863])
def test_there_are_as_many_functions_in_all_as_are_asked_for(count: int) -> None:
    registry = Registry([*discover(), build(count)])
    assert len(registry) == count
    assert registry.get(PING) is not None
    assert all(function.info.text for function in registry)  # or the component would be refused


def test_more_than_are_asked_for_are_built_in() -> None:
    assert [made.info.name for made in build(0).functions] == [PING]
