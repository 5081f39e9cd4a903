"""The error codes of the contract that only core_badges raises, and their messages."""

from __future__ import annotations

__all__ = ["ERRORS"]

ERRORS = {
    "error:nosuchbadge": "There is no such badge.",
    "badgesdisabled": "Badges are switched off on this site.",
}
