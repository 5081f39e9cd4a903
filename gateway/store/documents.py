"""Documents that are expensive to build, stored for all processes under a name."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from gateway.store.rows import insert_missing
from gateway.store.tables.site import document

__all__ = ["find", "forget_old", "keep"]

# How long documents are kept, in seconds. The name follows from the content's sources, which change with every release.
_KEPT = 30 * 24 * 3600


def find(db: Connection, name: str) -> str | None:
    """The document with this name, or None."""
    found: str | None = db.execute(select(document.c.content).where(document.c.name == name)).scalar()
    return found


def keep(db: Connection, name: str, content: str, now: int) -> None:
    """Store a document, unless another process has stored it meanwhile."""
    insert_missing(db, document, {"name": name}, {"content": content, "timecreated": now})


def forget_old(db: Connection, now: int) -> int:
    """Delete documents that were stored long ago; returns how many. They are built again when they are asked for."""
    return db.execute(delete(document).where(document.c.timecreated < now - _KEPT)).rowcount
