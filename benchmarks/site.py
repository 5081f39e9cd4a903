"""The site that is measured: the recorded one, with a hundred more people and a caller who is no administrator.

The gateway runs as its users run it: ``triglot init``, ``load`` and ``serve`` in processes of their own, with default
settings but for the address, the number of workers, the place of the data and the components. For growth, more
functions, tokens and people are put in directly, because a million of anything through a command would take hours.
"""

from __future__ import annotations

import atexit
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks import functions
from gateway.access.secrets import digest
from tests.oracle.recordings import HERE
from tests.oracle.serve import ROOT, NotServed, free_port, running

__all__ = [
    "ADMIN",
    "ADMINS_PASSWORD",
    "CALLER",
    "COURSE",
    "PASSWORD",
    "PEOPLE",
    "PROBE",
    "SERVICE",
    "TOKEN",
    "Gateway",
    "Site",
    "Size",
    "bulk_token",
    "prepared",
    "serving",
]

PROBE = "tests.components.local_probe"
GROWING = "benchmarks.functions"
CALLER, PASSWORD = "wsuser", "Passw0rd!"
ADMIN, ADMINS_PASSWORD = "admin", "Admin.1234"
SERVICE = "all"
TOKEN = "be" * 16
COURSE = 2
PEOPLE = tuple(f"person{number:03d}" for number in range(100))

# Ids in the recorded site: who calls, the service with all functions, the role of managers, and where there is room.
_CALLER, _SERVICE, _MANAGER, _ROOM = 6, 2, 1, 1000
_USER_LEVEL = 30

_SETTINGS = """\
[server]
port = {port}
workers = {workers}
[database]
url = "{database}"
[files]
folder = "{directory}/files"
[secrets]
key_file = "{directory}/site.key"
[components]
load = ["{component}"]
"""


@dataclass(frozen=True)
class Size:
    """How much there is: ``functions`` in all, the probe's aside (0: those that are built in, and the probe's), and how many
    tokens, people and events of the audit on top of the few that the site has.
    """

    functions: int = 0
    tokens: int = 0
    people: int = 0
    events: int = 0


@dataclass(frozen=True)
class Site:
    """A site that may be served: by ``command``, which needs ``environ``."""

    address: str
    port: int
    database: str
    command: tuple[str, ...]
    environ: Mapping[str, str]


@dataclass(frozen=True)
class Gateway:
    """A gateway that answers; ``pid`` is its process, or the parent of its workers."""

    address: str
    pid: int
    database: str


@contextmanager
def prepared(*, workers: int = 1, database: str = "sqlite", size: Size | None = None) -> Iterator[Site]:
    """A site as long as the context lasts. Raises ``NotServed``.

    ``database`` is ``sqlite`` or ``postgresql``; only the former can be given a size.
    """
    size = size or Size()
    port = free_port()
    # Who installs Triglot has it compiled, so that nobody's first answer waits for the compiler.
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environ["BENCHMARK_FUNCTIONS"] = str(size.functions)
    with tempfile.TemporaryDirectory(prefix="triglot-bench-") as directory, _database(database, directory) as url:
        config = Path(directory, "gateway.toml")
        component = GROWING if size.functions else PROBE
        if database == "sqlite":
            shutil.copytree(_filled(size.tokens, size.people, size.events), directory, dirs_exist_ok=True)
        config.write_text(_SETTINGS.format(port=port, workers=workers, directory=directory, database=url, component=component))
        triglot = (sys.executable, "-m", "gateway.cli", "--config", str(config))
        if database != "sqlite":
            _fill(triglot, Path(directory))
        if size.functions:
            _offer(Path(directory, "triglot.db"), size.functions)
        yield Site(f"http://127.0.0.1:{port}", port, url, (*triglot, "serve"), environ)


@contextmanager
def serving(site: Site) -> Iterator[Gateway]:
    """Serve a site as long as the context lasts. Raises ``NotServed``."""
    with running(site.command, site.port, environ=site.environ) as served:
        yield Gateway(site.address, served.process.pid, site.database)


@cache
def _filled(tokens: int, people: int, events: int) -> Path:
    """A directory with the site on SQLite, to be copied: filling one takes seconds, or a minute."""
    directory = Path(tempfile.mkdtemp(prefix="triglot-bench-"))
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    if tokens or people or events:
        shutil.copytree(_filled(0, 0, 0), directory, dirs_exist_ok=True)
        _enlarge(directory / "triglot.db", tokens, people, events)
        return directory
    config, url = directory / "gateway.toml", f"sqlite:///{directory}/triglot.db"
    config.write_text(_SETTINGS.format(port=1, workers=1, directory=directory, database=url, component=PROBE))
    _fill((sys.executable, "-m", "gateway.cli", "--config", str(config)), directory)
    config.unlink()
    return directory


def _fill(triglot: tuple[str, ...], directory: Path) -> None:
    """Make the site."""
    state = directory / "state.json"
    state.write_text(json.dumps(_state()))
    for verb in (("init",), ("load", str(state))):
        done = subprocess.run([*triglot, *verb], cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if done.returncode:
            raise NotServed(f"triglot {verb[0]} ended with status {done.returncode}: {done.stderr[-1000:]}")


def bulk_token(number: int) -> str:
    """The value of a token that was put in directly."""
    return f"{number:032d}"


def _database(kind: str, directory: str) -> AbstractContextManager[str]:
    """A new database, by its address."""
    if kind == "sqlite":
        return nullcontext(f"sqlite:///{directory}/triglot.db")
    from tests import postgres  # which only those need who have a server

    return postgres.database()


def _state() -> dict[str, Any]:
    """The recorded site with the people, with the caller's role and token, and with JSON-RPC and JSON switched on."""
    state: dict[str, Any] = json.loads((HERE / "site.json").read_text())
    state["config"]["webserviceprotocols"] += ",jsonrpc,api"
    model = next(row for row in state["user"] if row["id"] == _CALLER)
    for number, name in enumerate(PEOPLE, _ROOM):
        state["user"].append(_person(model, number, name))
        state["context"].append(_context(number))
    role = {"roleid": _MANAGER, "contextid": 1, "userid": _CALLER, "timemodified": 0, "component": "", "itemid": 0, "sortorder": 0}
    state["role_assignments"].append({"id": _ROOM, **role})
    state["external_tokens"].append({"id": _ROOM, "token": TOKEN, "privatetoken": None, "name": "benchmark", **_TOKEN_ROW})
    return state


_TOKEN_ROW = {
    "tokentype": 0,
    "userid": _CALLER,
    "externalserviceid": _SERVICE,
    "contextid": 1,
    "creatorid": 2,
    "timecreated": 1_700_000_300,
}


def _person(model: Mapping[str, Any], number: int, name: str) -> dict[str, Any]:
    """A user with values in many fields, who cannot log in."""
    fields = {
        "id": number,
        "username": name,
        "firstname": f"Zoë {number}",
        "lastname": "O’Neill & Żółć",
        "email": f"{name}@example.org",
        "idnumber": f"id-{number}",
        "city": "Łódź",
        "country": "PL",
        "department": "Physics",
        "institution": "Mining & Metallurgy, Łódź",
        "description": "<p>Teaches physics &amp; mathematics.</p>",
        "password": None,
    }
    return {**model, **fields}


def _context(number: int) -> dict[str, Any]:
    """The context of a user, which has the same id as the user."""
    return {"id": number, "contextlevel": _USER_LEVEL, "instanceid": number, "path": f"/1/{number}", "depth": 2}


def _offer(file: Path, count: int) -> None:
    """Put the functions of a growing site into the service."""
    rows = [{"externalserviceid": _SERVICE, "functionname": made.info.name} for made in functions.build(count).functions]
    with closing(sqlite3.connect(file)) as db:
        _insert(db, "external_services_functions", rows)


# A call, as the audit tells of it.
_EVENT_ROW = {
    "eventname": "\\core\\event\\webservice_function_called",
    "component": "core",
    "action": "called",
    "target": "webservice_function",
    "crud": "r",
    "edulevel": 0,
    "contextid": 1,
    "contextlevel": 10,
    "contextinstanceid": 0,
    "userid": _CALLER,
    "courseid": 0,
    "anonymous": 0,
    "other": '{"function":"core_webservice_get_site_info","address":"127.0.0.1","protocol":"rest","requestid":"5f0c2d6a00000001"}',
    "origin": "ws",
    "ip": "127.0.0.1",
}


def _enlarge(file: Path, tokens: int, people: int, events: int) -> None:
    """Put more tokens, people and events of the audit into the database."""
    first = _ROOM + len(PEOPLE)
    with closing(sqlite3.connect(file)) as db:
        db.execute("PRAGMA synchronous = OFF")
        db.execute("PRAGMA cache_size = -400000")  # kilobytes
        model = dict(zip(_names(db, "user"), db.execute("SELECT * FROM user WHERE id = ?", [_CALLER]).fetchone(), strict=True))
        _insert(db, "user", (_person(model, first + number, f"bulk{number:07d}") for number in range(people)))
        _insert(db, "context", (_context(first + number) for number in range(people)))
        # In the order of their index, which is twice as fast.
        digests = sorted(digest(bulk_token(number)) for number in range(tokens))
        _insert(db, "external_tokens", ({"id": first + number, "token": each, **_TOKEN_ROW} for number, each in enumerate(digests)))
        began = int(time.time()) - events // 100  # a hundred a second, up to now
        _insert(db, "logstore_standard_log", ({"timecreated": began + number // 100, **_EVENT_ROW} for number in range(events)))


def _insert(db: sqlite3.Connection, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert rows that have the same columns."""
    rows = iter(rows)
    for row in rows:
        columns, values = ", ".join(row), ", ".join("?" * len(row))
        statement = f"INSERT INTO {table} ({columns}) VALUES ({values})"  # noqa: S608 - of names that stand above
        db.execute(statement, tuple(row.values()))
        db.executemany(statement, (tuple(other.values()) for other in rows))
    db.commit()


def _names(db: sqlite3.Connection, table: str) -> list[str]:
    """The columns of a table."""
    return [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
