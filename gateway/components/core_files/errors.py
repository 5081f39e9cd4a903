"""The error codes of the contract that only core_files raises, and their messages."""

from __future__ import annotations

__all__ = ["ERRORS"]

ERRORS = {"fileexist": "There is a file of this name already."}
"""The message of each code."""
