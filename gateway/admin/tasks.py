"""Scheduled tasks, each run by one worker at a time.

Each task has a row in the table ``lease``. A worker that finds a task due claims it there for a limited time and runs it; if
the worker dies, the claim expires. On a new site a task first runs after its interval.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import AsyncIterator, Callable, Sequence

import msgspec
import structlog
from sqlalchemy import ColumnElement, Connection, and_, delete, or_, select, update

from gateway import clock
from gateway.access import config, tokens
from gateway.access.callers import EMBEDDED
from gateway.admin import usage
from gateway.admin.pruning import prune
from gateway.errors import StorageFailed
from gateway.files import previews
from gateway.files.collection import collect
from gateway.mail import outbox
from gateway.pipeline import once
from gateway.registry.declarations import ListedSettings, Task
from gateway.registry.registry import Registry
from gateway.store import changes, documents
from gateway.store.blobs import Blobs
from gateway.store.rows import insert_missing
from gateway.store.store import Store
from gateway.store.tables.files import files
from gateway.store.tables.services import external_services, external_services_users, external_tokens
from gateway.store.tables.site import lease
from gateway.store.tables.users import sessions, user, user_private_key

__all__ = [
    "BLOB_TASKS",
    "SLICE",
    "TASKS",
    "BlobTask",
    "ListedTask",
    "claim",
    "do",
    "do_blobs",
    "do_due",
    "due",
    "every",
    "listed",
    "perform",
]

_HOUR, _DAY = 3600, 24 * 3600

# How long a claim is valid, in seconds: much longer than any task takes, but short enough to take over a dead worker's.
_CLAIM = 600

# How many records are deleted in one transaction, so that others who write need not wait for long.
SLICE = 10_000

# The name of this worker in claims.
_HOLDER = f"{os.getpid()}-{secrets.token_hex(4)}"

# Drafts are kept for four days, embedded tokens for a day without use (docs/contract/server.md 3.5 and 8).
_DRAFTS_KEPT, _EMBEDDED_KEPT = 4 * _DAY, _DAY


class ListedTask(msgspec.Struct, frozen=True, kw_only=True):
    """A task and its last run; ``lastrun`` is None if no worker has seen it yet."""

    name: str
    every: int
    text: str
    lastrun: int | None
    running: bool


class BlobTask(msgspec.Struct, frozen=True):
    """A scheduled task in parts, each with transactions of its own, as on the contents of files.

    It has a name, an interval in seconds, a description, and a function.

    ``work(store, blobs, now)`` gives the numbers of things that it deleted or moved, part by part. A part takes seconds.
    """

    name: str
    every: int
    text: str
    work: Callable[[Store, Blobs, float], AsyncIterator[int]]


AnyTask = Task | BlobTask


async def do_due(store: Store, registry: Registry, blobs: Blobs) -> None:
    """Run every task that is due, unless another worker runs it; again at once while it deletes as many things as it may at a time."""
    for task in await store.read(due, every(registry), _now()):
        if isinstance(task, BlobTask):
            try:
                done = await do_blobs(store, blobs, task)
            except StorageFailed as error:
                _log().warning("task failed", task=task.name, reason=error.errorcode)
            else:
                if done is not None:
                    _log().info("task done", task=task.name, count=done)
        elif await store.write(claim, task, _HOLDER, _now()):
            count = step = await store.write(perform, registry, task, _HOLDER, _now())
            while step >= SLICE and await store.write(claim, task, _HOLDER, _now(), always=True):
                step = await store.write(perform, registry, task, _HOLDER, _now())
                count += step
            _log().info("task done", task=task.name, count=count)


async def do_blobs(store: Store, blobs: Blobs, task: BlobTask, *, always: bool = False) -> int | None:
    """Run a task on the contents of files; returns the number of things deleted or moved, None if another worker is running it.

    The claim is renewed after each part. Raises ``StorageFailed``: the task is then tried again when the claim has expired.
    """

    async def write(fn: Callable[..., bool], **values: int) -> bool:
        # Beside the loop: a command has none that would outlive its connections.
        return await store.run(lambda transaction: fn(transaction.db, task, _HOLDER, **values), write=True, beside=True)

    if not await write(claim, now=_now(), always=always):
        return None
    count = 0
    async for step in task.work(store, blobs, _now()):
        count += step
        if not await write(_hold, until=_now() + _CLAIM):
            return None  # a part has taken so long that another worker took over
    await write(_hold, until=0, lastrun=_now())
    return count


def every(registry: Registry) -> tuple[AnyTask, ...]:
    """All tasks: the kernel's and those of components."""
    return (*TASKS, *BLOB_TASKS, *registry.tasks.values())


def due(db: Connection, tasks: Sequence[AnyTask], now: int) -> list[AnyTask]:
    """The tasks that are due and not claimed, and those that no worker has seen yet."""
    rows = {row.name: row for row in db.execute(select(lease.c.name, lease.c.lastrun, lease.c.until))}
    return [
        task for task in tasks if task.name not in rows or (rows[task.name].lastrun + task.every <= now and rows[task.name].until <= now)
    ]


def claim(db: Connection, task: AnyTask, holder: str, now: int, *, always: bool = False) -> bool:
    """Claim a task for ``holder``; returns whether it was free and due. ``always`` claims it before it is due.

    A task that no worker has seen before is not due: its interval begins now.
    """
    new = insert_missing(db, lease, {"name": task.name}, {"holder": "", "lastrun": now, "until": 0})
    if new and not always:
        return False
    free = and_(lease.c.name == task.name, lease.c.until <= now)
    if not always:
        free = and_(free, lease.c.lastrun + task.every <= now)
    return bool(db.execute(update(lease).where(free).values(holder=holder, until=now + _CLAIM)).rowcount)


def perform(db: Connection, registry: Registry, task: Task, holder: str, now: int) -> int:
    """Run the task and release the claim in one transaction; returns the number of things deleted."""
    count = task.work(db, config.load(db, registry.defaults), now)
    _hold(db, task, holder, until=0, lastrun=now)
    return count


def _hold(db: Connection, task: AnyTask, holder: str, **values: int) -> bool:
    """Change the claim of a holder; returns whether it was still the holder's."""
    return bool(db.execute(update(lease).where(lease.c.name == task.name, lease.c.holder == holder).values(**values)).rowcount)


def do(db: Connection, registry: Registry, task: Task, now: int) -> int | None:
    """Run a task at once; returns the number of things deleted, None if another worker is running it."""
    count = None
    while claim(db, task, _HOLDER, now, always=True):
        step = perform(db, registry, task, _HOLDER, now)
        count = (count or 0) + step
        if step < SLICE:
            break
    return count


def listed(db: Connection, tasks: Sequence[AnyTask]) -> list[ListedTask]:
    """These tasks with the time of each one's last run."""
    rows = {row.name: row for row in db.execute(select(lease.c.name, lease.c.lastrun, lease.c.until))}
    return [
        ListedTask(
            name=task.name,
            every=task.every,
            text=task.text,
            lastrun=rows[task.name].lastrun if task.name in rows else None,
            running=task.name in rows and rows[task.name].until > _now(),
        )
        for task in tasks
    ]


def _now() -> int:
    return clock.seconds()


def _log() -> structlog.typing.FilteringBoundLogger:
    logger: structlog.typing.FilteringBoundLogger = structlog.get_logger("gateway.tasks")
    return logger


def _expired_tokens(db: Connection, _settings: ListedSettings, now: int) -> int:
    """Delete expired tokens and user keys."""
    expired = and_(external_tokens.c.validuntil > 0, external_tokens.c.validuntil < now)
    keys = delete(user_private_key).where(user_private_key.c.validuntil > 0, user_private_key.c.validuntil < now)
    return _revoke(db, expired, "expired") + db.execute(keys).rowcount


def _old_sessions(db: Connection, settings: ListedSettings, now: int) -> int:
    """Delete sessions that have timed out, and embedded tokens without use or without their session."""
    timeout = settings.number("sessiontimeout") or _DAY
    ended = db.execute(delete(sessions).where(sessions.c.timemodified < now - timeout)).rowcount
    alive = select(sessions.c.sid)
    unused = external_tokens.c.lastaccess < now - _EMBEDDED_KEPT
    dead = and_(external_tokens.c.sid.is_not(None), external_tokens.c.sid.not_in(alive))
    return ended + _revoke(db, or_(and_(external_tokens.c.tokentype == EMBEDDED, unused), dead), "session ended")


def _old_drafts(db: Connection, _settings: ListedSettings, now: int) -> int:
    """Delete draft areas whose root folder is older than drafts are kept."""
    root = and_(files.c.component == "user", files.c.filearea == "draft", files.c.filepath == "/", files.c.filename == ".")
    old = db.execute(select(files.c.contextid, files.c.itemid).where(root, files.c.timecreated < now - _DRAFTS_KEPT)).all()
    area = and_(files.c.component == "user", files.c.filearea == "draft")
    return sum(
        db.execute(delete(files).where(area, files.c.contextid == row.contextid, files.c.itemid == row.itemid)).rowcount for row in old
    )


def _orphans(db: Connection, _settings: ListedSettings, _now: int) -> int:
    """Delete tokens, authorisations and keys of deleted accounts or services."""
    people = select(user.c.id).where(user.c.deleted == 0)
    offered = select(external_services.c.id)
    lost = or_(external_tokens.c.userid.not_in(people), external_tokens.c.externalserviceid.not_in(offered))
    count = _revoke(db, lost, "owner or service gone")
    authorisations = external_services_users
    count += db.execute(
        delete(authorisations).where(or_(authorisations.c.userid.not_in(people), authorisations.c.externalserviceid.not_in(offered)))
    ).rowcount
    return count + db.execute(delete(user_private_key).where(user_private_key.c.userid.not_in(people))).rowcount


def _old_records(db: Connection, settings: ListedSettings, now: int) -> int:
    """Delete numbers of calls older than the site keeps them (0: for ever), old changes and documents."""
    changes.forget_old(db)
    count = documents.forget_old(db, now) + once.forget_old(db, now) + outbox.forget_old(db, now)
    count += usage.forget_old(db, now=now, days=settings.number("triglot/usagelifetime"))
    return count


def _revoke(db: Connection, which: ColumnElement[bool], reason: str) -> int:
    """Revoke tokens one by one, so that caches and the audit are notified."""
    found = db.execute(select(external_tokens.c.id).where(which)).scalars().all()
    return sum(tokens.revoke(db, tokenid, reason=reason) for tokenid in found)


TASKS: tuple[Task, ...] = (
    Task("expired-tokens", _HOUR, "delete tokens and keys that are past their time", _expired_tokens),
    Task("old-sessions", _HOUR // 4, "delete sessions that have timed out and tokens bound to them", _old_sessions),
    Task("old-drafts", 6 * _HOUR, "delete draft files that nobody has used for days", _old_drafts),
    Task("old-previews", _DAY, "delete previews of pictures that are gone", previews.forget_orphans),
    Task("orphans", _DAY, "delete tokens, authorisations and keys of accounts and services that are gone", _orphans),
    Task(
        "old-records",
        _HOUR,
        "delete numbers of calls, changes, documents and sent mails that nobody needs any more",
        _old_records,
    ),
)

BLOB_TASKS: tuple[BlobTask, ...] = (
    BlobTask("old-events", _HOUR, "delete events of the audit that are older, or more, than the site keeps", prune),
    BlobTask("contents", _DAY, "put contents aside that no file has had for a day, and delete those that lay aside for a day", collect),
)
