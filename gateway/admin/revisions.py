"""Writing a revision: the migration from the newest revision to the tables as the code defines them."""

from __future__ import annotations

import tempfile
from contextlib import closing
from pathlib import Path

from gateway.registry.component import ComponentError
from gateway.registry.registry import Registry
from gateway.store import migrations
from gateway.store.migrations import KERNEL
from gateway.store.store import Store

__all__ = ["write"]


def write(registry: Registry, message: str, branch_name: str = "") -> None:
    """Compare the code's tables with a database of the newest revision, and write the missing revision into the branch's folder.

    ``branch_name`` is the package that has the folder ``revisions``; without one, the revision is for the kernel's tables.
    Raises ``ComponentError`` if no component has revisions there.
    """
    from alembic import command

    branches = {branch.name: branch for branch in (KERNEL, *registry.branches)}
    branch = branches.get(branch_name)
    if branch is None:
        known = ", ".join(sorted(branches)[1:]) or "none"
        raise ComponentError(f"no component has revisions in a package {branch_name!r}; there are {known}")
    number = f"{len(migrations.revisions(branch.folder)) + 1:04}"
    foreign = frozenset(registry.tables) - frozenset(branch.tables.tables) | {other.version_table for other in branches.values()}
    with tempfile.TemporaryDirectory() as folder, closing(Store(f"sqlite:///{Path(folder, 'newest.db')}")) as store:
        if migrations.revisions():
            store.migrate(registry.branches)
        store.run_here(
            lambda work: command.revision(migrations.config(work.db, branch, foreign), message, autogenerate=True, rev_id=number),
            write=True,
        )
