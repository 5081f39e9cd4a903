"""The store: what a transaction promises on either database."""

from __future__ import annotations

import asyncio
import threading

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.exc import DBAPIError, IntegrityError

from gateway.store import store as store_module
from gateway.store.changes import Change, ChangeKind, note
from gateway.store.effects import after_commit
from gateway.store.store import DatabaseUnavailable, Store, StoreError, Transaction
from tests.unit.campus import set_config
from tests.unit.store.work import add, another, change, count, fail, has, increment, setting


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stores give up at once."""
    monkeypatch.setattr(store_module, "_PATIENCE", 0.0)


async def test_what_is_written_can_be_read_and_arguments_and_results_are_passed_on(store: Store) -> None:
    assert await store.write(add, name="new") == "new"
    assert await store.read(has, "new")
    assert store.run_here(lambda work: has(work.db, "new"), write=False)


async def test_an_error_leaves_nothing_and_the_next_transaction_is_clean(store: Store) -> None:
    with pytest.raises(LookupError, match="new"):
        await store.write(fail, "new")
    with pytest.raises(LookupError, match="new"):
        store.run_here(lambda work: fail(work.db, "new"), write=True)
    assert not await store.read(has, "new")
    await store.write(add, "new")
    with pytest.raises(IntegrityError):
        await store.write(add, "new")
    assert await store.read(has, "new")


async def test_errors_do_not_show_what_was_written(store: Store) -> None:
    await store.write(add, "hunter2")
    with pytest.raises(IntegrityError) as caught:
        await store.write(add, "hunter2")
    assert "hunter2" not in f"{caught.value} {caught.value.orig}"


async def test_listeners_are_told_after_the_commit_and_only_of_what_was_committed(store: Store) -> None:
    told: list[tuple[list[Change], bool]] = []

    def listen(changes: list[Change]) -> None:
        with another(store) as other:
            told.append((changes, other.run_here(lambda work: has(work.db, "second"), write=False)))

    def write(db: Connection, name: str, *, well: bool) -> None:
        add(db, name)
        note(db, ChangeKind.USER, "7")
        if not well:
            raise LookupError

    store.on_commit(listen)
    with pytest.raises(LookupError):
        await store.write(write, "first", well=False)
    await store.write(add, "unnoted")
    assert told == []
    await store.write(write, "second", well=True)
    assert told == [([Change(ChangeKind.USER, "7")], True)]


async def test_a_listener_may_use_the_store_and_its_failure_undoes_and_repeats_nothing(store: Store) -> None:
    def listen(_changes: list[Change]) -> None:
        assert store.run_here(lambda work: has(work.db, "new"), write=False)
        raise OSError("for a moment")

    def write(db: Connection) -> None:
        add(db, "new")
        note(db, ChangeKind.SITE)

    store.on_commit(listen)
    with pytest.raises(OSError, match="for a moment"):
        await store.write(write)
    assert await store.read(has, "new")


async def test_what_is_put_off_is_done_once_the_transaction_has_been_committed(store: Store) -> None:
    done: list[str] = []

    def write(db: Connection, name: str, *, well: bool) -> None:
        add(db, name)
        after_commit(db, lambda: done.append(name))
        if not well:
            raise LookupError

    with pytest.raises(LookupError):
        await store.write(write, "first", well=False)
    await store.write(add, "second")
    await store.write(write, "third", well=True)
    assert done == ["third"]


async def test_a_transaction_begins_when_its_connection_is_first_asked_for(store: Store) -> None:
    def ask_twice(work: Transaction) -> bool:
        assert work.connection is None
        return work.db is work.db is work.connection

    opened: list[object] = []
    for engine in store.engines:
        event.listen(engine, "connect", lambda connection, _record: opened.append(connection))
    assert await store.run(lambda work: work.connection, write=True) is None
    assert store.run_here(lambda work: work.connection, write=True) is None
    assert opened == []
    assert await store.run(ask_twice, write=True)
    assert opened != []


async def test_a_read_that_writes_is_whole_or_nothing_too(store: Store) -> None:
    assert await store.read(add, "new") == "new"
    assert store.run_here(lambda work: add(work.db, "newer"), write=False) == "newer"
    with pytest.raises(LookupError):
        await store.read(fail, "newest")
    assert [await store.read(has, name) for name in ("new", "newer", "newest")] == [True, True, False]


async def test_an_attempt_that_was_overtaken_is_made_again_whole(store: Store) -> None:
    attempts: list[int] = []

    def read_then_write(db: Connection) -> None:
        before = count(db)
        attempts.append(before)
        if len(attempts) == 1:
            store.run_here(lambda work: add(work.db, "overtaking"), write=True)
        change(db, "siteadmins", str(before))

    await store.read(read_then_write)
    assert attempts[-1] == attempts[0] + 1
    assert await store.read(setting, "siteadmins") == str(attempts[-1])


@pytest.mark.parametrize("write", [False, True])
async def test_errors_of_the_work_itself_are_not_tried_again(store: Store, write: bool) -> None:
    attempts: list[int] = []

    def wrong(work: Transaction) -> None:
        attempts.append(1)
        work.db.exec_driver_sql("SELECT * FROM nowhere")

    with pytest.raises(DBAPIError):
        await store.run(wrong, write=write)
    assert attempts == [1]


def test_threads_that_count_together_lose_nothing(store: Store) -> None:
    store.run_here(lambda work: set_config(work.db, counter="0"), write=True)

    def work() -> None:
        for _ in range(20):
            store.run_here(lambda work: increment(work.db, "counter"), write=True)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.run_here(lambda work: setting(work.db, "counter"), write=False) == "60"


async def test_coroutines_that_count_together_lose_nothing(store: Store) -> None:
    await store.write(lambda db: set_config(db, counter="0"))
    with another(store) as other:
        await asyncio.gather(*((store, other)[number % 2].write(increment, "counter") for number in range(20)))
    assert await store.read(setting, "counter") == "20"


async def test_two_stores_on_one_database_see_what_the_other_writes(store: Store) -> None:
    with another(store) as other:
        names = [f"n{number}" for number in range(20)]
        await asyncio.gather(*((store, other)[number % 2].write(add, name) for number, name in enumerate(names)))
        before = await store.read(count)
        assert await other.read(count) == before
        assert all([await store.read(has, name) for name in names])


@pytest.mark.usefixtures("impatient")
async def test_patience_ends(store: Store) -> None:
    """An attempt that is overtaken every time."""
    others: list[str] = []

    def overtaken(db: Connection) -> None:
        before = setting(db, "siteadmins")
        others.append(str(before))
        store.run_here(lambda work: change(work.db, "siteadmins", f"{before}0"), write=True)
        change(db, "siteadmins", "lost")

    with pytest.raises(DatabaseUnavailable, match="another process keeps the database busy"):
        await store.read(overtaken)
    with pytest.raises(DatabaseUnavailable, match="another process keeps the database busy"):
        store.run_here(lambda work: overtaken(work.db), write=False)
    await store.write(add, "new")
    assert await store.read(setting, "siteadmins") != "lost"


async def test_a_closed_store_opens_again_when_it_is_used(store: Store) -> None:
    await store.write(add, "new")
    assert store.run_here(lambda work: has(work.db, "new"), write=False)
    store.close()
    assert await store.read(has, "new")
    assert store.run_here(lambda work: has(work.db, "new"), write=False)


def test_a_store_shows_no_password() -> None:
    assert Store("postgresql://somebody:hunter2@db.example.org:5433/site?sslmode=require").name == "postgresql://db.example.org:5433/site"


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("nonsense hunter2", "not valid"),
        ("postgresql://u:p@hunter2:port/t", "not valid"),
        ("mysql://u:hunter2@db/t", "no support for mysql databases: use sqlite:///FILE or postgresql://"),
        ("sqlite://", "needs a file"),
        ("sqlite:///:memory:", "needs a file"),
    ],
)
def test_an_address_that_cannot_be_used_is_an_error_that_shows_no_secret(url: str, says: str) -> None:
    with pytest.raises(StoreError, match=says) as caught:
        Store(url)
    assert "hunter2" not in str(caught.value)


def test_connections_to_a_server_give_up_where_the_network_is_silent() -> None:
    server = "postgresql://somebody@db.example.org/site"
    chosen, usual = Store(f"{server}?tcp_user_timeout=5").url.query, Store(server).url.query
    assert chosen["tcp_user_timeout"] == "5"
    assert {"connect_timeout", "tcp_user_timeout", "keepalives_idle"} <= set(usual)
