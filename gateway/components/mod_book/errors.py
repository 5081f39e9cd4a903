"""The error codes of the contract that only mod_book raises, and their messages."""

from __future__ import annotations

from gateway.api import missing

__all__ = ["ERRORS"]

ERRORS = {"errorchapter": missing("This chapter cannot be read.")}
"""The message of each code."""
