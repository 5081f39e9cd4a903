"""The error codes of the contract that only core_ai raises, and their messages."""

from __future__ import annotations

__all__ = ["ERRORS"]

ERRORS = {"noproviderfound": "This site has no provider of artificial intelligence."}
