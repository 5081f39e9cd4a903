"""The error codes of the contract that only core_rating raises, and their messages."""

from __future__ import annotations

__all__ = ["ERRORS"]

ERRORS = {
    "noviewrate": "You may not see ratings here.",
}
