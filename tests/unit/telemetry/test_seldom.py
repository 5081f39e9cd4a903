"""What is said once a second, and how many times it was not."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from gateway.telemetry import seldom
from gateway.telemetry.seldom import Seldom


def test_an_entry_of_a_kind_is_written_once_a_second_with_the_number_of_those_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    log = Seldom()
    with capture_logs() as entries:
        for _ in range(5):
            log.warn("too much", bytes=1)
        log.error("something else")
        now += 1
        log.warn("too much", bytes=2)
    assert [(entry["log_level"], entry["event"], entry.get("left_out")) for entry in entries] == [
        ("warning", "too much", None),
        ("error", "something else", None),
        ("warning", "too much", 4),
    ]


def test_kinds_are_kept_apart_and_not_for_ever() -> None:
    log = Seldom()
    with capture_logs() as entries:
        for number in range(1000):
            log.warn("a place failed", kind=f"place {number}")
            log.warn("a place failed", kind=f"place {number}")
    assert len(entries) == 1000
    assert len(log._kinds) <= seldom._KINDS
