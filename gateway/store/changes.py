"""The feed of changes by which caches stay right, in this process and in all others.

Whoever changes something that a cache may hold notes it with ``note`` in the same transaction. What was
noted becomes rows right before the commit: on a database where transactions overlap these must wait for
each other, and that should be short. The committing process drops the named entries at once; the others
read the rows after the last they know of, when they are woken, or else every second. A change is a kind
and the key of the entry; the empty key stands for all of a kind.
"""

from __future__ import annotations

import time
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Connection, delete, func, insert, select

from gateway.store.tables.site import change

__all__ = ["Change", "Kind", "append", "changes_after", "forget_old", "last_change", "note", "noted", "take"]

# How long rows are kept, in seconds: far longer than any worker goes without reading them.
_KEPT = 3600


class Kind(StrEnum):
    """What kind of thing a cache entry is about."""

    SITE = "site"
    TOKEN = "token"  # noqa: S105 - a kind of thing, not one of them
    USER = "user"


class Change(NamedTuple):
    """One cache entry that no longer holds."""

    kind: Kind
    key: str


def note(db: Connection, kind: Kind, key: str = "") -> None:
    """Note that ``key`` of ``kind`` changes with the running transaction."""
    changes: list[Change] = db.info.setdefault("changes", [])
    if (entry := Change(kind, key)) not in changes:
        changes.append(entry)


def noted(db: Connection) -> list[Change]:
    """What the running transaction has noted so far."""
    return list(db.info.get("changes", ()))


def take(db: Connection) -> list[Change]:
    """What the running transaction has noted, which from now on has noted nothing."""
    found: list[Change] = db.info.pop("changes", [])
    return found


def append(db: Connection, changes: list[Change]) -> None:
    """Add to the feed what a transaction has noted; the store does so at its end."""
    now = int(time.time())
    db.execute(insert(change), [{"kind": kind, "key": key, "timecreated": now} for kind, key in changes])


def last_change(db: Connection) -> int:
    """The id of the newest change, 0 where there is none."""
    return int(db.execute(select(func.coalesce(func.max(change.c.id), 0))).scalar_one())


def changes_after(db: Connection, last: int) -> tuple[int, list[Change]]:
    """The changes after the id ``last``, and the id of the newest of them."""
    rows = db.execute(select(change.c.id, change.c.kind, change.c.key).where(change.c.id > last).order_by(change.c.id)).all()
    return (rows[-1].id if rows else last), [Change(Kind(row.kind), row.key) for row in rows]


def forget_old(db: Connection) -> None:
    """Delete the rows that every worker has long read."""
    db.execute(delete(change).where(change.c.timecreated < int(time.time()) - _KEPT))
