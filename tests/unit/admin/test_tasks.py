"""Scheduled work: what each task tidies up, and that one worker at a time does it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, Table, event, func, insert, select, update

from gateway.access import config
from gateway.admin import pruning, tasks
from gateway.admin.tasks import BLOB_TASKS, TASKS, BlobTask, claim, do, do_blobs, do_due, due, every, listed, perform
from gateway.errors import StorageFailed
from gateway.files.folder import FolderBlobs
from gateway.registry.declarations import ListedSettings, Task
from gateway.registry.registry import Registry
from gateway.settings import Settings
from gateway.store.blobs import Blobs
from gateway.store.store import Store, Transaction
from gateway.store.tables.files import files
from gateway.store.tables.services import external_services_users, external_tokens
from gateway.store.tables.site import lease, logstore_standard_log
from gateway.store.tables.users import sessions, user_private_key
from tests.unit.app_fixtures import started
from tests.unit.campus import ANN, NOW, OPEN, REGISTRY, set_config

DAY = 24 * 3600
NAMED = {task.name: task for task in TASKS}
EXPIRED = NAMED["expired-tokens"]
BLOBS = FolderBlobs(Path("no such folder"))


def ids(db: Connection, table: Table) -> set[int]:
    return set(db.execute(select(table.c.id)).scalars())


def token(db: Connection, tokenid: int, **values: object) -> None:
    row = {"tokentype": 0, "userid": ANN, "externalserviceid": OPEN, "contextid": 1, "timecreated": NOW}
    db.execute(insert(external_tokens).values(id=tokenid, token=f"digest{tokenid}", **{**row, **values}))


def done(db: Connection, name: str) -> int | None:
    return do(db, REGISTRY, NAMED[name], NOW)


# The work.


def test_expired_tokens_and_keys_go(db: Connection) -> None:
    token(db, 1, validuntil=NOW - 1)
    token(db, 2, validuntil=NOW)
    token(db, 3, validuntil=0)
    token(db, 4, validuntil=None)
    for keyid, until in ((1, NOW - 1), (2, NOW), (3, None)):
        db.execute(insert(user_private_key).values(id=keyid, script="s", value=str(keyid), userid=ANN, validuntil=until))
    assert done(db, "expired-tokens") == 2
    assert (ids(db, external_tokens), ids(db, user_private_key)) == ({2, 3, 4}, {2, 3})
    assert [row.target for row in db.execute(select(logstore_standard_log.c.target))] == ["token"]


def test_sessions_that_timed_out_go_with_their_tokens(db: Connection) -> None:
    set_config(db, sessiontimeout="100")
    for sessionid, used in ((1, NOW - 101), (2, NOW - 100)):
        times = {"timecreated": 1, "timemodified": used}
        db.execute(insert(sessions).values(id=sessionid, state=0, sid=f"s{sessionid}", userid=ANN, **times))
    token(db, 1, sid="s1")
    token(db, 2, sid="s2")
    token(db, 3, tokentype=1, sid="s2", lastaccess=NOW - DAY - 1)
    token(db, 4, tokentype=1, sid="s2", lastaccess=None)
    token(db, 5)
    assert done(db, "old-sessions") == 3
    assert (ids(db, sessions), ids(db, external_tokens)) == ({2}, {2, 4, 5})


def test_drafts_go_by_the_age_of_their_root_folder(db: Connection) -> None:
    old, young = NOW - 4 * DAY - 1, NOW - 4 * DAY
    rows = [(1, "user", "draft", 7, ".", old), (2, "user", "draft", 7, "a.txt", NOW), (3, "user", "draft", 8, ".", young)]
    rows += [(4, "user", "draft", 8, "b.txt", old), (5, "user", "private", 7, ".", old)]
    for fileid, component, area, itemid, name, created in rows:
        place = {"contextid": 5, "component": component, "filearea": area, "itemid": itemid, "filepath": "/", "filename": name}
        times = {"timecreated": created, "timemodified": created}
        db.execute(insert(files).values(id=fileid, contenthash="x", pathnamehash=str(fileid), filesize=0, **place, **times))
    assert done(db, "old-drafts") == 2
    assert ids(db, files) == {3, 4, 5}


def test_what_belongs_to_nobody_goes(db: Connection) -> None:
    token(db, 1, userid=999)
    token(db, 2, externalserviceid=999)
    token(db, 3)
    for rowid, values in {1: {"userid": 999}, 2: {"externalserviceid": 999}, 3: {}}.items():
        row = {"externalserviceid": OPEN, "userid": ANN, **values}
        db.execute(insert(external_services_users).values(id=rowid, **row))
    for keyid, userid in ((1, 999), (2, ANN)):
        db.execute(insert(user_private_key).values(id=keyid, script="s", value=str(keyid), userid=userid))
    assert done(db, "orphans") == 5
    assert ids(db, external_tokens) == ids(db, external_services_users) == {3}
    assert ids(db, user_private_key) == {2}


ROW = {"eventname": "e", "component": "c", "action": "a", "target": "t", "crud": "r", "edulevel": 0, "userid": 1}
PLACE = {"contextid": 1, "contextlevel": 10, "contextinstanceid": 0, "anonymous": 0}


def log_events(store: Store, times: list[int], **settings: str) -> list[int]:
    """Put events into the audit, and say how long they are kept; returns their ids."""

    def put(work: Transaction) -> list[int]:
        for name, value in settings.items():
            config.put(work.db, name.replace("__", "/"), value)
        work.db.execute(insert(logstore_standard_log), [{"timecreated": time, **ROW, **PLACE} for time in times])
        return sorted(ids(work.db, logstore_standard_log))

    return store.run_here(put, write=True)


async def pruned(store: Store) -> list[int]:
    """The ids of the events that are left when those have gone that are not kept."""
    (task,) = (each for each in BLOB_TASKS if each.name == "old-events")
    await tasks.do_blobs(store, BLOBS, task, always=True)
    return store.run_here(lambda work: sorted(ids(work.db, logstore_standard_log)), write=False)


@pytest.mark.parametrize(("days", "left"), [("0", 2), ("7", 1)])
async def test_old_events_go_where_the_site_says_so(store: Store, monkeypatch: pytest.MonkeyPatch, days: str, left: int) -> None:
    monkeypatch.setattr(tasks, "_now", lambda: NOW)
    log_events(store, [NOW - 8 * DAY, NOW], logstore_standard__loglifetime=days)
    assert len(await pruned(store)) == left


@pytest.mark.parametrize(("rows", "left"), [("0", 5), ("3", 3), ("9", 5)])
async def test_of_too_many_events_the_newest_stay(store: Store, rows: str, left: int) -> None:
    there = log_events(store, [5, 4, 3, 2, 1], logstore_standard__loglifetime="0", triglot__logrows=rows)
    assert await pruned(store) == there[-left:]


async def test_very_many_old_events_go_a_few_at_a_time(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pruning, "SLICE", 3)
    log_events(store, list(range(1, 9)), logstore_standard__loglifetime="1")
    begun: list[object] = []
    for engine in store.engines:
        event.listen(engine, "commit", begun.append)
    assert await pruned(store) == []
    assert len(begun) >= 3


# Who does it, and when.


def test_names_are_unique_and_no_interval_is_shorter_than_a_minute() -> None:
    assert len({task.name for task in every(REGISTRY)}) == len(every(REGISTRY))
    assert all(task.every >= 60 and task.text for task in TASKS)


def test_what_was_never_seen_is_due_when_its_interval_has_passed(db: Connection) -> None:
    assert due(db, TASKS, NOW) == list(TASKS)
    assert not claim(db, EXPIRED, "one", NOW)
    assert EXPIRED not in due(db, TASKS, NOW + EXPIRED.every - 1)
    assert EXPIRED in due(db, TASKS, NOW + EXPIRED.every)
    assert claim(db, EXPIRED, "one", NOW + EXPIRED.every)


def test_one_claims_and_the_others_do_not_until_it_is_given_back(db: Connection) -> None:
    claim(db, EXPIRED, "one", NOW)
    later = NOW + EXPIRED.every
    assert claim(db, EXPIRED, "one", later)
    assert not claim(db, EXPIRED, "two", later)
    assert not claim(db, EXPIRED, "two", later, always=True)
    assert EXPIRED not in due(db, TASKS, later)
    perform(db, REGISTRY, EXPIRED, "one", later)
    assert not claim(db, EXPIRED, "two", later)
    assert claim(db, EXPIRED, "two", later, always=True)


def test_the_claim_of_a_worker_that_died_runs_out(db: Connection) -> None:
    claim(db, EXPIRED, "one", NOW)
    later = NOW + EXPIRED.every
    assert claim(db, EXPIRED, "one", later)
    assert not claim(db, EXPIRED, "two", later + 599)
    assert claim(db, EXPIRED, "two", later + 600)
    perform(db, REGISTRY, EXPIRED, "one", later + 601)  # it was not dead after all: the claim is not its to give back
    assert db.execute(select(lease.c.holder).where(lease.c.name == EXPIRED.name, lease.c.until > 0)).scalar_one() == "two"


async def test_of_many_workers_one_does_a_task(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[int] = []

    def counted(_db: Connection, _settings: ListedSettings, now: int) -> int:
        ran.append(now)
        return 7

    task = Task("counted", 60, "count", counted)
    monkeypatch.setattr(tasks, "TASKS", (task,))
    await asyncio.gather(*(do_due(store, REGISTRY, BLOBS) for _ in range(4)))
    assert ran == []  # a new site does nothing at its start
    monkeypatch.setattr(tasks, "_now", lambda: int(time.time()) + 61)
    await asyncio.gather(*(do_due(store, REGISTRY, BLOBS) for _ in range(4)))
    assert len(ran) == 1


async def test_a_task_that_fails_gives_nothing_back_and_writes_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def work(db: Connection, _settings: ListedSettings, _now: int) -> int:
        db.execute(insert(user_private_key).values(script="s", value="v", userid=ANN))
        raise ZeroDivisionError

    task = Task("failing", 60, "fail", work)
    monkeypatch.setattr(tasks, "TASKS", (task,))
    await do_due(store, REGISTRY, BLOBS)
    store.run_here(lambda transaction: transaction.db.execute(update(lease).values(lastrun=0)), write=True)
    with pytest.raises(ZeroDivisionError):
        await do_due(store, REGISTRY, BLOBS)
    rows = store.run_here(
        lambda transaction: transaction.db.execute(select(func.count()).select_from(user_private_key)).scalar(), write=False
    )
    assert rows == 0
    assert store.run_here(lambda transaction: due(transaction.db, tasks.TASKS, int(time.time())), write=False) == []
    (shown,) = store.run_here(lambda transaction: listed(transaction.db, tasks.TASKS), write=False)
    assert (shown.running, shown.lastrun) == (True, 0)


async def test_a_running_gateway_does_what_is_due(recorded_settings: Settings, registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.server.host._TASKS_EVERY", 0.05)
    ran = asyncio.Event()

    def work(_db: Connection, _settings: ListedSettings, _now: int) -> int:
        ran.set()
        return 1

    monkeypatch.setattr(tasks, "TASKS", (Task("soon", 60, "soon", work),))
    async with started(recorded_settings, registry) as gateway:
        await asyncio.sleep(0.2)
        assert not ran.is_set()
        await gateway.store.write(_long_ago)
        async with asyncio.timeout(5):
            await ran.wait()


def _long_ago(db: Connection) -> None:
    db.execute(update(lease).values(lastrun=0))


def blob_task(work: Callable[[Store, Blobs, float], AsyncIterator[int]]) -> BlobTask:
    return BlobTask("parts", 60, "work part by part", work)


def until(store: Store) -> int:
    """Until when the task is claimed."""
    query = select(lease.c.until).where(lease.c.name == "parts")
    return int(store.run_here(lambda transaction: transaction.db.execute(query).scalar_one(), write=False))


async def test_a_task_on_contents_renews_its_claim_after_each_part(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    claimed: list[int] = []

    async def work(_store: Store, _blobs: Blobs, _now: float) -> AsyncIterator[int]:
        for count in (1, 2, 3):
            claimed.append(until(store))
            assert await do_blobs(store, BLOBS, task, always=True) is None
            monkeypatch.setattr(tasks, "_now", lambda count=count: NOW + 100 * count)
            yield count

    task = blob_task(work)
    monkeypatch.setattr(tasks, "_now", lambda: NOW)
    assert await do_blobs(store, BLOBS, task) is None  # it was never seen
    assert await do_blobs(store, BLOBS, task, always=True) == 6
    assert claimed == [NOW + 600, NOW + 700, NOW + 800]
    assert until(store) == 0
    assert await do_blobs(store, BLOBS, task) is None


async def test_a_task_on_contents_ends_when_another_worker_has_taken_over(store: Store) -> None:
    async def work(_store: Store, _blobs: Blobs, _now: float) -> AsyncIterator[int]:
        yield 1
        store.run_here(lambda transaction: transaction.db.execute(update(lease).values(holder="another")), write=True)
        yield 2
        pytest.fail("it goes on")

    assert await do_blobs(store, BLOBS, blob_task(work), always=True) is None
    assert until(store) > 0


async def test_a_storage_that_is_away_keeps_no_other_task_from_being_done(
    store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def work(_store: Store, _blobs: Blobs, _now: float) -> AsyncIterator[int]:
        yield 1
        raise StorageFailed("storedfilecannotread")

    monkeypatch.setattr(tasks, "TASKS", ())
    monkeypatch.setattr(tasks, "BLOB_TASKS", (blob_task(work),))
    await do_due(store, REGISTRY, BLOBS)
    store.run_here(lambda transaction: transaction.db.execute(update(lease).values(lastrun=0)), write=True)
    await do_due(store, REGISTRY, BLOBS)
    assert "task failed" in capsys.readouterr().out
    (shown,) = store.run_here(lambda transaction: listed(transaction.db, tasks.BLOB_TASKS), write=False)
    assert (shown.running, shown.lastrun) == (True, 0)
