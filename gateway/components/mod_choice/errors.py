"""The error codes of the contract that only mod_choice raises, and their messages."""

from __future__ import annotations

from gateway.api import denied

__all__ = ["ERRORS"]

ERRORS = {
    "atleastoneoption": "Choose an option.",
    "cannotsubmit": denied("There is no such option."),
    "choicefull": "One of the options has as many answers as it may have.",
    "expired": "This choice has ended.",
    "multiplenotallowederror": "Choose one option only.",
    "notopenyet": "This choice has not begun yet.",
}
