"""Sealing all secrets again with another site key, while the site is used.

First the new key stands beside the old one, and every process takes it: seals with it, and opens what either has sealed. Then all that is
stored is sealed again, some rows at a time, until nothing is left of the old key, which goes then. Each of these steps can be repeated:
whoever is interrupted begins again, and what is done stays done.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Table, or_, select, update

from gateway.access.secrets import Vault, new_key, read_keys, write_keys
from gateway.registry.registry import Registry
from gateway.store.changes import ChangeKind, note
from gateway.store.columns import SEALED
from gateway.store.tables import metadata

__all__ = ["begin", "finish", "reseal", "sealed_tables", "tell"]

_SLICE: Final = 500


def begin(path: Path) -> tuple[bytes, bytes]:
    """The new key and the old one, which both stand in the file from now on; where they do already, those. Raises ``SecretsError``."""
    keys = read_keys("", path)
    if len(keys) == 1:
        keys = (new_key(), keys[0])
        write_keys(path, keys)
    return keys[0], keys[1]


def finish(path: Path) -> None:
    """Leave the new key in the file alone."""
    write_keys(path, read_keys("", path)[:1])


def tell(db: Connection) -> None:
    """Have all processes read the keys again."""
    note(db, ChangeKind.SITE)


def sealed_tables(registry: Registry) -> Iterator[Table]:
    """The tables with sealed columns: the kernel's, and those of components."""
    for table in (*metadata.tables.values(), *registry.tables.values()):
        if any(column.info.get(SEALED) for column in table.columns):
            yield table


def reseal(db: Connection, vault: Vault, table: Table, after: int) -> tuple[int | None, int]:
    """Seal the next rows with ids above ``after`` with the key; returns the last id, None at the end, and how many were sealed again.

    A value that somebody has changed meanwhile is left as it is. Raises ``SecretsError`` for one that no key opens.
    """
    columns = [column for column in table.columns if column.info.get(SEALED)]
    there = or_(*(column.is_not(None) for column in columns))
    rows = db.execute(select(table.c.id, *columns).where(table.c.id > after, there).order_by(table.c.id).limit(_SLICE)).all()
    count = 0
    for row in rows:
        for column, old in zip(columns, row[1:], strict=True):
            if old is not None and (new := vault.resealed(old)) is not None:
                same = table.c.id == row.id, column == old
                count += db.execute(update(table).where(*same).values({column.name: new})).rowcount
    return (rows[-1].id if len(rows) == _SLICE else None), count
