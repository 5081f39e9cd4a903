"""The error codes of the contract that only core_tag raises, and their messages."""

from __future__ import annotations

from gateway.api import missing

__all__ = ["ERRORS"]

ERRORS = {
    "notagsfound": missing("There is no such tag."),
    "tagsaredisabled": "Tags are switched off on this site.",
}
