"""The longest lists that functions take: none fails inside, and none is worked on where it would keep the event loop from others."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from gateway.describe import INT, Description, List, Struct, Value
from gateway.describe.model import MISSING
from gateway.pipeline.arguments import MANY
from gateway.store.store import Transaction
from gateway.wire.call import FunctionType
from tests.interop.samples import SAMPLES
from tests.unit.databases import Databases
from tests.unit.test_any_argument import REGISTRY, filled, school, undone

# Longer than any statement may have parameters, where a description allows so much.
LONGEST: Final = 70_000


# As long as lists of writing functions are on PostgreSQL: what is new there is how many parameters a statement may have.
WRITTEN: Final = 200


def longest(node: Description, given: Any, most: int) -> Iterator[tuple[str, int, Any]]:
    """For each list in the arguments of a call its path, its greatest length up to ``most``, and the arguments with such a list."""
    if isinstance(node, Struct):
        base = {**filled(node), **given} if isinstance(given, dict) else filled(node)
        for name, member in node.members.items():
            for path, length, long in longest(member, base.get(name, MISSING), most):
                yield f".{name}{path}", length, {**base, name: long}
    elif isinstance(node, List):
        items = list(given.values() if isinstance(given, dict) else given) if given not in (MISSING, [], {}) else [filled(node.of)]
        length = min(node.bound, most)
        numbered = isinstance(node.of, Value) and node.of.type.canonical is INT
        yield "[]", length, list(range(1, length + 1)) if numbered else [items[0]] * length
        for path, inner, long in longest(node.of, items[0], most):
            yield f"[]{path}", inner, [long, *items[1:]]


async def test_the_longest_lists_are_worked_on_beside_the_loop(
    databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried, wrong = 0, []
    async with school(databases, tmp_path, "site") as world:
        on_loop: list[bool] = []
        attempt = world.gateway.store._attempt

        def noting(open_: Any, fn: Callable[[Transaction], Any], write: bool) -> Any:
            on_loop.append(threading.current_thread() is threading.main_thread())
            return attempt(open_, fn, write)

        monkeypatch.setattr(world.gateway.store, "_attempt", noting)
        for name, samples in SAMPLES.items():
            function = REGISTRY.resolve(name)
            short = world.gateway.store.url.get_backend_name() != "sqlite" and function.info.type is FunctionType.WRITE
            with undone(world.gateway.store):
                for path, length, arguments in longest(function.info.params, samples[0].arguments, WRITTEN if short else LONGEST):
                    await world.call(name, samples[0].arguments)  # the caller is known, so that their token is not looked for
                    on_loop.clear()
                    code = await world.call(name, arguments, bounded=False)
                    tried += 1
                    if code == "internalerror" or (length > MANY and any(on_loop)):
                        wrong.append(f"{name}{path}: {length} items, {code or 'answered'}, on the loop: {on_loop}")
            for sample in samples:
                await world.call(name, sample.arguments)
    assert wrong == [], "\n".join(wrong)
    assert tried > 80
