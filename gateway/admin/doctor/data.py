"""The database, and what is in it: its version and speed, its clock, whether the key fits, tasks that nobody does."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, func, select, text

from gateway.access.secrets import SecretsError, Vault
from gateway.admin import tasks
from gateway.admin.doctor.finding import Finding, bad, good, odd
from gateway.admin.tasks import AnyTask
from gateway.mail import outbox
from gateway.mail.delivery import unreachable
from gateway.mail.outbox import Waiting
from gateway.registry.registry import Registry
from gateway.settings import Settings
from gateway.store.rows import insert_row
from gateway.store.store import DatabaseUnavailable, Store, StoreError
from gateway.store.tables.services import external_tokens
from gateway.store.tables.site import config, document, lease, logstore_standard_log
from gateway.store.tables.users import user_private_key

__all__ = ["examined", "opened"]

_HOUR: Final = 3600
# The seconds by which clocks may differ, and those that a statement and a commit may take.
_CLOCKS, _SLOW_READ, _SLOW_WRITE = 5, 0.005, 0.1
# The oldest versions that the gateway is tested on.
_SQLITE, _POSTGRESQL = (3, 38, 0), 14
_READS, _WRITES = 20, 5


def opened(store: Store, registry: Registry) -> Finding | None:
    """Why the database cannot be used; None if it can."""
    try:
        store.require_newest(registry.branches)
    except StoreError as error:
        repair = "triglot init" if "triglot init" in str(error) else "start the database server, and see [database] url"
        return bad("database", str(error), repair)
    except DatabaseUnavailable as error:
        return bad("database", str(error), "start the database server, and see [database] url")
    return None


def examined(store: Store, settings: Settings, vault: Vault | None, registry: Registry, *, now: int) -> Iterator[Finding]:
    """What is found of a database that can be used; without a ``vault`` sealed values are not looked at."""
    if store.url.get_backend_name() == "sqlite":
        yield from _of_sqlite(store)
    else:
        yield from _of_postgresql(store, settings)
    yield _speed(store)
    yield from store.run_here(lambda work: list(_clock(work.db, now)), write=False)
    if vault is not None:
        yield store.run_here(lambda work: _sealed(work.db, vault), write=False)
    yield store.run_here(lambda work: _tasks(work.db, tasks.every(registry), now), write=False)
    waiting = store.run_here(lambda work: outbox.waiting(work.db, most=100), write=False)
    yield from _mails(waiting, settings, now)


def _of_sqlite(store: Store) -> Iterator[Finding]:
    def ask(db: Connection) -> tuple[str, str]:
        return str(db.execute(text("SELECT sqlite_version()")).scalar_one()), str(db.execute(text("PRAGMA journal_mode")).scalar_one())

    version, mode = store.run_here(lambda work: ask(work.db), write=False)
    if tuple(map(int, version.split("."))) < _SQLITE:
        oldest = ".".join(map(str, _SQLITE))
        yield bad("database", f"SQLite {version}, older than {oldest}", "a Python that brings a newer one")
    elif mode != "wal":
        text_ = f"SQLite {version} without its write-ahead log: readers and writers wait for each other"
        yield odd("database", text_, "keep the database on a local disk, not on a share of the network")
    else:
        yield good("database", f"SQLite {version}")
    path = Path(store.name)
    if path.stat().st_mode & 0o077:
        yield bad("database", f"others may read {path}, which has addresses and hashes of passwords", f"chmod 600 {path}*")


def _of_postgresql(store: Store, settings: Settings) -> Iterator[Finding]:
    def ask(db: Connection) -> tuple[str, int, str, int]:
        def show(name: str) -> str:
            return str(db.execute(text(f"SHOW {name}")).scalar_one())

        return show("server_version"), int(show("server_version_num")), show("server_encoding"), int(show("max_connections"))

    version, number, encoding, most = store.run_here(lambda work: ask(work.db), write=False)
    if number // 10_000 < _POSTGRESQL:
        yield bad("database", f"PostgreSQL {version}, older than {_POSTGRESQL}", "a newer server")
    else:
        yield good("database", f"PostgreSQL {version}")
    if encoding != "UTF8":
        yield bad("database", f"its texts are {encoding}, not UTF8", "createdb --encoding UTF8 --template template0, and restore into that")
    needed = settings.server.workers * (2 * settings.database.pool + 1)
    if needed > most:
        repair = f"max_connections of the server, or fewer than {settings.database.pool} of [database] pool"
        yield odd("database", f"{settings.server.workers} workers may want {needed} connections, and the server gives {most}", repair)


def _speed(store: Store) -> Finding:
    """How long a small read and a small commit take; nothing is left of what is written."""

    def reads(db: Connection) -> list[float]:
        found = []
        for _ in range(_READS):
            began = time.perf_counter()
            db.execute(select(config.c.id).limit(1)).all()
            found.append(time.perf_counter() - began)
        return found

    writes = []
    name = f"doctor-{time.time_ns()}"
    for _ in range(_WRITES):
        began = time.perf_counter()
        rowid = store.run_here(lambda work: insert_row(work.db, document, {"name": name, "content": "", "timecreated": 0}), write=True)
        store.run_here(lambda work, rowid=rowid: work.db.execute(document.delete().where(document.c.id == rowid)), write=True)  # type: ignore[misc]  # mypy knows no defaults of lambdas
        writes.append((time.perf_counter() - began) / 2)
    read, write = statistics.median(store.run_here(lambda work: reads(work.db), write=False)), statistics.median(writes)
    told = f"a read takes {read * 1000:.1f} ms, a commit {write * 1000:.1f} ms"
    if read > _SLOW_READ or write > _SLOW_WRITE:
        return odd("speed", told, "a database nearer to the gateway, on a faster disk")
    return good("speed", told)


def _clock(db: Connection, now: int) -> Iterator[Finding]:
    if db.dialect.name == "postgresql":
        there = float(db.execute(text("SELECT extract(epoch FROM clock_timestamp())")).scalar_one())
        if abs(there - time.time()) > _CLOCKS:
            yield bad(
                "clock",
                f"the clock of the database server differs by {there - time.time():.0f} seconds",
                "timedatectl set-ntp true, on both",
            )
            return
    newest = db.execute(select(func.max(logstore_standard_log.c.timecreated))).scalar_one() or 0
    if newest > now + _CLOCKS:
        yield bad("clock", f"the audit has events of {newest - now} seconds from now: the clock went back", "timedatectl set-ntp true")
        return
    yield good("clock", time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(now)))


def _sealed(db: Connection, vault: Vault) -> Finding:
    """Whether the key opens what is sealed: the newest of each kind."""
    for column in (external_tokens.c.sealedtoken, user_private_key.c.sealedvalue):
        newest = select(column).where(column.is_not(None)).order_by(column.table.c.id.desc()).limit(1)
        try:
            vault.unseal(db.execute(newest).scalar_one_or_none())
        except SecretsError as error:
            return bad("key", str(error), "put the key back with which the site was made; `triglot rekey` changes a key in order")
    return good("key", "opens what is sealed")


def _tasks(db: Connection, every: Sequence[AnyTask], now: int) -> Finding:
    last = {row.name: row.lastrun for row in db.execute(select(lease.c.name, lease.c.lastrun))}
    late = [task.name for task in every if task.name in last and last[task.name] + 2 * task.every + _HOUR < now]
    if late:
        return odd("tasks", f"nobody has done these in time: {', '.join(late)}", "triglot serve, or triglot tasks run from cron")
    return good("tasks", "done in time" if last else "none was due yet")


def _mails(waiting: Sequence[Waiting], settings: Settings, now: int) -> Iterator[Finding]:
    late = [mail for mail in waiting if mail.attempts and mail.timecreated < now - _HOUR]
    if late:
        yield odd(
            "mail",
            f"{len(late)} wait for longer than an hour, the first for: {late[0].problem or 'no reason known'}",
            "[mail] in the settings",
        )
    if not settings.mail.host:
        yield odd("mail", "no server is set: mails are not sent, and the log names them", "[mail] host")
    elif problem := unreachable(settings.mail):
        yield bad("mail", f"{settings.mail.host}:{settings.mail.port} takes no mails: {problem}", "[mail] in the settings")
    else:
        yield good("mail", f"{settings.mail.host}:{settings.mail.port} takes mails")
