"""Which side answers a function that both an upstream and this gateway have: the old one, the new one, or one with the other beside."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import Connection, delete, select, update

from gateway.store.changes import ChangeKind, note
from gateway.store.rows import insert_row
from gateway.upstream.tables import upstream_parity, upstream_switch

__all__ = ["Side", "load", "switch"]


class Side(StrEnum):
    """Who answers: the upstream, the function of this gateway, or one of both while the other is called beside and compared."""

    LEGACY = "legacy"
    NEW = "new"
    BOTH = "both"  # the upstream answers
    BOTH_NEW = "both-new"  # the function of this gateway answers
    TWICE = "twice"  # the upstream answers, and is called a second time: how much it differs from itself


def load(db: Connection) -> dict[str, Side]:
    """The side of each function that was ever switched; all others are answered by their upstreams."""
    rows = db.execute(select(upstream_switch.c.function, upstream_switch.c.side))
    return {row.function: Side(row.side) for row in rows if row.side in set(Side)}


def switch(db: Connection, function: str, side: Side, *, now: int) -> None:
    """Let a side answer from now on; all workers know within a second. What comparing has found is counted anew."""
    db.execute(delete(upstream_switch).where(upstream_switch.c.function == function))
    counted = dict.fromkeys(("calls", "equal", "different", "failed", "dropped", "equalsince"), 0)
    db.execute(update(upstream_parity).where(upstream_parity.c.function == function).values(**counted, paths=None))
    insert_row(db, upstream_switch, {"function": function, "side": side.value, "timemodified": now})
    note(db, ChangeKind.UPSTREAM)
