"""The error codes of the contract that core_notes alone raises, and what people read."""

from __future__ import annotations

__all__ = ["ERRORS"]

ERRORS = {
    "notesdisabled": "Notes are switched off on this site.",
}
