"""PostgreSQL: overlapping transactions, lost connections, and the order and the news of changes."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, bindparam, delete, event, insert, select
from sqlalchemy.exc import DataError

from gateway.store import changes, postgres
from gateway.store.changes import Change, ChangeKind, note
from gateway.store.rows import insert_row, number_on
from gateway.store.store import DatabaseUnavailable, Store, StoreError
from gateway.store.tables.groups import groups
from gateway.store.tables.users import user
from tests.postgres import OWN, SERVER, session
from tests.unit.campus import set_config
from tests.unit.store.work import add, another, change, count, has, setting

pytestmark = pytest.mark.parametrize("databases", ["postgresql"], indirect=True)

NOWHERE = "postgresql://somebody:hunter2@127.0.0.1:1/nowhere"


def end_others(store: Store) -> None:
    """Have the server end all sessions, as it does when it is restarted."""
    with session(store.url.set(drivername="postgresql").render_as_string(hide_password=False)) as own:
        own.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name <> %s", [OWN]
        )


def sleep(db: Connection, seconds: float) -> None:
    db.exec_driver_sql(f"SELECT pg_sleep({seconds})")


# Transactions that overlap.


async def test_the_loop_goes_on_while_the_server_works(store: Store) -> None:
    turns: list[int] = []

    async def others() -> None:
        while True:
            turns.append(len(turns))
            await asyncio.sleep(0.001)

    def nested(db: Connection) -> None:
        sleep(db, 0.1)
        store.run_here(lambda work: sleep(work.db, 0.1), write=False)

    busy = asyncio.create_task(others())
    await store.read(nested)
    busy.cancel()
    assert len(turns) > 50


async def test_transactions_that_wait_for_each_other_are_made_again(store: Store) -> None:
    attempts: list[str] = []

    def both(db: Connection, first: str, second: str) -> None:
        attempts.append(first)
        change(db, first, f"{setting(db, first)}{first}")
        sleep(db, 0.2)
        change(db, second, f"{setting(db, second)}{first}")

    await store.write(lambda db: set_config(db, a="", b=""))
    await asyncio.gather(store.write(both, "a", "b"), store.write(both, "b", "a"))
    assert len(attempts) > 2
    assert {await store.read(setting, "a"), await store.read(setting, "b")} <= {"ab", "ba"}


async def test_transactions_that_are_all_in_each_others_way_take_turns(store: Store) -> None:
    """Each is attempted once beside the others, and then alone."""
    attempts: list[int] = []

    def counting(db: Connection, number: int) -> None:
        attempts.append(number)
        before = int(setting(db, "counter") or 0)
        sleep(db, 0.01)
        change(db, "counter", str(before + 1))

    await store.write(lambda db: set_config(db, counter="0"))
    await asyncio.gather(*(store.write(counting, number) for number in range(16)))
    assert await store.read(setting, "counter") == "16"
    assert len(attempts) <= 2 * 16


async def test_what_two_transactions_check_before_they_write_holds_for_both(store: Store) -> None:
    """Neither may add a second row because it did not see that of the other."""

    def add_the_only(db: Connection, name: str) -> bool:
        free = not (has(db, "first") or has(db, "second"))
        sleep(db, 0.1)
        if free:
            add(db, name)
        return free

    assert sorted(await asyncio.gather(store.write(add_the_only, "first"), store.write(add_the_only, "second"))) == [False, True]


async def test_a_connection_is_waited_for_but_not_for_ever(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "_FREE_WITHIN", 0.2)
    with closing(Store(store.url.render_as_string(hide_password=False), pool=1)) as small:
        await asyncio.gather(*(small.read(count) for _ in range(5)))
        held = asyncio.create_task(small.read(sleep, 0.6))
        await asyncio.sleep(0.05)
        with pytest.raises(DatabaseUnavailable, match="all 1 connections to the database are in use"):
            await small.read(count)
        await held
        assert await small.read(count)


async def test_what_is_cancelled_holds_no_connection(store: Store) -> None:
    with closing(Store(store.url.render_as_string(hide_password=False), pool=1)) as small:
        for write in (False, True):
            task = asyncio.create_task(small.run(lambda work: sleep(work.db, 10), write=write))
            await asyncio.sleep(0.1)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert await small.write(count)


# Connections that are lost.


async def test_a_server_that_was_restarted_meanwhile_is_no_error(store: Store) -> None:
    await asyncio.gather(*(store.read(count) for _ in range(3)))
    assert store.run_here(lambda work: count(work.db), write=False)
    end_others(store)
    await store.write(add, "new")
    assert store.run_here(lambda work: has(work.db, "new"), write=False)
    end_others(store)
    assert await store.read(has, "new")
    assert store.run_here(lambda work: add(work.db, "newer"), write=True)


@pytest.mark.parametrize("write", [False, True])
async def test_a_connection_that_is_lost_every_time_is_one_clear_error(store: Store, write: bool) -> None:
    attempts: list[int] = []

    def lose(db: Connection) -> None:
        attempts.append(1)
        end_others(store)
        count(db)

    with pytest.raises(DatabaseUnavailable, match="the connection to the database was lost"):
        await store.run(lambda work: lose(work.db), write=write)
    assert len(attempts) == 2
    assert await store.read(count)


async def test_who_loses_the_connection_at_the_commit_is_told_and_nothing_is_done_twice(store: Store) -> None:
    attempts: list[int] = []

    def write(db: Connection) -> None:
        attempts.append(1)
        add(db, "new")

    def lose(_connection: Connection) -> None:
        end_others(store)

    loop: Engine = store.engines[0]
    event.listen(loop, "commit", lose)
    with pytest.raises(DatabaseUnavailable, match="may have been made or not"):
        await store.write(write)
    event.remove(loop, "commit", lose)
    assert attempts == [1]
    assert not await store.read(has, "new")


@pytest.mark.usefixtures("databases")
async def test_what_must_be_known_soon_fails_as_all_else_where_no_server_answers() -> None:
    with closing(Store(NOWHERE)) as store, pytest.raises(DatabaseUnavailable, match="cannot reach the database"):
        await store.read_soon(count)


@pytest.mark.usefixtures("databases")
async def test_a_server_that_does_not_answer_is_one_clear_error() -> None:
    with closing(Store(NOWHERE)) as store:
        for attempt in (lambda: store.run_here(lambda work: work.db, write=True), store.migrate, store.revision):
            with pytest.raises(DatabaseUnavailable, match=r"cannot reach the database postgresql://127\.0\.0\.1:1/nowhere: ") as caught:
                attempt()
            assert "\n" not in str(caught.value)
            assert "hunter2" not in str(caught.value)
        with pytest.raises(DatabaseUnavailable, match="Connection refused"):
            await store.read(count)


@pytest.mark.usefixtures("databases")
def test_a_driver_that_is_not_installed_is_one_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "gateway.store.postgres")
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreError, match=r"pip install 'triglot\[postgres\]'"):
        Store(SERVER)


# Changes.


async def test_changes_become_visible_in_the_order_of_their_ids(store: Store) -> None:
    first, second = Change(ChangeKind.TOKEN, "first"), Change(ChangeKind.TOKEN, "second")
    last = await store.read(changes.last_change)
    with another(store) as other:
        slow = other._database.open_here(True)
        other._database.before_changes(slow)
        changes.append(slow, [first])
        quick = asyncio.create_task(store.write(note, second.kind, second.key))
        await asyncio.sleep(0.1)
        assert not quick.done()
        assert await store.read(changes.changes_after, last) == (last, [])
        slow.commit()
        slow.close()
        await quick
        assert (await store.read(changes.changes_after, last))[1] == [first, second]


async def test_who_listens_is_woken_by_every_change_and_listens_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "_LISTEN_AGAIN", 0.01)
    woken = asyncio.Event()

    async def wait() -> None:
        await asyncio.wait_for(woken.wait(), 5)
        woken.clear()

    listening = asyncio.create_task(store.listen(woken.set))
    with another(store) as other:
        await wait()
        await other.write(add, "new")
        await other.write(note, ChangeKind.SITE)
        await wait()
        end_others(store)
        await wait()
        other.run_here(lambda work: note(work.db, ChangeKind.SITE), write=True)
        await wait()
    listening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await listening


# What differs from SQLite, and must not be noticed.


def test_truth_values_are_numbers(db: Connection) -> None:
    created = insert_row(db, user, {"username": "true", "confirmed": True, "deleted": False})
    assert tuple(db.execute(select(user.c.confirmed, user.c.deleted).where(user.c.id == created)).one()) == (1, 0)
    assert db.execute(select(user.c.id).where(user.c.confirmed == bindparam("is", True), user.c.id == created)).scalar_one() == created


def test_texts_are_ordered_by_their_bytes(db: Connection) -> None:
    db.execute(delete(groups))
    db.execute(insert(groups), [{"courseid": 2, "name": name} for name in ("b", "B", "ä", "a", "_", "Z")])
    assert list(db.execute(select(groups.c.name).order_by(groups.c.name)).scalars()) == ["B", "Z", "_", "a", "b", "ä"]


def test_a_text_that_the_server_cannot_hold_is_refused(store: Store) -> None:
    with pytest.raises(DataError):
        store.run_here(lambda work: add(work.db, "n\0l"), write=True)


def test_rows_with_ids_of_their_own_move_the_numbers_on(db: Connection) -> None:
    db.execute(insert(user).values(id=77, username="seventy-seven"))
    number_on(db, [user])
    assert insert_row(db, user, {"username": "next"}) == 78
    db.execute(delete(groups))
    number_on(db, [groups])
    assert insert_row(db, groups, {"courseid": 2, "name": "first"}) == 1


async def test_a_statement_that_takes_too_long_is_ended_and_told_apart_from_a_mistake(store: Store) -> None:
    with closing(Store(store.url.render_as_string(hide_password=False), statement_seconds=1)) as impatient:
        for run in (impatient.run, to_thread(impatient.run_here)):
            with pytest.raises(DatabaseUnavailable, match="statement_seconds"):
                await run(lambda work: work.db.exec_driver_sql("SELECT pg_sleep(30)"), write=False)


def to_thread(run: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *args, **kwargs: asyncio.to_thread(run, *args, **kwargs)


# The beginning of a transaction, which travels with its first statement.


def kind_of_transaction(db: Connection) -> tuple[str, str]:
    row = db.exec_driver_sql("SELECT current_setting('transaction_isolation'), current_setting('transaction_read_only')").one()
    return row[0], row[1]


async def test_the_first_statement_of_a_transaction_that_writes_is_in_it(store: Store) -> None:
    assert await store.write(kind_of_transaction) == ("serializable", "off")
    assert await store.read(kind_of_transaction) == ("read committed", "on")


async def test_several_rows_at_first_are_in_the_transaction(store: Store) -> None:
    def fail(db: Connection) -> None:
        db.execute(insert(groups), [{"courseid": 1, "name": name, "timecreated": 0, "timemodified": 0} for name in "ab"])
        raise LookupError

    before = await store.read(groups_there)
    with pytest.raises(LookupError):
        await store.write(fail)
    assert await store.read(groups_there) == before


def groups_there(db: Connection) -> int:
    return len(db.execute(select(groups.c.id)).all())


async def test_after_a_first_statement_that_fails_the_connection_serves_on(store: Store) -> None:
    for _ in range(3):
        with pytest.raises(DataError):
            await store.write(lambda db: db.exec_driver_sql("SELECT 1 / 0").all())
        assert await store.write(kind_of_transaction) == ("serializable", "off")


async def test_a_transaction_without_statements_leaves_nothing_for_the_next(store: Store) -> None:
    await store.write(lambda db: None)
    assert await store.read(kind_of_transaction) == ("read committed", "on")
