"""The recorded cases that are part of this package, by suite, and the states in which they were recorded.

A case is one exchange, or a flow of several steps; its form is that of ``gateway.compare.recording`` (docs/conformance.md). A suite is a
file of cases that were recorded in one state.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import msgspec

from gateway.compare.recording import BASE, readdressed

__all__ = [
    "RECORDINGS", "STATES", "STORY", "Case", "CaseError", "Expected", "Sent", "Step", "deviations", "lines", "read", "state", "state_of",
    "suites", "token_for_everything", "tokens",
]  # fmt: skip

STATES: Final = ("site", "campus", "college")
"""The recorded states. Suites whose names begin with that of a state were recorded in it, all others in the first."""

STORY: Final = "conformance"
"""The suite that needs no state: it makes its own people and courses by calls, and deletes them at the end."""

RECORDINGS: Final = Path(str(files(__package__) / "recordings"))
"""In a checkout links to ``tests/oracle``, which has them once; what is built of it has copies."""


class CaseError(Exception):
    """A file of cases cannot be read; the text says where and why."""


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """A recorded request; ``{{name}}`` in it stands for a value that an earlier step captured."""

    method: str
    path: str
    query: str = ""
    headers: dict[str, str] = {}
    body: str | None = None


class Expected(msgspec.Struct, frozen=True, kw_only=True):
    """A recorded answer: its body is ``text``, bytes as ``hex``, or a picture of which only the size counts."""

    status: int
    headers: dict[str, str] = {}
    text: str | None = None
    hex: str | None = None
    image: list[int] | None = None


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One exchange. ``capture`` says what to keep of the answer, by name; ``captured`` has what was recorded there."""

    req: Sent
    res: Expected
    capture: dict[str, str] = {}
    captured: dict[str, str | int] = {}


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One exchange, or a flow of several; ``config`` has the site settings under which it was recorded."""

    id: str
    steps: tuple[Step, ...]
    flow: bool = False
    config: dict[str, Any] = {}

    @property
    def area(self) -> str:
        """What the case is about: the first two parts of its id."""
        return "/".join(self.id.split("/")[:2])


def suites(state: str | None = None) -> list[str]:
    """The names of the suites, or of those that were recorded in one state."""
    names = sorted(file.name.removesuffix(".jsonl.gz") for file in (RECORDINGS / "cases").glob("*.jsonl.gz"))
    return [name for name in names if state in (None, state_of(name))]


def state_of(suite: str) -> str:
    """The state in which the cases of a suite were recorded."""
    prefix = suite.partition("_")[0]
    return prefix if prefix in STATES else STATES[0]


def lines(suite: str) -> Iterator[dict[str, Any]]:
    """The cases of a suite as plain data. Bytes that are no UTF-8 come as lone surrogates."""
    folder = RECORDINGS if suite == STORY else RECORDINGS / "cases"
    return _lines(gzip.decompress((folder / f"{suite}.jsonl.gz").read_bytes()))


def read(suite: str | Path) -> list[Case]:
    """The cases of a suite, or of a file in the form that ``triglot record`` writes. Raises ``CaseError``."""
    found = []
    try:
        plain = _lines(suite.read_bytes()) if isinstance(suite, Path) else lines(suite)
        for line in plain:
            found.append(_case(line))
    except (ValueError, KeyError, TypeError) as error:  # of JSON and of msgspec
        raise CaseError(f"{suite}: the case after {len(found)} others is none: {error}") from None
    return found


def _lines(packed: bytes) -> Iterator[dict[str, Any]]:
    return (json.loads(line) for line in packed.decode("utf-8", "surrogateescape").split("\n") if line)


def _case(line: dict[str, Any]) -> Case:
    steps = line.get("steps") or [{"req": line["req"], "res": line["res"]}]
    return Case(id=line["id"], steps=msgspec.convert(steps, tuple[Step, ...]), flow="steps" in line, config=line.get("config", {}))


def state(name: str, address: str = BASE) -> bytes:
    """A recorded state as JSON, in the form of docs/states.md, as that of the site at an address."""
    content = (RECORDINGS / f"{name}.json").read_bytes()
    return content if address == BASE else json.dumps(_readdressed(json.loads(content), address.rstrip("/")), ensure_ascii=False).encode()


def _readdressed(value: Any, address: str) -> Any:
    """A value with the address in all its texts."""
    if isinstance(value, str):
        return readdressed(value, BASE, address)
    if isinstance(value, list):
        return [_readdressed(item, address) for item in value]
    return {name: _readdressed(item, address) for name, item in value.items()} if isinstance(value, dict) else value


@cache
def tokens() -> frozenset[str]:
    """The tokens that the recorded states hold."""
    return frozenset(row["token"] for name in STATES for row in json.loads(state(name)).get("external_tokens", []))


def token_for_everything(name: str) -> str:
    """The token of a state with which an administrator may call every function, from anywhere and at any time."""
    plain = json.loads(state(name))
    services = {row["id"] for row in plain["external_services"] if row.get("functions") == "*" and not row.get("restrictedusers")}
    return next(
        str(row["token"])
        for row in plain["external_tokens"]
        if row["externalserviceid"] in services
        and row["userid"] in plain["site_admins"]
        and not (row.get("iprestriction") or row.get("validuntil"))
        and row.get("contextid", 1) == 1
    )


def deviations() -> list[tuple[re.Pattern[str], str]]:
    """The cases in which the recorded server is plainly wrong: patterns of their ids, each with what is right instead."""
    return [(re.compile(entry["id"]), entry["why"]) for entry in json.loads((RECORDINGS / "deviations.json").read_bytes())]
