"""The error codes that only tool_mobile raises, with their texts."""

from __future__ import annotations

__all__ = ["ERRORS"]

ERRORS = {
    "apprequired": "This is for the mobile app alone.",
}
