"""The error codes that only mod_assign raises, with their texts."""

from __future__ import annotations

__all__ = ["ERRORS"]

ERRORS = {
    "usernotincourse": "The user takes no part in this assignment.",
}
