"""Effects that run after a transaction is committed, and never if it is rolled back.

A function inside a transaction may run more than once, because an attempt that conflicts with others is repeated. Effects
outside of the database, such as a line in a log, are therefore put off until the commit.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection

__all__ = ["Effect", "after_commit", "take"]

Effect = Callable[[], None]


def after_commit(db: Connection, effect: Effect) -> None:
    """Call ``effect`` after the running transaction is committed. It must not raise."""
    db.info.setdefault("effects", []).append(effect)


def take(db: Connection) -> list[Effect]:
    """The effects that the running transaction has put off; the store runs them after the commit."""
    effects: list[Effect] = db.info.pop("effects", [])
    return effects
