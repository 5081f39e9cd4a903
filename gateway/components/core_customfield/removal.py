"""Deleting the values of custom fields with the contexts they belong to."""

from __future__ import annotations

from sqlalchemy import Connection, delete

from gateway.api import Ids
from gateway.components.core_customfield.tables import customfield_data

__all__ = ["forget_contexts"]


def forget_contexts(db: Connection, contextids: Ids) -> None:
    """Delete the values of custom fields in contexts."""
    db.execute(delete(customfield_data).where(customfield_data.c.contextid.in_(contextids)))
