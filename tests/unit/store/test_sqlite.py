"""SQLite: what happens while another process holds the lock, and what the file may be."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import InvalidRequestError

from gateway.store import store as store_module
from gateway.store.store import DatabaseUnavailable, Store, StoreError, Transaction
from tests.unit.store.work import add, count, has

on_sqlite = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)


@contextmanager
def locked(path: str | None) -> Iterator[sqlite3.Connection]:
    """Another process, as far as SQLite can tell, that holds the write lock."""
    with closing(sqlite3.connect(str(path), isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


@on_sqlite
async def test_who_needs_no_data_needs_no_lock(store: Store) -> None:
    with locked(store.url.database):
        assert await store.run(lambda work: work.connection, write=True) is None
        assert store.run_here(lambda work: work.connection, write=True) is None


@on_sqlite
async def test_a_read_sees_the_moment_it_began(store: Store) -> None:
    def read(db: Connection) -> tuple[int, int]:
        first = count(db)
        store.run_here(lambda work: add(work.db, "meanwhile"), write=True)
        return first, count(db)

    first, second = await store.read(read)
    assert first == second
    assert await store.read(count) == first + 1


@on_sqlite
async def test_a_write_inside_a_transaction_of_the_same_loop_is_an_error(store: Store) -> None:
    def nested(db: Connection) -> None:
        add(db, "outer")
        store.write(add, "inner").send(None)

    with pytest.raises(InvalidRequestError):
        await store.write(nested)
    assert not await store.read(has, "outer")
    assert not await store.read(has, "inner")


@on_sqlite
async def test_a_busy_database_is_waited_for_while_the_loop_goes_on(store: Store) -> None:
    turns: list[int] = []

    async def others() -> None:
        while True:
            turns.append(len(turns))
            await asyncio.sleep(0)

    with locked(store.url.database) as other:
        asyncio.get_running_loop().call_later(0.05, other.rollback)
        busy = asyncio.create_task(others())
        await store.write(add, "new")
        busy.cancel()
    assert len(turns) > 10
    assert await store.read(has, "new")


@on_sqlite
def test_a_thread_waits_for_a_busy_database(store: Store) -> None:
    with locked(store.url.database) as other:
        release = threading.Timer(0.05, other.rollback)
        release.start()
        store.run_here(lambda work: add(work.db, "new"), write=True)
        release.join()
    assert store.run_here(lambda work: has(work.db, "new"), write=False)


@on_sqlite
async def test_patience_ends(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "_PATIENCE", 0.0)
    with locked(store.url.database):
        with pytest.raises(DatabaseUnavailable):
            await store.write(add, "new")
        with pytest.raises(DatabaseUnavailable):
            store.run_here(lambda work: add(work.db, "new"), write=True)
        assert not await store.read(has, "new")
    await store.write(add, "new")


@on_sqlite
def test_foreign_keys_are_enforced_and_the_journal_is_written_ahead(store: Store) -> None:
    def pragma(work: Transaction) -> tuple[object, object]:
        return work.db.exec_driver_sql("PRAGMA foreign_keys").scalar(), work.db.exec_driver_sql("PRAGMA journal_mode").scalar()

    assert store.run_here(pragma, write=False) == (1, "wal")


def test_migrating_makes_the_folder_and_waits_for_a_busy_database(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "er" / "site.db"
    path.parent.mkdir(parents=True)
    with closing(Store(f"sqlite:///{path}")) as store, locked(str(path)) as other:
        release = threading.Timer(0.05, other.rollback)
        release.start()
        store.migrate()
        release.join()
    with closing(Store(f"sqlite:///{tmp_path}/another/site.db")) as store:
        assert store.revision() is None
        assert not (tmp_path / "another").exists()
        store.migrate()
        assert store.revision() is not None


@pytest.mark.parametrize("path", ["folder", "file/site.db"])
def test_a_database_that_cannot_be_opened_is_an_error_of_one_line(tmp_path: Path, path: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("no folder")
    with closing(Store(f"sqlite:///{tmp_path / path}")) as store, pytest.raises(StoreError, match="cannot open the database") as caught:
        store.migrate()
    assert "\n" not in str(caught.value)


def test_a_file_that_is_no_database_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "site.db").write_text("this is no database, whatever its name says " * 100)
    with closing(Store(f"sqlite:///{tmp_path / 'site.db'}")) as store, pytest.raises(StoreError, match="file is not a database"):
        store.migrate()


@pytest.mark.parametrize(("synchronous", "level"), [("normal", 1), ("full", 2)])
def test_how_far_a_commit_waits_for_the_disk_is_a_setting(tmp_path: Path, synchronous: str, level: int) -> None:
    with closing(Store(f"sqlite:///{tmp_path}/site.db", synchronous=synchronous)) as store:
        found = store.run_here(lambda work: work.db.exec_driver_sql("PRAGMA synchronous").scalar_one(), write=False)
    assert found == level


@on_sqlite
async def test_a_thread_that_ends_after_the_store_was_closed_leaves_nothing_open(empty_store: Store) -> None:
    begun, closed = threading.Event(), threading.Event()
    opened: list[object] = []
    event.listen(empty_store.engines[0], "connect", lambda connection, _record: opened.append(connection))
    event.listen(empty_store.engines[0], "close", lambda connection, _record: opened.remove(connection))

    def work(transaction: Transaction) -> None:
        transaction.db.execute(text("SELECT 1"))
        begun.set()
        closed.wait(5)

    running = asyncio.create_task(empty_store.run(work, write=False, beside=True))
    await asyncio.to_thread(begun.wait, 5)
    assert len(opened) == 1
    empty_store.close()
    closed.set()
    await running
    assert opened == []


@on_sqlite
async def test_a_full_disk_is_told_as_a_database_that_is_away_and_writes_nothing(store: Store) -> None:
    def fill(db: Connection) -> None:
        db.exec_driver_sql("PRAGMA max_page_count = 1")  # no page more than there are
        for number in range(10_000):
            add(db, f"{number}" * 20)

    before = await store.read(count)
    with pytest.raises(DatabaseUnavailable, match="no room on the disk"):
        await store.write(fill)
    assert await store.read(count) == before
    await store.write(lambda db: db.exec_driver_sql("PRAGMA max_page_count = 1000000"))
    await store.write(add, "new")
    assert await store.read(has, "new")
