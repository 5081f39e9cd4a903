"""Choosing entries of the journal, and showing them as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import Annotated, Any, Protocol

import msgspec
from msgspec import Meta

from gateway.double.callers import TokenNames
from gateway.double.journal.entries import Entry, plain
from gateway.errors import GatewayError
from gateway.pipeline.arguments import named
from gateway.pipeline.run import Pipeline
from gateway.wire.call import Call

__all__ = ["Choice", "Site", "as_json", "chosen", "validated"]

_MOST = 10_000


class Site(Protocol):
    """What is asked of a world to show its entries."""

    @property
    def token_names(self) -> TokenNames:
        """The names of its tokens."""

    @property
    def pipeline(self) -> Pipeline:
        """Its pipeline."""


class Choice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which entries are meant; all that is said must hold. ``function`` and ``path`` may have ``*`` and ``?``.

    ``since`` is a number: entries with greater ones are meant.
    """

    function: str | None = None
    protocol: str | None = None
    user: str | None = None
    token: str | None = None
    path: str | None = None
    kind: str | None = None
    outcome: str | None = None
    errorcode: str | None = None
    fault: str | None = None
    since: Annotated[int, Meta(ge=0)] = 0
    limit: Annotated[int, Meta(ge=0, le=_MOST)] = 1000


async def chosen(entries: Iterable[Entry], choice: Choice, site: Site) -> list[Entry]:
    """The entries that are meant, the oldest first."""
    found = [each for each in entries if each.number > choice.since and _fits(each, choice)]
    if choice.token is not None:
        names = await site.token_names.of(site.pipeline.store, {each.tokenid for each in found if each.tokenid})
        found = [each for each in found if names.get(each.tokenid, "") == choice.token]
    return found


async def as_json(entries: list[Entry], site: Site) -> list[dict[str, Any]]:
    """Entries as JSON, with the names of their tokens and the arguments as the function got them."""
    names = await site.token_names.of(site.pipeline.store, {each.tokenid for each in entries if each.tokenid})
    shown = []
    for each in entries:
        fields: dict[str, Any] = {name: getattr(each, name) for name in each.__struct_fields__ if name != "tokenid"}
        fields["arguments"] = plain(each.arguments)
        fields["validated"] = plain(validated(each, site.pipeline))
        fields["token"] = names.get(each.tokenid, "")
        fields["faults"] = list(each.faults)
        for name in ("function", "path", "message", "debug", "user"):
            fields[name] = plain(fields[name])
        shown.append(fields)
    return shown


def validated(entry: Entry, pipeline: Pipeline) -> dict[str, Any] | None:
    """The arguments of a call as its function got them; None where it got none, because they were refused or there is no such function."""
    function = pipeline.site.registry.get(entry.function)
    if function is None or entry.arguments is None:
        return None
    call = Call(protocol=entry.protocol, function=entry.function, arguments=entry.arguments, credential=None)
    try:
        return function.validate(named(function, call), pipeline.site)
    except GatewayError:
        return None


def _fits(entry: Entry, choice: Choice) -> bool:
    for pattern, text in ((choice.function, entry.function), (choice.path, entry.path)):
        if pattern is not None and not fnmatchcase(text, pattern):
            return False
    for wanted, found in (
        (choice.protocol, entry.protocol),
        (choice.user, entry.user),
        (choice.kind, entry.kind),
        (choice.outcome, entry.outcome),
        (choice.errorcode, entry.errorcode),
    ):
        if wanted is not None and wanted != found:
            return False
    return choice.fault is None or choice.fault in entry.faults
