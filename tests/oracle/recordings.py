"""The recorded exchanges as Python objects, and the two lists that say which of them may differ.

``deviations.json`` holds patterns of ids that are left out, each with its reason: there the reference is wrong.
``differing.txt`` holds ids of cases that are not equal *yet*.
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

Case = dict[str, Any]


def names() -> list[str]:
    """The names of the case files."""
    return sorted(file.name.removesuffix(".jsonl.gz") for file in CASES.glob("*.jsonl.gz"))


def read(name: str) -> Iterator[Case]:
    """The cases of one file. Bytes that are no UTF-8 come as lone surrogates, the way the replay tool sends them."""
    text = gzip.decompress((CASES / f"{name}.jsonl.gz").read_bytes()).decode("utf-8", "surrogateescape")
    return (json.loads(line) for line in text.split("\n") if line)


def routes(case: Case) -> list[str]:
    """The paths a case asks for: one, or one a step."""
    return [step["req"]["path"] for step in case.get("steps", [case])]


def deviations() -> re.Pattern[str]:
    """Matches the ids that are left out."""
    return re.compile("|".join(f"(?:{entry['id']})" for entry in json.loads((HERE / "deviations.json").read_text())))


def differing() -> set[str]:
    """The ids that are known to differ."""
    lines = (line.partition("#")[0].strip() for line in DIFFERING.read_text().splitlines())
    return {line for line in lines if line}


def strike(ids: set[str]) -> None:
    """Take ids off the list of those that differ, and leave its comments where they are."""
    lines = DIFFERING.read_text().splitlines(keepends=True)
    DIFFERING.write_text("".join(line for line in lines if line.partition("#")[0].strip() not in ids))
