"""Errors of the database as a whole."""

from __future__ import annotations

__all__ = ["DatabaseUnavailable", "StoreError"]


class StoreError(Exception):
    """The database cannot be used as configured; the text is one line for the operator."""


class DatabaseUnavailable(Exception):
    """The database could not be reached, or stayed busy beyond the time-out; the text is one line."""
