"""Times and spans as people write them."""

from __future__ import annotations

import pytest

from gateway.double.moments import MomentError, moment, span
from gateway.double.options import DoubleError, Options, is_loopback


@pytest.mark.parametrize(
    ("given", "seconds"),
    [
        (5, 5.0),
        ("1767261600", 1_767_261_600.0),
        ("2026-01-01T10:00:00Z", 1_767_261_600.0),
        ("2026-01-01T11:00:00+01:00", 1_767_261_600.0),
        ("2026-01-01T10:00", 1_767_261_600.0),
        ("2026-01-01", 1_767_225_600.0),
    ],
)
def test_a_time_is_a_number_or_as_people_write_it(given: float | str, seconds: float) -> None:
    assert moment(given) == seconds


@pytest.mark.parametrize("given", ["", "soon", -1, 1e15, float("nan"), float("inf"), "12:00", "٣", "9" * 400])
def test_anything_else_is_no_time(given: float | str) -> None:
    with pytest.raises(MomentError):
        moment(given)


@pytest.mark.parametrize(
    ("given", "seconds"), [(-3, -3.0), ("7d", 604_800.0), ("1h30m", 5_400.0), ("-2h", -7_200.0), ("+1w", 604_800.0), ("90s", 90.0)]
)
def test_a_span_is_a_number_or_as_people_write_it(given: float | str, seconds: float) -> None:
    assert span(given) == seconds


@pytest.mark.parametrize("given", ["", "7", "7 d", "d", "1y", float("nan"), 1e15, "999999999w999999999w", "٣d"])
def test_anything_else_is_no_span(given: float | str) -> None:
    with pytest.raises(MomentError):
        span(given)


def test_the_clock_of_a_double_is_what_is_said_else_what_the_seed_says() -> None:
    assert Options().moment(5.0) == 5.0
    assert Options(clock="real").moment(5.0) is None
    assert Options(clock="2026-01-01").moment(5.0) == 1_767_225_600.0
    with pytest.raises(DoubleError, match="--clock: A time is"):
        Options(clock="soon").check()


@pytest.mark.parametrize(
    ("address", "here"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("10.1.2.3", False), ("example", False)],
)
def test_only_some_addresses_are_reached_by_this_machine_alone(address: str, here: bool) -> None:
    assert is_loopback(address) is here
