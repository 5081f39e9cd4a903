"""The feed of changes by which caches stay right, in this process and in all others.

Code that changes data which a cache may hold calls ``note`` in the same transaction. Noted changes become rows just before the
commit: on a database with concurrent transactions these inserts must wait for each other, which should be short. The committing
process drops the named entries at once; other processes read the rows after the last they know, when they are notified, or else
every second. A change has a kind and the key of an entry; the empty key stands for all entries of the kind.
"""

from __future__ import annotations

import time
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Connection, delete, func, insert, select

from gateway.store.tables.site import change

__all__ = ["Change", "ChangeKind", "append", "changes_after", "forget_old", "last_change", "note", "noted", "take"]

# How long rows are kept, in seconds: far longer than any worker's interval between two reads.
_KEPT = 3600


class ChangeKind(StrEnum):
    """The kind of cache entry that a change is about."""

    SITE = "site"
    TOKEN = "token"  # noqa: S105 - a kind of thing, not one of them
    USER = "user"
    UPSTREAM = "upstream"


class Change(NamedTuple):
    """A cache entry that has become invalid."""

    kind: ChangeKind
    key: str


def note(db: Connection, kind: ChangeKind, key: str = "") -> None:
    """Record in the running transaction that the cache entry ``key`` of ``kind`` becomes invalid."""
    changes: list[Change] = db.info.setdefault("changes", [])
    if (entry := Change(kind, key)) not in changes:
        changes.append(entry)


def noted(db: Connection) -> list[Change]:
    """The changes that the running transaction has recorded so far."""
    return list(db.info.get("changes", ()))


def take(db: Connection) -> list[Change]:
    """The changes that the running transaction has recorded; they are removed from it."""
    found: list[Change] = db.info.pop("changes", [])
    return found


def append(db: Connection, changes: list[Change]) -> None:
    """Insert changes into the feed; the store does so at the end of a transaction."""
    now = int(time.time())
    db.execute(insert(change), [{"kind": kind, "key": key, "timecreated": now} for kind, key in changes])


def last_change(db: Connection) -> int:
    """The id of the newest change, 0 where there is none."""
    return int(db.execute(select(func.coalesce(func.max(change.c.id), 0))).scalar_one())


def changes_after(db: Connection, last: int) -> tuple[int, list[Change]]:
    """The changes after the id ``last``, and the id of the newest one."""
    rows = db.execute(select(change.c.id, change.c.kind, change.c.key).where(change.c.id > last).order_by(change.c.id)).all()
    return (rows[-1].id if rows else last), [Change(ChangeKind(row.kind), row.key) for row in rows]


def forget_old(db: Connection) -> None:
    """Delete the rows that every worker has read long ago."""
    db.execute(delete(change).where(change.c.timecreated < int(time.time()) - _KEPT))
