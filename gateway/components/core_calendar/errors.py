"""The error codes of the contract that only core_calendar raises, and their messages."""

from __future__ import annotations

from gateway.api import denied

__all__ = ["ERRORS"]

ERRORS = {
    "cannotviewcategory": denied("You may not see this category."),
    "nopermissiontoupdatecalendar": denied("You may not change this event."),
    "nopermissiontoviewcalendar": denied("You may not see this event."),
}
