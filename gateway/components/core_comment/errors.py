"""The error codes of the contract that only core_comment raises, and their messages."""

from __future__ import annotations

__all__ = ["ERRORS"]

ERRORS = {
    "commentsnotenabled": "Comments are switched off on this site.",
}
