"""Events that repeat, summed up."""

from __future__ import annotations

import pytest

from gateway.telemetry import repeats
from gateway.telemetry.repeats import Repeats


def test_the_first_are_told_one_by_one_and_of_the_others_the_last_with_their_number(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    counted: Repeats[int] = Repeats()
    assert [counted.is_told("a", number) for number in range(12)] == [True] * 10 + [False] * 2
    assert counted.is_told("b", 0)
    assert counted.ended() == []
    now += 61
    assert counted.ended() == [(11, 2)]
    assert counted.is_told("a", 12)


def test_no_more_kinds_are_counted_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repeats, "_KINDS", 100)
    counted: Repeats[int] = Repeats()
    summed = []
    for number in range(1000):
        for event in range(12):
            counted.is_told(number, event)
        summed += counted.ended()
    assert len(counted._kinds) == 100
    assert summed == [(11, 2)] * 900
    assert counted.ended(all_=True) == [(11, 2)] * 100
