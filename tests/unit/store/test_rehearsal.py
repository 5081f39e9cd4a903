"""A rehearsal: what is written in it is seen in it, and by nobody else, and is gone when it is over."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from gateway.store.changes import Change, ChangeKind, note
from gateway.store.effects import after_commit
from gateway.store.rehearsal import Rehearsal
from gateway.store.store import Store
from tests.unit.store.work import add, fail, has, setting


async def test_what_is_written_is_seen_there_alone_and_gone_at_the_end(store: Store) -> None:
    with Rehearsal(store) as rehearsal:
        assert not await rehearsal.read(has, "new")
        assert await rehearsal.write(add, "new") == "new"
        assert await rehearsal.read(has, "new")
        assert rehearsal.run_here(lambda work: has(work.db, "new"), write=False)
        assert not await store.read(has, "new")
    assert not await store.read(has, "new")
    await store.write(add, "new")  # nobody is kept out any more


async def test_a_part_that_fails_takes_no_other_with_it(store: Store) -> None:
    with Rehearsal(store) as rehearsal:
        await rehearsal.write(add, "first")
        with pytest.raises(LookupError):
            await rehearsal.write(fail, "second")
        with pytest.raises(IntegrityError):
            await rehearsal.write(add, "first")
        assert [await rehearsal.read(has, name) for name in ("first", "second")] == [True, False]


async def test_what_waits_for_a_commit_never_comes(store: Store) -> None:
    told: list[object] = []
    store.on_commit(told.append)

    def write(db: Connection) -> None:
        add(db, "new")
        note(db, ChangeKind.USER, "7")
        after_commit(db, lambda: told.append("effect"))

    with Rehearsal(store) as rehearsal:
        rehearsal.on_commit(told.append)
        await rehearsal.write(write)
    assert told == []
    await store.write(write)
    assert told == [[Change(ChangeKind.USER, "7")], "effect"]


async def test_what_reads_and_writes_after_all_is_rolled_back_too(store: Store) -> None:
    with Rehearsal(store) as rehearsal:
        await rehearsal.read(add, "new")
    assert not await store.read(has, "new")


async def test_others_wait_until_it_is_over(store: Store) -> None:
    await store.write(add, "shared")
    with Rehearsal(store) as rehearsal:
        await rehearsal.write(add, "new")
        waiting = asyncio.create_task(store.write(add, "later"))
        await asyncio.sleep(0.01)
        assert await store.read(setting, "shared") == "1"
    assert await waiting == "later"
    assert not await store.read(has, "new")


async def test_nothing_is_opened_for_what_touches_no_data(store: Store) -> None:
    with Rehearsal(store) as rehearsal:
        assert await rehearsal.run(lambda _work: 7, write=True) == 7
        with pytest.raises(ZeroDivisionError):
            await rehearsal.run(lambda _work: 1 // 0, write=True)
        await asyncio.wait_for(store.write(add, "new"), 5)
