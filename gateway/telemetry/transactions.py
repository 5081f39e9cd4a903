"""Numbers of the database: transactions and how long they took, those that were made again, those that could not be made, connections."""

from __future__ import annotations

import threading
from collections.abc import Iterator

from sqlalchemy.pool import QueuePool

from gateway.store.store import Store
from gateway.telemetry.metrics import Family, Histogram, counter, gauge

__all__ = ["Transactions"]


class Transactions:
    """The numbers of a store, which tells of each transaction."""

    def __init__(self, store: Store) -> None:
        """The store is listened to from now on."""
        self._store = store
        self._seconds = Histogram("triglot_database_seconds", "Seconds that transactions took, by read and write.", "kind")
        self._again: dict[str, float] = {}
        self._away = 0
        # Threads have transactions, too.
        self._lock = threading.Lock()
        store.observer = self

    def done(self, write: bool, seconds: float) -> None:
        """Count a transaction that was committed."""
        with self._lock:
            self._seconds.observe(seconds, ("write",) if write else ("read",))

    def again(self, reason: str) -> None:
        """Count an attempt that is made once more."""
        with self._lock:
            self._again[reason] = self._again.get(reason, 0) + 1

    def away(self) -> None:
        """Count work that was given up because the database was away."""
        with self._lock:
            self._away += 1

    def families(self) -> Iterator[Family]:
        """The numbers as they are now."""
        yield self._seconds.family()
        yield counter("triglot_database_retries_total", "Transactions that were made again, by reason.", self._again, "reason")
        yield counter("triglot_database_unavailable_total", "Work that was given up: the database was away, or busy.", self._away)
        pools = zip(("loop", "threads"), (engine.pool for engine in self._store.engines), strict=False)
        found = {use: pool for use, pool in pools if isinstance(pool, QueuePool)}
        if found:  # an embedded database keeps none
            used = {use: pool.checkedout() for use, pool in found.items()}
            idle = {use: pool.checkedin() for use, pool in found.items()}
            yield gauge("triglot_database_connections_used", "Connections to the database server in use.", used, "pool")
            yield gauge("triglot_database_connections_idle", "Connections to the database server that are free.", idle, "pool")
