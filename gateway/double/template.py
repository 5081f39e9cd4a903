"""The template of worlds: the database and the contents of files of a seeded site, which each world starts with a copy of."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Final

import msgspec
from argon2 import PasswordHasher
from sqlalchemy import Connection
from sqlalchemy.dialects.sqlite.base import SQLiteDialect
from sqlalchemy.schema import CreateIndex, CreateTable

from gateway import clock
from gateway.access import site as site_data
from gateway.access.secrets import Vault
from gateway.access.site import SiteData
from gateway.admin import state as states
from gateway.admin.install import install
from gateway.admin.state import State
from gateway.admin.synchronise import synchronise
from gateway.double.clocks import WorldClock
from gateway.double.statements import share
from gateway.files.folder import FolderBlobs
from gateway.registry.protocols import protocols
from gateway.registry.registry import Registry
from gateway.store import migrations
from gateway.store.blobs import content_hash
from gateway.store.store import Store

__all__ = ["HASHER", "KEY", "NOT_SYNCHRONOUS", "Template", "made"]

KEY: Final = "d0" * 32
"""The site key of every double: it holds nobody's secrets, and the same seed gives the same bytes."""

NOT_SYNCHRONOUS: Final = "off"
"""How far a double waits for the disk: what is lost with the power would have been deleted at the end."""

# The dearest hash would be no safer in a double, whose passwords are in a file, and would take a start of a second apart.
HASHER: Final = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class Template(msgspec.Struct, frozen=True):
    """A seeded site that nobody uses: its database, the folder of the contents of its files, and the time that its seed says.

    ``site`` is its snapshot, which would have to be read anew for each world.
    """

    database: Path
    files: Path
    moment: float | None
    site: SiteData

    def copy(self, folder: Path) -> tuple[Path, Path]:
        """Copy the site into a new folder; returns the paths of the database and of the contents.

        Contents are never changed, so that the copies share them with the template.
        """
        folder.mkdir(parents=True)
        database, files = folder / "site.db", folder / "files"
        shutil.copyfile(self.database, database)
        if self.files.exists():
            shutil.copytree(self.files, files, copy_function=_linked)
        return database, files


def _linked(source: str, target: str) -> None:
    """Give a content a second name, or copy it where the file system has no such thing."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


async def made(folder: Path, registry: Registry, *, moment: float | None, state: State | None = None, name: str = "Triglot") -> Template:
    """The template in an empty ``folder``, of a newly installed site at ``moment`` with the rows of a state, if there is one.

    Raises ``StateError`` for a state that cannot be loaded.
    """
    database, files = folder / "site.db", folder / "files"
    now = clock.seconds() if moment is None else int(moment)
    with clock.using(WorldClock(moment)), closing(Store(f"sqlite:///{database}", synchronous=NOT_SYNCHRONOUS)) as store:
        share(store.engines)
        switched = [protocol.name for protocol in protocols() if protocol.switched]

        def fill(db: Connection) -> None:
            _create(db, registry)
            install(db, registry, protocols=switched, name=name, now=now)
            if prepared is not None:
                states.load(db, prepared, registry=registry, replace=True)
            synchronise(db, registry, now=now)

        prepared = None
        if state is not None:
            prepared = states.prepare(states.fit(state, registry).state, vault=Vault(bytes.fromhex(KEY)), hashed=HASHER.hash)
            _lay_out(prepared.contents, FolderBlobs(files))
        await store.write(fill)
        site = await store.read(site_data.load, "", registry)
    return Template(database, files, moment, site)


def _lay_out(contents: Iterable[bytes], blobs: FolderBlobs) -> None:
    """Write contents where they are looked for, without waiting for the disk as a site would."""
    for content in contents:
        path = blobs.path(content_hash(content))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _create(db: Connection, registry: Registry) -> None:
    """Create the tables of an empty database as they are in the newest revisions: going through their history takes seconds."""
    driver = db.connection.driver_connection
    assert driver is not None
    for statement in _statements(registry):
        driver.execute(statement)


@cache
def _statements(registry: Registry) -> tuple[str, ...]:
    """The statements that create all tables, once for all doubles of a process."""
    dialect = SQLiteDialect()
    statements: list[str] = []
    for table in registry.tables.values():
        statements.append(str(CreateTable(table).compile(dialect=dialect)))
        statements += [str(CreateIndex(index).compile(dialect=dialect)) for index in table.indexes]
    for branch in (migrations.KERNEL, *registry.branches):
        if revision := migrations.newest(branch):
            statements.append(f'CREATE TABLE "{branch.version_table}" (version_num VARCHAR(32) NOT NULL PRIMARY KEY)')
            statements.append(f"INSERT INTO \"{branch.version_table}\" VALUES ('{revision}')")  # noqa: S608 - names of ours
    return tuple(statements)
