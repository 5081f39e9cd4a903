"""The error codes of the contract that mod_assign alone raises, and what people read."""

from __future__ import annotations

__all__ = ["ERRORS"]

ERRORS = {
    "usernotincourse": "The user takes no part in this assignment.",
}
