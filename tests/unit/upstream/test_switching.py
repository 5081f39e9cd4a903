"""Replacing the functions of another server one by one: who answers, and whether the two sides are found to answer alike."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from gateway.errors import CodedError
from gateway.registry.component import discover
from gateway.registry.registry import Registry
from gateway.server.host import Gateway
from gateway.settings import Settings
from gateway.store.changes import ChangeKind, note
from gateway.store.rows import insert_row
from gateway.store.tables.services import external_services_functions
from gateway.upstream import parity, switching
from gateway.upstream.imported import Imported, Rule
from gateway.upstream.parity import Entry
from gateway.upstream.sameness import prepared
from gateway.upstream.switching import Side
from tests.unit.app_fixtures import COMPONENTS, call, errorcode, replaced, started, value
from tests.unit.databases import Databases
from tests.unit.upstream import new_side
from tests.unit.upstream.bridges import in_front
from tests.unit.upstream.new_side import CALLS, CHANGED, ITEM, ITEMS

STOCK = "tests.unit.upstream.new_side"
OLD, NEW = "local_there_local_stock_old", "local_stock_new"


@pytest.fixture
def databases(databases_of: Any) -> Databases:
    found: Databases = databases_of("sqlite")
    return found


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    CALLS.clear()
    CHANGED.clear()
    yield
    CHANGED.clear()


@pytest.fixture
async def there(recorded_settings: Settings) -> AsyncIterator[Gateway]:
    """A gateway with the old side."""
    load = (*COMPONENTS, STOCK)
    async with started(replaced(recorded_settings, "components", load=load), Registry(discover(load))) as running:
        running.store.run_here(lambda work: _offer(work.db), write=True)
        yield running


def _offer(db: Any) -> None:
    for name in ("local_stock_old", "local_stock_take"):
        insert_row(db, external_services_functions, {"externalserviceid": 2, "functionname": name})
    note(db, ChangeKind.SITE)


def edited(function: Imported, **more: Any) -> Imported | None:
    """The old functions with a new side, and no others."""
    new = {"local_stock_old": NEW, "local_stock_take": "local_stock_take"}.get(function.remote)
    if new is None:
        return None
    described = {"params": new_side.old.info.params, "returns": new_side.old.info.returns} if function.remote == "local_stock_old" else {}
    kind = new_side.old.info.type if function.remote == "local_stock_old" else new_side.take.info.type
    returns = {} if described else {"returns": new_side.take.info.returns}
    return msgspec.structs.replace(function, new=new, type=kind, untyped=False, **described, **returns, **more)


@pytest.fixture
async def front(there: Gateway, databases: Databases, tmp_path: Path) -> AsyncIterator[Gateway]:
    """A gateway before the old side, which has the new one."""
    async with in_front(there, databases, tmp_path, edit=edited, load=(STOCK,), credential="caller") as running:
        yield running


async def switch(front: Gateway, side: Side, name: str = OLD) -> None:
    """Switch a function, and wait until the gateway knows."""
    await front.store.write(switching.switch, name, side, now=1)
    await front.upstreams.renew()


async def found(front: Gateway, name: str = OLD) -> Entry:
    """What was found of a function, once all that was begun is compared."""
    await front.upstreams.settle()
    await front.upstreams.flush()
    entries = await front.store.read(parity.listed, {name: "both"})
    return next(entry for entry in entries if entry.function == name)


async def test_the_upstream_answers_until_a_function_is_switched_and_after_it_is_switched_back(front: Gateway) -> None:
    for side, callers in ((None, "old"), (Side.NEW, "new"), (Side.LEGACY, "old")):
        if side is not None:
            await switch(front, side)
        CALLS.clear()
        items = value(await call(front, OLD, {"shelf": 3}))
        assert [item["name"] for item in items] == ["bolt", "nut"]
        assert [f"{callers} 3"] == CALLS


async def test_a_change_of_another_process_is_in_force_by_the_feed_alone(front: Gateway) -> None:
    front.store.run_here(lambda work: switching.switch(work.db, OLD, Side.NEW, now=1), write=True)
    for _ in range(50):
        value(await call(front, OLD))
        if CALLS[-1] == "new 1":
            return
    raise AssertionError(CALLS)


@pytest.mark.parametrize(("side", "order"), [(Side.BOTH, ["old 1", "new 1"]), (Side.BOTH_NEW, ["new 1", "old 1"])])
async def test_with_both_one_answers_and_the_other_is_compared(side: Side, order: list[str], front: Gateway) -> None:
    await switch(front, side)
    CHANGED["answer"] = [*ITEMS[:1], {**ITEMS[1], "name": "washer"}]
    items = value(await call(front, OLD))
    assert items[1]["name"] == ("nut" if side is Side.BOTH else "washer")
    entry = await found(front)
    assert order == CALLS
    assert (entry.calls, entry.different, dict(entry.paths)) == (1, 1, {"[].name": 1})


DIFFERENT: dict[str, tuple[Any, str]] = {
    "a field": ([{**ITEMS[0], "id": 7}, ITEMS[1]], "[].id"),
    "the order of items": (ITEMS[::-1], "[].id"),
    "an item too few": (ITEMS[:1], "[]"),
    "a text": ([{**ITEMS[0], "name": "Bolt"}, ITEMS[1]], "[].name"),
    "rounding": ([{**ITEMS[0], "price": 0.3}, ITEMS[1]], "[].price"),
    "what is optional": ([{**ITEMS[0], "note": "new"}, ITEMS[1]], "[].note"),
    "a refusal": (new_side.FAULT, "(error)"),
}


async def test_a_difference_of_each_kind_is_found(front: Gateway) -> None:
    for how, (answer, path) in DIFFERENT.items():
        await switch(front, Side.BOTH)
        CHANGED["answer"] = answer
        value(await call(front, OLD))
        entry = await found(front)
        assert path in entry.paths, how
        assert (entry.equal, entry.different, entry.equalsince) == (0, 1, 0), how


async def test_equal_calls_give_no_false_alarm(front: Gateway) -> None:
    await switch(front, Side.BOTH)
    CHANGED["answer"] = [{"price": 0.25, "name": "bolt", "id": 1}, {**ITEMS[1], "note": ""}]  # other order, empty in place of absent
    for _ in range(parity.ENOUGH):
        value(await call(front, OLD))
        await front.upstreams.settle()
    entry = await found(front)
    assert (entry.calls, entry.equal, entry.different, entry.dropped, entry.left) == (parity.ENOUGH, parity.ENOUGH, 0, 0, 0)


async def test_one_difference_begins_the_count_of_equal_calls_anew(front: Gateway) -> None:
    await switch(front, Side.BOTH)
    for answer in (ITEMS, ITEMS, [], ITEMS):
        CHANGED["answer"] = answer
        value(await call(front, OLD))
        await found(front)
    entry = await found(front)
    assert (entry.equal, entry.different, entry.equalsince, entry.left) == (3, 1, 1, parity.ENOUGH - 1)


async def test_what_breaks_beside_is_counted_and_never_seen_by_the_caller(front: Gateway) -> None:
    await switch(front, Side.BOTH)
    CHANGED["answer"] = ZeroDivisionError("a bug")
    assert len(value(await call(front, OLD))) == 2
    assert (await found(front)).failed == 1


async def test_both_refuse_alike(front: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    await switch(front, Side.BOTH)
    monkeypatch.setattr(new_side.old, "implementation", _refusing)
    CHANGED["answer"] = CodedError("outofstock")
    assert errorcode(await call(front, OLD)) == "outofstock"
    assert (await found(front)).equal == 1


def _refusing(ctx: Any, shelf: int) -> object:
    raise CodedError("outofstock")


@pytest.mark.parametrize(("safe", "times"), [(False, 1), (True, 2)])
async def test_a_function_that_writes_is_called_twice_only_if_that_is_safe(
    safe: bool, times: int, there: Gateway, databases: Databases, tmp_path: Path
) -> None:
    def edit(function: Imported) -> Imported | None:
        return edited(function, safe=safe)

    async with in_front(there, databases, tmp_path, edit=edit, load=(STOCK,), credential="caller") as front:
        name = "local_there_local_stock_take"
        await switch(front, Side.BOTH, name)
        assert value(await call(front, name)) == 1
        await front.upstreams.settle()
        assert CALLS.count("taken") == times


async def test_the_old_side_called_twice_tells_how_much_it_differs_from_itself(front: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    counter = iter(range(100))
    monkeypatch.setattr(new_side.old, "implementation", lambda _ctx, shelf: [{**ITEMS[0], "id": next(counter)}])
    await switch(front, Side.TWICE)
    value(await call(front, OLD))
    entry = await found(front)
    assert (entry.calls, entry.noisecalls, dict(entry.noise)) == (0, 1, {"[].id": 1})


RULES: list[tuple[Rule, Any, Any]] = [
    ("order", {"id": 1, "name": "a"}, {"name": "a", "id": 1}),
    ("digits", {"price": 0.1 + 0.2}, {"price": 0.3}),
    ("empty", {"note": ""}, {}),
]


@pytest.mark.parametrize(("rule", "left", "right"), RULES)
def test_what_mostly_means_the_same_is_told_apart_by_rule(rule: Rule, left: Any, right: Any) -> None:
    assert prepared(left, ITEM) == prepared(right, ITEM)
    assert prepared(left, ITEM, (rule,)) != prepared(right, ITEM, (rule,))
    for other in {"order", "digits", "empty"} - {rule}:
        assert prepared(left, ITEM, (other,)) == prepared(right, ITEM, (other,))  # type: ignore[arg-type]
