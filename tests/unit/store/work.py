"""Units of work for the tests of the store, on the table of settings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

from sqlalchemy import Connection, func, insert, select, update

from gateway.store.store import Store
from gateway.store.tables.site import config


def add(db: Connection, name: str) -> str:
    db.execute(insert(config).values(name=name, value="1"))
    return name


def has(db: Connection, name: str) -> bool:
    return db.execute(select(config.c.id).where(config.c.name == name)).first() is not None


def count(db: Connection) -> int:
    return db.execute(select(func.count()).select_from(config)).scalar_one()


def fail(db: Connection, name: str) -> None:
    add(db, name)
    raise LookupError(name)


def setting(db: Connection, name: str) -> str | None:
    return db.execute(select(config.c.value).where(config.c.name == name)).scalar_one_or_none()


def change(db: Connection, name: str, value: str) -> None:
    db.execute(update(config).where(config.c.name == name).values(value=value))


def increment(db: Connection, name: str) -> None:
    """Read, and write what follows from it."""
    change(db, name, str(int(setting(db, name) or 0) + 1))


@contextmanager
def another(store: Store) -> Iterator[Store]:
    """A store on the same database, as another process has it."""
    with closing(Store(store.url.render_as_string(hide_password=False))) as other:
        yield other
