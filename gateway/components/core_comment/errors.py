"""The error codes of the contract that core_comment alone raises, and what people read."""

from __future__ import annotations

__all__ = ["ERRORS"]

ERRORS = {
    "commentsnotenabled": "Comments are switched off on this site.",
}
