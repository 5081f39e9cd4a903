"""The error codes that only mod_assign raises, with their texts."""

from __future__ import annotations

from gateway.api import denied

__all__ = ["ERRORS"]

ERRORS = {
    "usernotincourse": denied("The user takes no part in this assignment."),
}
