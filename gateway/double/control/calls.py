"""The verbs of the journal: what was called, whether that is what a test expected, and the strictness report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final, TypeVar

import msgspec
from msgspec import Meta

from gateway.double.control.errors import ControlError
from gateway.double.control.verb import Asked, read
from gateway.double.journal.chosen import Choice, as_json, chosen
from gateway.double.journal.entries import plain
from gateway.double.journal.verify import Called, Unmatched, Verdict, called, unmatched
from gateway.double.strictness import report
from gateway.double.strictness.findings import Severity

__all__ = ["CHOICE", "STRICT", "Calls", "Expected", "Strict", "forget", "show", "strict", "verify"]

T = TypeVar("T")

CHOICE: Final[Mapping[str, str]] = {
    "function": "Calls of these functions; * and ? stand for any characters.",
    "protocol": "Calls over this protocol; of scripts: login, files, upload.",
    "user": "Calls of this user.",
    "token": "Calls with the token of this name.",
    "path": "Requests to these addresses; * and ? stand for any characters.",
    "kind": "'call', or 'request' for those that became no call.",
    "outcome": "'result', 'refused' or 'unreached'.",
    "errorcode": "Calls that were refused with this code.",
    "fault": "Calls that met the fault of the rule of this name.",
    "since": "Calls after the one with this number.",
    "limit": "The last so many.",
}
STRICT: Final[Mapping[str, str]] = {
    "severity": "One or several of refused, ignored, unsafe, deprecated, with commas between them.",
    "since": "What was found in calls after the one with this number.",
}


class Calls(msgspec.Struct, frozen=True, kw_only=True):
    """The entries of the journal that were asked for, how many those are, and how many there were in all."""

    count: int
    matching: int
    calls: list[dict[str, Any]]


class Expected(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a test expects: one of these."""

    called: Called | None = None
    not_called: Called | None = None
    unmatched: Unmatched | bool | None = None


class Strict(msgspec.Struct, frozen=True, kw_only=True):
    """The strictness report: what was found, how often each rule found something, and how much was found in all."""

    count: int
    findings: list[dict[str, Any]]
    rules: dict[str, dict[str, Any]]


class _Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which findings are wanted."""

    severity: str = ""
    since: Annotated[int, Meta(ge=0)] = 0


async def show(asked: Asked) -> Calls:
    """The entries that the query chooses."""
    world, choice = asked.world, _of_query(asked.query, Choice)
    found = await chosen(world.journal, choice, world)
    shown = await as_json(found[-choice.limit :] if choice.limit else [], world)
    return Calls(count=world.journal.count, matching=len(found), calls=shown)


async def forget(asked: Asked) -> Calls:
    """Forget what was called."""
    asked.world.journal.clear()
    return Calls(count=0, matching=0, calls=[])


async def verify(asked: Asked) -> Verdict:
    """Whether what was called is what the document expects."""
    expected: Expected = asked.document
    given = [name for name in expected.__struct_fields__ if getattr(expected, name) is not None]
    if len(given) != 1:
        raise ControlError("Say one of 'called', 'not_called' and 'unmatched'.")
    world = asked.world
    entries = list(world.journal)
    if expected.called is not None:
        verdict = await called(entries, expected.called, world)
    elif expected.not_called is not None:
        verdict = await called(entries, msgspec.structs.replace(expected.not_called, times=0), world)
    else:
        verdict = await unmatched(entries, expected.unmatched if isinstance(expected.unmatched, Unmatched) else Unmatched(), world)
    dropped = world.journal.count - len(entries)
    near = [*verdict.near, f"{dropped} older calls are no longer kept"] if dropped and not verdict.ok else verdict.near
    return msgspec.structs.replace(verdict, message=plain(verdict.message), near=plain(near))


async def strict(asked: Asked) -> Strict:
    """The strictness report."""
    wanted = _of_query(asked.query, _Wanted)
    names = [name.strip() for name in wanted.severity.split(",") if name.strip()]
    known = [each.value for each in Severity]
    for name in names:
        if name not in known:
            raise ControlError(f"There is no severity {name!r}; there are {', '.join(known)}.", path="severity")
    journal = asked.world.journal
    shown = report.as_json(journal.findings, severities=[Severity(name) for name in names], since=wanted.since)
    return Strict(count=journal.found, **shown)


def _of_query(query: Mapping[str, str], kind: type[T]) -> T:
    """The fields of a query as a struct. Raises ``ControlError``."""
    found: T = read(dict(query), kind, strict=False)
    return found
