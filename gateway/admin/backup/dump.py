"""The rows of a database at one moment, in a file: of SQLite by its online backup, of PostgreSQL by its own tools.

Others go on writing meanwhile. What comes with the rows are the names of the contents that they name at that moment.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, select
from sqlalchemy.engine import URL

from gateway.admin.backup.archive import BackupError
from gateway.files.rows import FOLDER
from gateway.store.store import Store
from gateway.store.tables.files import files

__all__ = ["Contents", "dumped", "replaced", "require_alone"]

Contents = dict[str, int]
"""The sizes of contents, by their hashes."""

# Before the rows of a backup come all that is there goes, in the same transaction.
_CLEARED: Final = """\
DO $$
DECLARE found record;
BEGIN
    FOR found IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP
        EXECUTE format('DROP TABLE %I CASCADE', found.tablename);
    END LOOP;
END $$;
"""


def dumped(store: Store, path: Path) -> Contents:
    """Write the rows to a new file; returns the contents that they name. Raises ``BackupError``."""
    return _of_sqlite(store, path) if store.url.get_backend_name() == "sqlite" else _of_postgresql(store, path)


def _of_sqlite(store: Store, path: Path) -> Contents:
    try:
        with (
            closing(sqlite3.connect(store.name)) as source,
            closing(sqlite3.connect(path)) as copy,
        ):
            # In one step, which keeps nobody from writing: of several, each write of others would begin the first again.
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
            query = "SELECT contenthash, max(filesize) FROM files WHERE filename <> ? GROUP BY contenthash"
            return dict(copy.execute(query, (FOLDER,)).fetchall())
    except sqlite3.Error as error:
        raise BackupError(f"{store.name}: {error}") from None


def _of_postgresql(store: Store, path: Path) -> Contents:
    """The dump and the names are of one snapshot, which a transaction exports."""
    program = _program("pg_dump")
    with store.engines[-1].connect() as connection:
        connection.exec_driver_sql("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        snapshot = str(connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one())
        found = _named(connection)
        options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={path}"]
        _run([program, *options, *_where(store.url)], store.url)
        connection.exec_driver_sql("ROLLBACK")
    return found


def _named(db: Connection) -> Contents:
    query = select(files.c.contenthash, files.c.filesize).where(files.c.filename != FOLDER).distinct()
    return {name: int(size) for name, size in db.execute(query)}


def require_alone(store: Store) -> None:
    """Raise ``BackupError`` where somebody else uses the database: they would go on with what they know of it."""
    if store.url.get_backend_name() == "sqlite":
        path = Path(store.name)
        if path.exists() and not _is_closed(path):
            raise BackupError(f"{path} is in use: stop the server first")
        return
    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    with store.engines[-1].connect() as connection:
        others = int(connection.exec_driver_sql(query).scalar_one())
        connection.exec_driver_sql("ROLLBACK")
    if others:
        raise BackupError(f"{others} others are connected to {store.name}: stop the server first")


def _is_closed(path: Path) -> bool:
    """Whether nobody has an SQLite database open; then its log is gone, too, and would not be taken for that of another file."""
    with closing(sqlite3.connect(path, timeout=0)) as database:
        try:
            return bool(database.execute("PRAGMA journal_mode = DELETE").fetchone()[0] == "delete")
        except sqlite3.OperationalError:
            return False
        except sqlite3.DatabaseError:  # it is no database any more, for which a backup may be the remedy
            return True


def replaced(store: Store, path: Path) -> None:
    """Put the rows of a dump in the place of all that is there, at once or not at all. Raises ``BackupError``.

    An SQLite dump is moved: it must be on the disk of the database.
    """
    if store.url.get_backend_name() == "sqlite":
        _move(path, Path(store.name))
        return
    psql, program = _program("psql"), _program("pg_restore")
    script = path.with_suffix(".sql")
    _run([program, "--no-owner", "--no-privileges", f"--file={script}", str(path)], store.url)
    cleared = path.with_suffix(".clear.sql")
    cleared.write_text(_CLEARED)
    options = ["--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1", f"--file={cleared}", f"--file={script}"]
    _run([psql, *options, *_where(store.url)], store.url)


def _move(path: Path, target: Path) -> None:
    try:
        with closing(sqlite3.connect(path)) as database:
            trouble = database.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        trouble = str(error)
    if trouble != "ok":
        raise BackupError(f"the database in the backup is damaged: {trouble}")
    for rest in ("-wal", "-shm"):  # of a database that nobody has open
        with suppress(FileNotFoundError):
            Path(f"{target}{rest}").unlink()
    path.chmod(0o600)
    _sync(path)
    os.replace(path, target)
    _sync(target.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise BackupError(f"{name} is not installed here, which belongs to PostgreSQL: apt-get install postgresql-client")
    return found


def _where(url: URL) -> list[str]:
    """The options by which the tools of PostgreSQL find a database; a password goes by the environment, where others cannot see it."""
    parts = (("--host", url.host), ("--port", url.port), ("--username", url.username))
    return [*(f"{name}={value}" for name, value in parts if value), "--no-password", f"--dbname={url.database}"]


def _run(command: list[str], url: URL) -> None:
    """Run a tool of PostgreSQL. Raises ``BackupError`` with the first line of what it says."""
    password = {"PGPASSWORD": str(url.password)} if url.password else {}
    done = subprocess.run(command, env={**os.environ, **password}, stdin=subprocess.DEVNULL, capture_output=True, text=True)  # noqa: S603 - a program of the system, and values of the settings
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"ended with status {done.returncode}"]
        raise BackupError(f"{Path(command[0]).name}: {lines[0]}")
