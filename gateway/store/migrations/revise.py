"""Write the revision that brings the schema from the newest one to the tables of the code: ``make revision``."""

from __future__ import annotations

import sys
import tempfile
from contextlib import closing
from pathlib import Path

from alembic import command

from gateway.store import migrations
from gateway.store.store import Store

__all__ = ["main"]


def main(message: str) -> None:
    """Compare the tables with a database of the newest revision, and write what is missing."""
    number = f"{len(migrations.revisions()) + 1:04}"
    with tempfile.TemporaryDirectory() as folder, closing(Store(f"sqlite:///{Path(folder, 'newest.db')}")) as store:
        if migrations.revisions():
            store.migrate()
        store.run_here(
            lambda work: command.revision(migrations.config(work.db), message, autogenerate=True, rev_id=number),
            write=True,
        )


if __name__ == "__main__":
    main(sys.argv[1])
