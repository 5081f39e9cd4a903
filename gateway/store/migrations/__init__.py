"""The revisions of the schema, and bringing a database to the newest ones.

The kernel's tables and those of each component have a history each: a ``Branch``, whose revisions are modules of one folder,
named by number. The revision of a database is stored in one table per branch, so that components can be added and removed
independently. Released revisions are never changed: ``make revision`` writes the next one. Alembic is imported only if there is
something to do.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import Connection, MetaData, inspect, text

from gateway.store.tables import metadata

if TYPE_CHECKING:
    from alembic.config import Config

__all__ = ["KERNEL", "Branch", "UnknownRevision", "config", "current", "downgrade", "newest", "revisions", "upgrade"]


class Branch(msgspec.Struct, frozen=True):
    """One history of tables: its name, the folder of its revisions, and the tables as they are in the newest one."""

    name: str
    folder: Path
    tables: MetaData

    @property
    def version_table(self) -> str:
        """The name of the table that holds the revision of a database."""
        return f"alembic_version_{self.name}" if self.name else "alembic_version"


KERNEL = Branch("", Path(__file__).parent / "versions", metadata)
"""The history of the kernel's tables, and of those that components had before each had a history of its own."""


class UnknownRevision(Exception):
    """A database has a revision that this program does not know; the text is for the operator."""

    def __init__(self, revision: str, branch: Branch = KERNEL) -> None:
        """``revision`` is the unknown one."""
        of, program = (f"revision {revision} of {branch.name}", branch.name) if branch.name else (f"revision {revision}", "Triglot")
        super().__init__(f"is of {of}, newer than this version of {program} knows: use the version that last worked with it")


@cache
def revisions(folder: Path = KERNEL.folder) -> tuple[str, ...]:
    """The numbers of all revisions in a folder, the oldest first."""
    return tuple(sorted(path.name.partition("_")[0] for path in folder.glob("[0-9]*_*.py")))


def newest(branch: Branch = KERNEL) -> str | None:
    """The number of the newest revision of a branch; None for one that has no revision yet."""
    known = revisions(branch.folder)
    return known[-1] if known else None


def current(db: Connection, branch: Branch = KERNEL) -> str | None:
    """The revision of a branch in a database, None if the branch has no tables there."""
    if not inspect(db).has_table(branch.version_table):
        return None
    found: str | None = db.execute(text(f'SELECT version_num FROM "{branch.version_table}"')).scalar_one_or_none()  # noqa: S608 - a name of ours
    return found


def upgrade(db: Connection, revision: str | None = None, branch: Branch = KERNEL) -> None:
    """Upgrade a branch to its newest revision, or to ``revision``, in the running transaction. Raises ``UnknownRevision``."""
    found, wanted = current(db, branch), revision or newest(branch)
    if found is not None and found not in revisions(branch.folder):
        raise UnknownRevision(found, branch)
    if wanted is None or found == wanted:
        return  # there is no revision yet, or another process was quicker
    from alembic import command

    command.upgrade(config(db, branch), wanted)


def downgrade(db: Connection, revision: str = "base", branch: Branch = KERNEL) -> None:
    """Downgrade a branch to an older revision, or to nothing, in the running transaction."""
    from alembic import command

    command.downgrade(config(db, branch), revision)


def config(db: Connection, branch: Branch = KERNEL, foreign: frozenset[str] = frozenset()) -> Config:
    """The configuration with which Alembic's commands work on a branch; ``foreign`` tables belong to other branches."""
    from alembic.config import Config

    kinds = "gateway.api" if branch.name else "gateway.store"  # where the revisions it writes import the kinds of columns from
    made = Config(attributes={"connection": db, "branch": branch, "kinds": kinds, "foreign": foreign})
    made.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    made.set_main_option("version_locations", str(branch.folder).replace("%", "%%"))
    made.set_main_option("path_separator", "newline")
    return made
