"""The audit kept within bounds: events that are too old, or too many, go a few at a time, so that nobody waits who writes meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Final

from sqlalchemy import ColumnElement, Connection, delete, func, or_, select

from gateway.access import config
from gateway.store.blobs import Blobs
from gateway.store.store import Store
from gateway.store.tables.site import logstore_standard_log

__all__ = ["SLICE", "prune"]

SLICE: Final = 1000
"""How many events go in one transaction: on SQLite, others wait for it."""

_DAY: Final = 24 * 3600
# Between two transactions: whoever waits to write gets its turn. In seconds.
_PAUSE: Final = 0.01


async def prune(store: Store, _blobs: Blobs, now: float) -> AsyncIterator[int]:
    """The numbers of events that went, part by part, while those go that the site does not keep."""
    count = SLICE
    while count == SLICE:
        count = await store.run(lambda transaction: _slice(transaction.db, int(now)), write=True, beside=True)
        yield count
        await asyncio.sleep(_PAUSE)


def _slice(db: Connection, now: int) -> int:
    """Delete the oldest events that are not kept; returns how many. The limit is read each time: it may change meanwhile."""
    settings = config.load(db, {})
    cols = logstore_standard_log.c
    conditions: list[ColumnElement[bool]] = []
    if days := settings.number("logstore_standard/loglifetime"):
        conditions.append(cols.timecreated < now - days * _DAY)
    if most := settings.number("triglot/logrows"):
        # By ids, which only grow: counting all rows would take as long as there are many.
        newest = db.execute(select(func.coalesce(func.max(cols.id), 0))).scalar_one()
        conditions.append(cols.id <= newest - most)
    if not conditions:
        return 0
    oldest = select(cols.id).where(or_(*conditions)).order_by(cols.id).limit(SLICE)
    return db.execute(delete(logstore_standard_log).where(cols.id.in_(oldest.scalar_subquery()))).rowcount
