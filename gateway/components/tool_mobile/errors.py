"""The error codes of the contract that tool_mobile alone raises, and what people read."""

from __future__ import annotations

__all__ = ["ERRORS"]

ERRORS = {
    "apprequired": "This is for the mobile app alone.",
}
