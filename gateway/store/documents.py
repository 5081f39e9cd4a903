"""Documents that are dear to make, kept for all processes under the name of what they were made from."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from gateway.store.rows import insert_missing
from gateway.store.tables.site import document

__all__ = ["find", "forget_old", "keep"]

# How long documents are kept, in seconds. What one is made from changes with every release, and then it is never asked for.
_KEPT = 30 * 24 * 3600


def find(db: Connection, name: str) -> str | None:
    """The document of that name, or None."""
    found: str | None = db.execute(select(document.c.content).where(document.c.name == name)).scalar()
    return found


def keep(db: Connection, name: str, content: str, now: int) -> None:
    """Keep a document, unless another process has kept it meanwhile."""
    insert_missing(db, document, {"name": name}, {"content": content, "timecreated": now})


def forget_old(db: Connection, now: int) -> int:
    """Delete the documents that were made long ago, and are made again if anybody asks; how many they were."""
    return db.execute(delete(document).where(document.c.timecreated < now - _KEPT)).rowcount
