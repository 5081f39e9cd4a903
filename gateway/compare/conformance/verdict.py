"""What came of playing cases: a verdict on each, and whether the server is as expected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum

import msgspec

__all__ = ["Kind", "Report", "Verdict"]


class Kind(StrEnum):
    """What came of a case."""

    EQUAL = "equal"
    DIFFERENT = "different"
    MISSING = "missing"
    LEFT_OUT = "left out"


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one case.

    ``details`` says how the answers differ, or why the case was left out or is missing. ``known`` is the reason for which it may differ,
    and ``line`` the line of the list that says so.
    """

    case: str
    area: str
    kind: Kind
    details: tuple[str, ...] = ()
    known: str | None = None
    line: str | None = None

    @property
    def unexpected(self) -> bool:
        """Whether it differs, and is not known to."""
        return self.kind is Kind.DIFFERENT and self.line is None


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """All verdicts on one server. ``listed`` are the lines of the list of known differences that were to be looked at."""

    server: str
    title: str
    release: str
    verdicts: Sequence[Verdict]
    listed: Sequence[str] = ()

    @property
    def unexpected(self) -> list[Verdict]:
        """The verdicts on cases that differ, and are not known to."""
        return [verdict for verdict in self.verdicts if verdict.unexpected]

    @property
    def struck(self) -> list[str]:
        """The lines of the list whose cases were played, and none of which differs: they are to be struck off."""
        differing = {verdict.line for verdict in self.verdicts if verdict.kind is Kind.DIFFERENT}
        equal = {verdict.line for verdict in self.verdicts if verdict.kind is Kind.EQUAL}
        return [line for line in self.listed if line in equal and line not in differing]

    @property
    def right(self) -> bool:
        """Whether something was played, nothing differs but what is known to, and all that is known to differ does."""
        return self.played > 0 and not self.unexpected and not self.struck

    @property
    def played(self) -> int:
        """The number of cases that were played to the end."""
        return sum(verdict.kind in (Kind.EQUAL, Kind.DIFFERENT) for verdict in self.verdicts)

    @property
    def areas(self) -> dict[str, Counter[str]]:
        """How many cases of each area came out how; those that differ as known are ``known``."""
        counts: dict[str, Counter[str]] = {}
        for verdict in self.verdicts:
            known = verdict.kind is Kind.DIFFERENT and verdict.line is not None
            counts.setdefault(verdict.area, Counter())["known" if known else verdict.kind.value] += 1
        return counts

    @property
    def total(self) -> Counter[str]:
        """The counts of all areas together."""
        return sum(self.areas.values(), Counter())
