"""The error codes of the contract that core alone raises, and what people read."""

from __future__ import annotations

__all__ = ["ERRORS"]

ERRORS = {
    "unnamedstringparam": "Of several values each must have a name.",
}
