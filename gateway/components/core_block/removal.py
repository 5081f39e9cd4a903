"""Deleting blocks together with the contexts they are shown in."""

from __future__ import annotations

from sqlalchemy import Connection, delete

from gateway.api import Ids
from gateway.components.core_block.tables import block_instances

__all__ = ["forget_contexts"]


def forget_contexts(db: Connection, contextids: Ids) -> None:
    """Delete the blocks that are shown in the given contexts."""
    db.execute(delete(block_instances).where(block_instances.c.parentcontextid.in_(contextids)))
