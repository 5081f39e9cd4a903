"""The error codes of the contract that only core_calendar raises, and their messages."""

from __future__ import annotations

__all__ = ["ERRORS"]

ERRORS = {
    "cannotviewcategory": "You may not see this category.",
    "nopermissiontoupdatecalendar": "You may not change this event.",
    "nopermissiontoviewcalendar": "You may not see this event.",
}
