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
    reasons: dict[str, str] = {}
    for block in _blocks():
        comments = [line.removeprefix("#").strip() for line in block if line.startswith("#")]
        reasons |= dict.fromkeys(_ids(block), " ".join(comments))
    return reasons


def strike(ids: set[str]) -> None:
    """Take ids off the list of those that differ, and the reasons that no id is left for."""
    kept = []
    for block in _blocks():
        left = [line for line in block if line.strip() not in ids]
        if _ids(left) or not _ids(block):
            kept.append(left)
    DIFFERING.write_text("\n\n".join("\n".join(block) for block in kept) + "\n")


def _blocks() -> list[list[str]]:
    """The lines of the list of differing cases, by the blank lines between them."""
    return [block.splitlines() for block in re.split(r"\n\s*\n", DIFFERING.read_text().strip())]


def _ids(block: list[str]) -> list[str]:
    """The ids among the lines of a block."""
    return [line.strip() for line in block if not line.startswith("#")]
