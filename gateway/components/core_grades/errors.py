"""The error codes that only core_grades raises, with their texts."""

from __future__ import annotations

__all__ = ["ERRORS"]

ERRORS = {
    "error:notinrange": "The grade is not within the range of grades.",
}
