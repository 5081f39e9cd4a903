"""The error codes of the contract that only core_notes raises, and their messages."""

from __future__ import annotations

__all__ = ["ERRORS"]

ERRORS = {
    "notesdisabled": "Notes are switched off on this site.",
}
