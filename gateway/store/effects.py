"""What is done once a transaction has been committed, and never where it is rolled back.

A function that runs inside a transaction may run more than once, because an attempt that others are in the
way of is made again. What reaches further than the database, such as a line in a log, is therefore put off.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection

__all__ = ["Effect", "after_commit", "take"]

Effect = Callable[[], None]


def after_commit(db: Connection, effect: Effect) -> None:
    """Have ``effect`` called when the running transaction has been committed. It must not raise."""
    db.info.setdefault("effects", []).append(effect)


def take(db: Connection) -> list[Effect]:
    """What the running transaction has put off; the store asks at its end."""
    effects: list[Effect] = db.info.pop("effects", [])
    return effects
