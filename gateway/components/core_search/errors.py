"""The error code of the contract that only core_search raises, and its message."""

from __future__ import annotations

__all__ = ["ERRORS"]

ERRORS = {"globalsearchdisabled": "This site cannot be searched."}
