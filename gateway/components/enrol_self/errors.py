"""The error codes that only enrol_self raises, with their texts."""

from __future__ import annotations

__all__ = ["ERRORS"]

ERRORS = {
    "canntenrol": "You cannot enrol in this course.",
}
