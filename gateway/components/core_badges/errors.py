"""The error codes of the contract that only core_badges raises, and their messages."""

from __future__ import annotations

from gateway.api import missing

__all__ = ["ERRORS"]

ERRORS = {
    "error:nosuchbadge": missing("There is no such badge."),
    "badgesdisabled": "Badges are switched off on this site.",
}
