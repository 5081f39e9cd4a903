"""The error codes of the contract that core_blog alone raises, and what people read."""

from __future__ import annotations

__all__ = ["ERRORS"]

ERRORS = {
    "blogdisable": "Blogs are switched off on this site.",
}
