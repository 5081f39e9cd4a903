"""The feed of changes: noted once, read in order, never numbered twice."""

from __future__ import annotations

from sqlalchemy import Connection, delete, func, select, update

from gateway.store.changes import Change, ChangeKind, changes_after, forget_old, last_change, note, noted
from gateway.store.store import Store
from gateway.store.tables.site import change


def note_all(db: Connection, *entries: Change) -> None:
    for kind, key in entries:
        note(db, kind, key)


async def test_a_new_feed_is_empty(empty_store: Store) -> None:
    assert await empty_store.read(last_change) == 0
    assert await empty_store.read(changes_after, 0) == (0, [])


async def test_changes_are_read_in_order_from_the_last_one_known(empty_store: Store) -> None:
    first, second, third = Change(ChangeKind.TOKEN, "a"), Change(ChangeKind.USER, "2"), Change(ChangeKind.SITE, "")
    await empty_store.write(note_all, first, second)
    last, found = await empty_store.read(changes_after, 0)
    assert (last, found) == (await empty_store.read(last_change), [first, second])
    await empty_store.write(note_all, third)
    assert await empty_store.read(changes_after, last) == (last + 1, [third])


async def test_a_transaction_notes_a_thing_once_and_the_next_may_note_it_again(empty_store: Store) -> None:
    def twice(db: Connection) -> list[Change]:
        note(db, ChangeKind.USER, "2")
        note(db, ChangeKind.USER, "2")
        return noted(db)

    assert await empty_store.write(twice) == [Change(ChangeKind.USER, "2")]
    assert await empty_store.write(twice) == [Change(ChangeKind.USER, "2")]
    assert await empty_store.read(lambda db: db.scalar(select(func.count()).select_from(change))) == 2
    assert await empty_store.write(noted) == []


async def test_ids_are_never_used_again(empty_store: Store) -> None:
    await empty_store.write(note_all, Change(ChangeKind.SITE, ""))
    last = await empty_store.read(last_change)
    await empty_store.write(lambda db: db.execute(delete(change)))
    await empty_store.write(note_all, Change(ChangeKind.SITE, ""))
    assert await empty_store.read(changes_after, last) == (last + 1, [Change(ChangeKind.SITE, "")])


async def test_old_changes_are_forgotten_and_recent_ones_kept(empty_store: Store) -> None:
    old, recent = Change(ChangeKind.TOKEN, "old"), Change(ChangeKind.TOKEN, "recent")
    await empty_store.write(note_all, old, recent)
    await empty_store.write(lambda db: db.execute(update(change).where(change.c.key == "old").values(timecreated=1)))
    await empty_store.write(forget_old)
    assert (await empty_store.read(changes_after, 0))[1] == [recent]
