"""The error codes of the contract that only core_blog raises, and their messages."""

from __future__ import annotations

__all__ = ["ERRORS"]

ERRORS = {
    "blogdisable": "Blogs are switched off on this site.",
}
