"""The error codes of the contract that core_rating alone raises, and what people read."""

from __future__ import annotations

__all__ = ["ERRORS"]

ERRORS = {
    "noviewrate": "You may not see ratings here.",
}
