"""Whatever is sent for a single leaf of a call, it is answered or refused: nothing fails inside, and no work is without bound.

Every function is called with its samples, in the state they were written for, and with calls that were recorded in the
richest school; in each, one leaf after the other is replaced by what its type does not expect. Members that a call left out
are added for it. What a call would write is rolled back, so that all calls meet the same site.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl

import pytest
from sqlalchemy import event, func, select, text

from gateway.access.secrets import Vault
from gateway.admin import state
from gateway.admin.install import install
from gateway.admin.synchronise import synchronise
from gateway.describe import BOOL, FLOAT, INT, Description, List, Struct, Value
from gateway.describe.model import MISSING
from gateway.registry.component import discover
from gateway.registry.registry import Registry
from gateway.server.host import Gateway
from gateway.settings import Database, Files, Log, Secrets, Settings
from gateway.store.store import Store, Transaction
from gateway.wire.call import Call, Failure, Peer, Token
from gateway.wire.form import parse_fields
from tests.interop.samples import SAMPLES
from tests.oracle import recordings
from tests.unit.app_fixtures import HERE, KEY, started, stop_background
from tests.unit.databases import Databases

REGISTRY: Final = Registry(discover())

# More rows than any of the calls has reason to write or statements to execute: a call that needs more has no bound.
MOST_STATEMENTS: Final = 3_000
MOST_ROWS: Final = 3_000

_LONG: Final = "x" * 100_000
_INTEGERS: Final = (0, -1, 2**31 - 1, -(2**31), 10**18, 2**63 - 1, -(2**63), 10**30)
# The same in every type: null, an empty text, booleans, fractions, long texts, and what no database keeps or looks for.
_ANYTHING: Final = (None, "", True, False, 1.5, -1e300, _LONG, "%" * 500, "\0", "\ud800")


class _Undone(Exception):
    """Rolls a transaction back that has come to its end."""

    def __init__(self, result: object) -> None:
        super().__init__()
        self.result = result


class Unbounded(Exception):
    """A call takes more statements or rows than it may."""


def leaves(node: Description, given: Any) -> Iterator[tuple[str, Value, Callable[[object], Any]]]:
    """Every leaf of a description: its path, itself, and what makes of a value the arguments that have it there, ``given`` else."""
    if isinstance(node, Value):
        yield "", node, lambda value: value
    elif isinstance(node, Struct):
        base = {**filled(node), **given} if isinstance(given, dict) else filled(node)
        for name, member in node.members.items():
            for path, leaf, put in leaves(member, base.get(name, MISSING)):
                yield f".{name}{path}", leaf, partial(_in_struct, base, name, put)
    else:
        first, *others = (given.values() if isinstance(given, dict) else given) if given not in (MISSING, [], {}) else [filled(node.of)]
        for path, leaf, put in leaves(node.of, first):
            yield f"[]{path}", leaf, partial(_in_list, others, put)


def _in_struct(base: dict[str, object], name: str, put: Callable[[object], Any], value: object) -> dict[str, object]:
    return {**base, name: put(value)}


def _in_list(others: list[object], put: Callable[[object], Any], value: object) -> list[object]:
    return [put(value), *others]


def filled(node: Description) -> Any:
    """The least that a description accepts: required members only."""
    if isinstance(node, Struct):
        return {name: filled(member) for name, member in node.members.items() if member.default is MISSING and not member.optional}
    if isinstance(node, List):
        return []
    return {INT: 1, FLOAT: 1.0, BOOL: True}.get(node.type.canonical, "a")


def values(leaf: Value) -> tuple[object, ...]:
    """What is sent for a leaf."""
    return (*_ANYTHING, *_INTEGERS) if leaf.type.canonical in (INT, FLOAT) else _ANYTHING


def recorded_calls() -> dict[str, Any]:
    """For each function the arguments of the recorded call of an administrator that has most of them and went well."""
    found: dict[str, Any] = {}
    for name in recordings.names():
        if not name.startswith("college_reads"):
            continue
        for case in recordings.read(name):
            request, answer = case["req"], case["res"].get("text", "")
            query = dict(parse_qsl(request.get("query", "")))
            function = query.get("wsfunction", "")
            if function not in SAMPLES or answer.startswith('{"exception"') or not isinstance(request.get("body"), str):
                continue
            arguments = parse_fields(request["body"].encode(errors="surrogateescape"), 1_000)
            if len(arguments) > len(found.get(function, ())):
                found[function] = arguments
    return found


class _Watch:
    """Counts statements and rows of the call that runs; raises ``Unbounded`` in it once there are too many."""

    def __init__(self, store: Store) -> None:
        self.statements = self.rows = 0
        self.bounded = False
        for engine in store.engines:
            event.listen(engine, "before_cursor_execute", self._count)

    def start(self, *, bounded: bool) -> None:
        """Begin to count for a call, which may cost what it wants unless it is ``bounded``."""
        self.statements = self.rows = 0
        self.bounded = bounded

    def _count(self, _connection: object, _cursor: object, _text: str, parameters: Any, _context: object, many: bool) -> None:
        self.statements += 1
        self.rows += len(parameters) if many else 1
        if self.bounded and (self.statements > MOST_STATEMENTS or self.rows > MOST_ROWS):
            raise Unbounded(f"{self.statements} statements, {self.rows} rows")


@contextmanager
def undone(store: Store) -> Iterator[None]:
    """Roll back what calls write, as long as the context lasts."""
    run = store.run

    async def rolled_back(fn: Callable[[Transaction], Any], *, write: bool, beside: bool = False) -> Any:
        def work(transaction: Transaction) -> Any:
            raise _Undone(fn(transaction))

        try:
            return await run(work if write else fn, write=write, beside=beside)
        except _Undone as undone:
            return undone.result

    with pytest.MonkeyPatch.context() as patch, numbered_as_before(store):
        patch.setattr(store, "run", rolled_back)
        yield


@contextmanager
def numbered_as_before(store: Store) -> Iterator[None]:
    """Put the sequences of PostgreSQL back at the end of the context: they are no part of transactions."""
    before = store.run_here(sequences, write=False)

    def put_back(work: Transaction) -> None:
        for name, (last, used) in before.items() - sequences(work).items():
            work.db.execute(select(func.setval(name, last, used)))

    yield
    if before:
        store.run_here(put_back, write=True)


def sequences(work: Transaction) -> dict[str, tuple[int, bool]]:
    """For each sequence of PostgreSQL its number, and whether that was given to a row; nothing on SQLite."""
    if work.db.dialect.name == "sqlite":
        return {}
    names = work.db.execute(text("SELECT quote_ident(sequencename) FROM pg_sequences WHERE schemaname = 'public'")).scalars()
    every = " UNION ALL ".join(f"SELECT '{name}', last_value, is_called FROM {name}" for name in names)  # noqa: S608 - names that the database has quoted
    return {name: (last, used) for name, last, used in work.db.execute(text(every))}


# What was tried, and the code with which it was refused, empty where it was answered.
Codes = dict[str, str]
_ON_THE_OTHER_DATABASE: dict[str, Codes] = {}


def require_none_inside(school: str, codes: Codes) -> None:
    """Nothing failed inside, and what the other database has answered or refused is answered or refused here."""
    wrong = [each for each, code in codes.items() if code == "internalerror"]
    assert wrong == [], "\n".join(wrong)
    other = _ON_THE_OTHER_DATABASE.setdefault(school, codes)
    apart = [f"{each}: {codes[each]!r} here, {other[each]!r} there" for each in codes if codes[each] != other[each]]
    assert apart == [], "\n".join(apart)


class World:
    """A site whose administrator calls."""

    def __init__(self, gateway: Gateway, token: str) -> None:
        self.gateway, self.token = gateway, token
        self.watch = _Watch(gateway.store)
        self.codes: dict[str, str] = {}

    async def call(self, name: str, arguments: Any, *, bounded: bool = True) -> str:
        """The code with which a call is refused, empty where it is answered."""
        self.watch.start(bounded=bounded)
        outcome = await self.gateway.run(
            Call(protocol="rest", function=name, arguments=arguments, credential=Token(self.token), peer=Peer(HERE))
        )
        return outcome.error.errorcode if isinstance(outcome, Failure) else ""

    async def try_all(self, name: str, given: Any) -> None:
        """Try every value in every leaf of a call; note the code of each."""
        with undone(self.gateway.store):
            for path, leaf, put in leaves(REGISTRY.resolve(name).info.params, given):
                for value in values(leaf):
                    self.codes[f"{name}{path} ({leaf.type}): {shown(value)}"] = await self.call(name, put(value))


def shown(value: object) -> str:
    """A value as a line can show it."""
    line = repr(value)
    return line if len(line) <= 24 else f"{line[:20]}… ({len(line)})"


@asynccontextmanager
async def school(databases: Databases, folder: Path, name: str) -> AsyncIterator[World]:
    """A recorded school whose administrator calls."""
    recorded = state.fit(json.loads((recordings.HERE / f"{name}.json").read_text()), REGISTRY).state
    service = next(row["id"] for row in recorded["external_services"] if row["shortname"] == "all")
    token = next(row["token"] for row in recorded["external_tokens"] if (row["userid"], row["externalserviceid"]) == (2, service))

    def make(store: Store) -> None:
        prepared = state.prepare(recorded, vault=Vault(bytes.fromhex(KEY)))
        store.run_here(lambda work: install(work.db, REGISTRY, protocols=["rest"], name="Recorded", now=1), write=True)
        store.run_here(lambda work: state.load(work.db, prepared, registry=REGISTRY, replace=True), write=True)
        store.run_here(lambda work: synchronise(work.db, REGISTRY, now=1), write=True)

    settings = Settings(
        database=Database(url=databases.holding(f"any-{name}", make)),
        secrets=Secrets(key=KEY),
        files=Files(folder=str(folder / "files")),
        log=Log(file=str(folder / "calls.log")),
    )
    async with started(settings, REGISTRY) as gateway:
        stop_background(gateway)
        yield World(gateway, token)


async def test_no_argument_of_a_sample_fails_inside(databases: Databases, tmp_path: Path) -> None:
    async with school(databases, tmp_path, "site") as world:
        for name, samples in SAMPLES.items():
            for sample in samples:
                await world.try_all(name, sample.arguments)
                await world.call(name, sample.arguments)  # in earnest: other samples rely on it
    require_none_inside("site", world.codes)


async def test_no_argument_of_a_recorded_call_fails_inside(databases: Databases, tmp_path: Path) -> None:
    calls = recorded_calls()
    assert len(calls) > 100
    async with school(databases, tmp_path, "college") as world:
        for name, arguments in calls.items():
            await world.try_all(name, arguments)
    require_none_inside("college", world.codes)
