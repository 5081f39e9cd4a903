"""The journal of a world over its control face: its entries, what a test expected of them, and the strictness report, as JSON."""

from __future__ import annotations

from typing import Annotated, Any, Protocol, TypeVar

import msgspec
from msgspec import Meta

from gateway.double.journal.chosen import Choice, Site, as_json, chosen
from gateway.double.journal.journal import Journal
from gateway.double.journal.verify import Called, Unmatched, Verdict, called, unmatched
from gateway.double.strictness import report
from gateway.double.strictness.findings import Severity

__all__ = ["HasJournal", "JournalError", "handle", "handle_strict", "handle_verify"]

T = TypeVar("T")


class JournalError(Exception):
    """What is asked of the journal is not understood; the text is one line, with the path of what is wrong."""


class HasJournal(Site, Protocol):
    """A world, as far as this needs to know it."""

    @property
    def journal(self) -> Journal:
        """What was called in it."""


class _Expected(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a test expects: one of these."""

    called: Called | None = None
    not_called: Called | None = None
    unmatched: Unmatched | bool | None = None


class _Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which findings are meant."""

    severity: list[str] | str = []
    since: Annotated[int, Meta(ge=0)] = 0


async def handle(world: HasJournal, method: str, document: object) -> dict[str, Any]:
    """Answer a request about the entries of a world: GET shows those that the document chooses, DELETE forgets all.

    Raises ``JournalError`` for a document or method that is not understood.
    """
    journal = world.journal
    if method == "DELETE":
        journal.clear()
        return {"count": 0, "calls": []}
    if method != "GET":
        raise JournalError("method: GET and DELETE are understood")
    choice = _read(document, Choice)
    found = await chosen(journal, choice, world)
    shown = await as_json(found[-choice.limit :] if choice.limit else [], world)
    return {"count": journal.count, "matching": len(found), "calls": shown}


async def handle_verify(world: HasJournal, method: str, document: object) -> dict[str, Any]:
    """Answer whether what was called is what the document expects. Raises ``JournalError`` as ``handle`` does."""
    if method != "POST":
        raise JournalError("method: POST is understood")
    expected = _read(document, _Expected)
    given = [name for name in expected.__struct_fields__ if getattr(expected, name) is not None]
    if len(given) != 1:
        raise JournalError("the document: one of called, not_called and unmatched is expected")
    entries = list(world.journal)
    if expected.called is not None:
        verdict = await called(entries, expected.called, world)
    elif expected.not_called is not None:
        verdict = await called(entries, msgspec.structs.replace(expected.not_called, times=0), world)
    else:
        asked = expected.unmatched if isinstance(expected.unmatched, Unmatched) else Unmatched()
        verdict = await unmatched(entries, asked, world)
    dropped = world.journal.count - len(entries)
    if not verdict.ok and dropped > 0:
        verdict = msgspec.structs.replace(verdict, near=[*verdict.near, f"{dropped} older calls are no longer kept"])
    return _shown(verdict)


async def handle_strict(world: HasJournal, method: str, document: object) -> dict[str, Any]:
    """Answer with the strictness report of a world. Raises ``JournalError`` as ``handle`` does."""
    if method != "GET":
        raise JournalError("method: GET is understood")
    asked = _read(document, _Strict)
    names = asked.severity if isinstance(asked.severity, list) else asked.severity.split(",")
    severities = _read([name.strip() for name in names if name.strip()], list[Severity])
    journal = world.journal
    return {"count": journal.found, **report.as_json(journal.findings, severities=severities, since=asked.since)}


def _shown(verdict: Verdict) -> dict[str, Any]:
    shown: dict[str, Any] = msgspec.to_builtins(verdict)
    return shown


def _read(document: object, kind: type[T]) -> T:
    """A document of a kind. Numbers may be texts, as in a query. Raises ``JournalError``."""
    try:
        return msgspec.convert({} if document is None else document, kind, strict=False)
    except msgspec.ValidationError as error:
        raise JournalError(str(error).replace("`$.", "`").replace("`$`", "the document")) from None
