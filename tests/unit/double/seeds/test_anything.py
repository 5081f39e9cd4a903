"""Whatever stands at any place of a seed, it is taken or refused with its line: no other error comes of it."""

from __future__ import annotations

import random

import msgspec
import pytest

from gateway.admin import state as states
from gateway.api.seed_values import Node, SeedError
from gateway.double.seeds.seed import Seed, base, read_text
from gateway.double.seeds.state import state
from gateway.registry.registry import Registry
from tests.unit.double.seeds.test_telling import OTHER

WORDS = (
    "", "x", "-1", "0", "yes", "~", "sam", "a/b", "1e400", "+9999999w", "-99999999w", "2026-99-99", "99999999999999999999",
    "9223372036854775807", "é" * 300,
)  # fmt: skip
Path = tuple[str | int, ...]


def places(node: Node, path: Path = ()) -> list[Path]:
    """The paths of all values of a document."""
    inner = node.value.items() if isinstance(node.value, dict) else enumerate(node.value) if isinstance(node.value, list) else ()
    return [path, *(found for name, value in inner for found in places(value, (*path, name)))]


def anything(chance: random.Random, depth: int = 0) -> Node:
    """A text, a list or members."""
    kind = chance.random()
    if kind < 0.6 or depth > 2:
        return Node(chance.choice(WORDS), "any", 9)
    if kind < 0.8:
        return Node([anything(chance, depth + 1) for _ in range(chance.randint(0, 3))], "any", 9)
    names = (*WORDS, "name", "type", "text", "grade", "by")
    return Node({chance.choice(names): anything(chance, depth + 1) for _ in range(chance.randint(0, 3))}, "any", 9)


def put(node: Node, path: Path, value: Node) -> Node:
    """A document with another value at a path."""
    if not path:
        return value
    first, rest = path[0], path[1:]
    if isinstance(node.value, dict):
        return Node({name: put(each, rest, value) if name == first else each for name, each in node.value.items()}, node.file, node.line)
    assert isinstance(node.value, list)
    return Node([put(each, rest, value) if number == first else each for number, each in enumerate(node.value)], node.file, node.line)


@pytest.mark.parametrize("seed", [base("school"), read_text(OTHER)], ids=["school", "other"])
def test_anything_anywhere_is_taken_or_refused(seed: Seed, registry: Registry) -> None:
    chance = random.Random(19)
    everywhere = [path for path in places(seed.document) if path]
    taken, refusals = 0, []
    for _ in range(200):
        changed = msgspec.structs.replace(seed, document=put(seed.document, chance.choice(everywhere), anything(chance)))
        try:
            states.check(state(changed, registry))
            taken += 1
        except SeedError as error:
            refusals.append(str(error))
    assert taken > 20
    assert len(refusals) > 50
    assert [words for words in refusals if not words.startswith(("any:9: ", "seed:", "school.yaml:", "empty.yaml:"))] == []
