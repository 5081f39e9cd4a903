"""The error codes of the contract that only mod_feedback raises, and their messages."""

from __future__ import annotations

__all__ = ["ERRORS"]

ERRORS = {"feedback_is_not_open": "This feedback is not open."}
"""The message of each code."""
