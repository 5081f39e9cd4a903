"""Whether a process can serve: the database, its tables, the changes that others make, and the contents of files."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

import msgspec
from sqlalchemy import Connection, text

from gateway.errors import StorageFailed
from gateway.store import migrations
from gateway.store.blobs import Blobs, content_hash
from gateway.store.migrations import Branch
from gateway.store.store import DatabaseUnavailable, Store

__all__ = ["Checked", "of_changes", "of_contents", "of_database"]

OLDEST: Final = 5.0
"""The seconds after which changes of other processes count as not followed."""

# How long database and storage may take to answer, in seconds: those who ask give up soon after.
_WITHIN: Final = 2.0
# A content that nobody stores under this name: the storage has to say that it is not there.
_NOBODYS: Final = content_hash(b"whether the storage answers")


class Checked(msgspec.Struct, frozen=True):
    """The outcome of one check: the name of what was checked, and what is wrong with it; nothing where it is as it should be."""

    name: str
    trouble: str = ""


async def of_database(store: Store, branches: Sequence[Branch]) -> list[Checked]:
    """Whether the database answers, and whether its tables are those of this version; ``branches`` are the components'."""
    try:
        async with asyncio.timeout(_WITHIN):
            trouble = await store.read(_foreign_tables, branches)
    except TimeoutError:
        return [Checked("database", f"no answer within {_WITHIN:g} seconds")]
    except DatabaseUnavailable:
        return [Checked("database", "cannot be reached, or is busy")]
    except Exception:  # whatever the driver may raise: the reason is in the log of those who need the database
        return [Checked("database", "does not answer as it should")]
    return [Checked("database"), Checked("migrations", trouble)]


def _foreign_tables(db: Connection, branches: Sequence[Branch]) -> str:
    """What is wrong with the revisions of the tables; asked for by one statement."""
    wanted = {branch.name: newest for branch in (migrations.KERNEL, *branches) if (newest := migrations.newest(branch)) is not None}
    asked = (
        f"SELECT '{branch.name}', version_num FROM \"{branch.version_table}\""  # noqa: S608 - names of ours
        for branch in (migrations.KERNEL, *branches)
        if branch.name in wanted
    )
    for name, found in db.execute(text(" UNION ALL ".join(asked))):
        if found != wanted[name]:
            return f"the tables of {name or 'the kernel'} are of revision {found}, not {wanted[name]}"
    return ""


def of_changes(age: float | None) -> Checked:
    """Whether the changes of other processes are followed; ``age`` is how many seconds ago they were last read."""
    if age is None or age <= OLDEST:
        return Checked("changes")
    return Checked("changes", f"those of other processes were last read {age:.0f} seconds ago")


async def of_contents(blobs: Blobs) -> Checked:
    """Whether the store of the contents of files answers."""
    try:
        async with asyncio.timeout(_WITHIN):
            with suppress(FileNotFoundError):
                await blobs.is_whole(_NOBODYS)
    except TimeoutError:
        return Checked("contents", f"no answer within {_WITHIN:g} seconds")
    except StorageFailed:
        return Checked("contents", "cannot be read")
    return Checked("contents")
