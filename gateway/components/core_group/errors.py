"""The error codes of the contract that only core_group raises, and their messages."""

from __future__ import annotations

from gateway.api import denied

__all__ = ["ERRORS"]

ERRORS = {
    "accessdenied": "You may not do that.",
    "errorremovenotpermitted": denied("This membership is kept by something else, and cannot be ended by hand."),
    "idnumbertaken": "This id number is in use.",
}
