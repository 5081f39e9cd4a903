"""The recorded exchanges as Python objects, and the two lists that say which of them may differ.

They are part of the distribution, too (``gateway.compare.conformance.cases``), with the patterns of ids that are left out, each with its
reason: there the reference is wrong. ``differing.txt``, beside this module, holds ids of cases that are not equal, in blocks that each
begin with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gateway.compare.conformance import cases as packed
from gateway.compare.conformance import known
from gateway.compare.conformance.cases import STATES, state_of

__all__ = ["CASES", "DIFFERING", "HERE", "STATES", "Case", "deviations", "differing", "names", "read", "routes", "state_of", "strike"]

HERE = Path(__file__).parent
CASES = HERE / "cases"
DIFFERING = HERE / "differing.txt"

Case = dict[str, Any]


def names() -> list[str]:
    """The names of the case files."""
    return packed.suites()


def read(name: str) -> Iterator[Case]:
    """The cases of one file. Bytes that are no UTF-8 come as lone surrogates, the way the replay tool sends them."""
    return packed.lines(name)


def routes(case: Case) -> list[str]:
    """The paths a case asks for: one, or one a step."""
    return [step["req"]["path"] for step in case.get("steps", [case])]


def deviations() -> re.Pattern[str]:
    """Matches the ids that are left out."""
    return re.compile("|".join(f"(?:{pattern.pattern})" for pattern, _why in packed.deviations()))


def differing() -> dict[str, str]:
    """The ids that are known to differ, each with the reason that stands at the head of its block."""
    return known.parse(DIFFERING.read_text())


def strike(ids: set[str]) -> None:
    """Take ids off the list of those that differ, and the reasons that no id is left for."""
    DIFFERING.write_text(known.without(DIFFERING.read_text(), ids))
