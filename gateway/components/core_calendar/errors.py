"""The error codes of the contract that core_calendar alone raises, and what people read."""

from __future__ import annotations

__all__ = ["ERRORS"]

ERRORS = {
    "nopermissiontoupdatecalendar": "You may not change this event.",
    "nopermissiontoviewcalendar": "You may not see this event.",
}
