"""The error codes of the contract that only core_comment raises, and their messages."""

from __future__ import annotations

from gateway.api import missing

__all__ = ["ERRORS"]

ERRORS = {
    "invalidcommentitemid": missing("There is no such item to comment on."),
    "commentsnotenabled": "Comments are switched off on this site.",
}
