"""Files of known differences: ids of cases that are not equal, in blocks that begin with the reason.

    # our texts of refusals are longer
    users/refused/3

    # not built yet
    groups/*

A line that ends with ``*`` stands for all ids that begin with the rest. Blocks are separated by blank lines; lines with # are the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import msgspec

__all__ = ["Known", "parse", "without"]

_BLANK: Final = re.compile(r"\n\s*\n")


class Known(msgspec.Struct, frozen=True):
    """The lines of a file, each with the reason of its block; a line is an id, or the beginning of ids and ``*``."""

    reasons: Mapping[str, str]

    def line(self, case: str) -> str | None:
        """The line that lists a case; None if none does."""
        if case in self.reasons:
            return case
        return next((line for line in self.reasons if line.endswith("*") and case.startswith(line[:-1])), None)


def parse(text: str) -> dict[str, str]:
    """The lines of a file, each with the reason that stands at the head of its block."""
    reasons: dict[str, str] = {}
    for block in _blocks(text):
        comments = [line.removeprefix("#").strip() for line in block if line.startswith("#")]
        reasons |= dict.fromkeys(_ids(block), " ".join(comments))
    return reasons


def without(text: str, ids: Iterable[str]) -> str:
    """The file without these ids, and without the reasons that no id is left for."""
    struck = {*ids}
    kept = []
    for block in _blocks(text):
        left = [line for line in block if line.strip() not in struck]
        if _ids(left) or not _ids(block):
            kept.append(left)
    return "\n\n".join("\n".join(block) for block in kept) + "\n"


def _blocks(text: str) -> Iterator[list[str]]:
    """The lines, by the blank lines between them."""
    return (block.splitlines() for block in _BLANK.split(text.strip()))


def _ids(block: list[str]) -> list[str]:
    """The ids among the lines of a block."""
    return [line.strip() for line in block if line.strip() and not line.startswith("#")]
