"""The error codes of the contract that core_badges alone raises, and what people read."""

from __future__ import annotations

__all__ = ["ERRORS"]

ERRORS = {
    "badgesdisabled": "Badges are switched off on this site.",
}
