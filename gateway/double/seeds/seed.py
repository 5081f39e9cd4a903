"""Seeds: read from a file or a text, laid over a base, and checked as far as that is done without making their rows."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import msgspec
import orjson

from gateway.api.seed_values import Given, Lookup, Node, SeedError, did_you_mean, read_time
from gateway.double.clocks import DEFAULT_MOMENT
from gateway.double.seeds.document import merged, parse

__all__ = ["BASES", "BENEATH", "NONE", "Seed", "SeedError", "base", "read", "read_text"]

BASES: Final = ("empty", "school", "university")
"""The bases that come with the double, from the smallest to the largest."""

BENEATH: Final = "empty"
"""The base of seeds that name none."""
NONE: Final = "none"
"""The name of no base."""
# So many files may be the base of each other.
_MOST_BASES: Final = 8
_REAL: Final = "real"


class Seed(msgspec.Struct, frozen=True):
    """A seed: its document with that of its base, the folder that its files lie in, and the time of its clock.

    ``moment`` is None where the clock goes by the machine's; ``now`` is then the time at which the seed was read. ``tables`` is a state
    in the form of ``docs/states.md`` where the file is one, and there is no document then.
    """

    document: Node
    folder: Path | None
    moment: float | None
    now: int
    tables: Mapping[str, Any] | None = None

    def given(self, people: Mapping[str, int]) -> Given:
        """The document, to be read by a lookup of ``people``."""
        return Given(self.document, "", Lookup(self.now, people))


def read(path: Path, *, over: str = BENEATH, real_now: int = 0) -> Seed:
    """The seed in a file: YAML, or a state in JSON.

    ``over`` is the base of a file that names none. ``real_now`` is the time of a seed whose clock is real. Raises ``SeedError``.
    """
    content = _content(path)
    if path.suffix == ".json":
        try:
            tables = orjson.loads(content)
        except orjson.JSONDecodeError as error:
            raise SeedError(f"{path.name}: is not JSON: {error}") from None
        return Seed(Node({}, path.name, 1), path.parent, DEFAULT_MOMENT, int(DEFAULT_MOMENT), tables)
    return _seed(parse(content, path.name), path.parent, over, real_now)


def read_text(text: str | bytes, *, over: str = BENEATH, file: str = "seed", real_now: int = 0) -> Seed:
    """The seed of a text, which is called ``file`` in errors and can name no files. Raises ``SeedError``."""
    return _seed(parse(text, file), None, over, real_now)


def base(name: str) -> Seed:
    """The seed of a base of ``BASES``."""
    return _seed(Node({"base": Node(name, name, 1)}, name, 1), None, NONE, 0)


def _seed(document: Node, folder: Path | None, over: str, real_now: int) -> Seed:
    """The seed of a document, laid over its base."""
    whole = _with_base(document, folder, over, 0)
    given = Given(whole, "", Lookup(0, {}))
    clock = given["clock"]
    stated = clock["now"] if clock.is_mapping else clock
    if clock.is_mapping:
        clock.close()
    moment: float | None = DEFAULT_MOMENT
    if stated:
        try:
            moment = None if stated.text() == _REAL else float(read_time(stated.text(), int(DEFAULT_MOMENT)))
        except (ValueError, OverflowError):
            raise stated.error("expected a time, such as 2026-09-07T08:00:00Z, or real") from None
    return Seed(whole, folder, moment, int(real_now if moment is None else moment))


def _with_base(document: Node, folder: Path | None, over: str, depth: int) -> Node:
    """A document laid over its base, which may have one itself."""
    given = Given(document, "", Lookup(0, {}))["base"]
    name = given.text(over)
    if name == NONE:
        return document
    if depth == _MOST_BASES:
        raise given.error("the bases of the seed do not end")
    if name in BASES:
        content = files("gateway.double").joinpath(f"bases/{name}.yaml").read_bytes()
        return merged(_with_base(parse(content, f"{name}.yaml"), None, NONE, depth + 1), document)
    if folder is None or not name.endswith((".yaml", ".yml")):
        raise given.error(f"{did_you_mean('there is no base', name, BASES)}: it is one of {', '.join(BASES)}, or a file beside the seed")
    found = (folder / name).resolve()
    if not found.is_relative_to(folder.resolve()):
        raise given.error("lies outside of the folder of the seed")
    return merged(_with_base(parse(_content(found), name), folder, NONE, depth + 1), document)


def _content(path: Path) -> bytes:
    """The content of a file of a seed. Raises ``SeedError``."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise SeedError(f"{path}: cannot read the file: {error.strerror}") from None
