"""Dates as people read them."""

from __future__ import annotations

from datetime import UTC

import pytest

from gateway.api.dates import date_text, zone

MOMENT = 1_699_232_405  # Monday, 6 November 2023, 01:00:05 UTC


@pytest.mark.parametrize(
    ("format_", "text"),
    [
        ("%d %B %Y", "6 November 2023"),
        ("%A, %d %b %y, %I:%M %p", "Monday, 6 Nov 23, 1:00 AM"),
        ("%H:%M:%S", "01:00:05"),
        ("%F %T %R %D", "2023-11-06 01:00:05 01:00 11/06/23"),
        ("%j %u %w %V %G %s", "310 1 1 45 2023 1699232405"),
        ("100%% %q %", "100% %q %"),
        ("żółw", "żółw"),
    ],
)
def test_the_codes_of_formats(format_: str, text: str) -> None:
    assert date_text(MOMENT, format_, UTC) == text


def test_leading_zeros_stay_where_they_are_wanted() -> None:
    assert date_text(MOMENT, "%d %I", UTC, fixday=False, fixhour=False) == "06 01"


@pytest.mark.parametrize(
    ("names", "hour"),
    [
        (("Europe/Warsaw",), "02"),
        (("99", "Australia/Perth"), "09"),
        (("", "99", "5.5"), "06"),
        (("-3",), "22"),
        (("Nowhere/Land", "../etc/passwd", "UTC"), "01"),
        (("99", "nan"), "01"),
        (("1000",), "01"),
    ],
)
def test_the_first_name_that_is_a_time_zone_counts(names: tuple[str, ...], hour: str) -> None:
    assert date_text(MOMENT, "%H", zone(*names)) == hour


def test_a_moment_that_no_calendar_reaches_stands_for_itself() -> None:
    assert date_text(2**62, "%Y", UTC) == str(2**62)
