"""The revisions of the schema, and bringing a database to the newest one.

A revision is a module of ``versions`` whose name begins with its number. What is in a release is never
changed: ``make revision`` writes the next one. Alembic is imported only where there is something to do.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

if TYPE_CHECKING:
    from alembic.config import Config

__all__ = ["UnknownRevision", "config", "current", "downgrade", "newest", "revisions", "upgrade"]

_HERE = Path(__file__).parent
_VERSION_TABLE = "alembic_version"


class UnknownRevision(Exception):
    """A database is of a revision that this program does not know; the text says so of the database."""

    def __init__(self, revision: str) -> None:
        """``revision`` is the one it is of."""
        super().__init__(f"is of revision {revision}, newer than this version of Triglot knows: use the version that last worked with it")


@cache
def revisions() -> tuple[str, ...]:
    """The numbers of all revisions, the oldest first."""
    return tuple(sorted(path.name.partition("_")[0] for path in (_HERE / "versions").glob("[0-9]*_*.py")))


def newest() -> str:
    """The number of the newest revision."""
    return revisions()[-1]


def current(db: Connection) -> str | None:
    """The revision of a database, None for one without our tables."""
    if not inspect(db).has_table(_VERSION_TABLE):
        return None
    found: str | None = db.execute(text(f"SELECT version_num FROM {_VERSION_TABLE}")).scalar_one_or_none()  # noqa: S608 - a constant
    return found


def upgrade(db: Connection, revision: str | None = None) -> None:
    """Bring a database to the newest revision, or another, in the running transaction. Raises ``UnknownRevision``."""
    found = current(db)
    if found is not None and found not in revisions():
        raise UnknownRevision(found)
    if found == (revision or newest()):
        return  # another process was quicker
    from alembic import command

    command.upgrade(config(db), revision or newest())


def downgrade(db: Connection, revision: str = "base") -> None:
    """Take a database back to an older revision, or to nothing, in the running transaction."""
    from alembic import command

    command.downgrade(config(db), revision)


def config(db: Connection) -> Config:
    """What Alembic's commands are given to work on a connection."""
    from alembic.config import Config

    made = Config(attributes={"connection": db})
    made.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    return made
