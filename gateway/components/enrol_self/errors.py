"""The error codes of the contract that enrol_self alone raises, and what people read."""

from __future__ import annotations

__all__ = ["ERRORS"]

ERRORS = {
    "canntenrol": "You cannot enrol in this course.",
}
