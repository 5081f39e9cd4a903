"""What can be wrong with the database as a whole."""

from __future__ import annotations

__all__ = ["DatabaseUnavailable", "StoreError"]


class StoreError(Exception):
    """The database cannot be used as it is configured; the text is one line for the operator."""


class DatabaseUnavailable(Exception):
    """The database could not be reached, or was busy for longer than anyone should wait; the text is one line."""
