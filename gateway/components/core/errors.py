"""The error codes of the contract that only core raises, and their messages."""

from __future__ import annotations

__all__ = ["ERRORS"]

ERRORS = {
    "unnamedstringparam": "Of several values each must have a name.",
}
