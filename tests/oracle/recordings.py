"""The recorded exchanges as Python objects, and the two lists that say which of them may differ.

``deviations.json`` holds patterns of ids that are left out, each with its reason: there the reference is wrong.
``differing.txt`` holds ids of cases that are not equal, in blocks that each begin with the reason.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
CASES = HERE / "cases"
DIFFERING = HERE / "differing.txt"

# The recorded states: files whose names begin with that of one were recorded in it, all others in the first.
STATES = ("site", "campus", "college")

Case = dict[str, Any]


def names() -> list[str]:
    """The names of the case files."""
    return sorted(file.name.removesuffix(".jsonl.gz") for file in CASES.glob("*.jsonl.gz"))


def read(name: str) -> Iterator[Case]:
    """The cases of one file. Bytes that are no UTF-8 come as lone surrogates, the way the replay tool sends them."""
    text = gzip.decompress((CASES / f"{name}.jsonl.gz").read_bytes()).decode("utf-8", "surrogateescape")
    return (json.loads(line) for line in text.split("\n") if line)


def state_of(name: str) -> str:
    """The state that the cases of a file were recorded in."""
    prefix = name.partition("_")[0]
    return prefix if prefix in STATES else "site"


def routes(case: Case) -> list[str]:
    """The paths a case asks for: one, or one a step."""
    return [step["req"]["path"] for step in case.get("steps", [case])]


def deviations() -> re.Pattern[str]:
    """Matches the ids that are left out."""
    return re.compile("|".join(f"(?:{entry['id']})" for entry in json.loads((HERE / "deviations.json").read_text())))


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
