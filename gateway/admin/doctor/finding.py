"""What an examination of a site finds."""

from __future__ import annotations

from enum import StrEnum

import msgspec

__all__ = ["Finding", "Level", "bad", "good", "odd"]


class Level(StrEnum):
    """How much it matters: nothing is wrong, something may be meant or not, something is wrong."""

    GOOD = "good"
    ODD = "odd"
    BAD = "bad"


class Finding(msgspec.Struct, frozen=True):
    """Something that was looked at, how it is, and the command or the setting that mends it, if something is to be mended."""

    about: str
    level: Level
    text: str
    repair: str = ""


def good(about: str, text: str) -> Finding:
    """Something as it should be."""
    return Finding(about, Level.GOOD, text)


def odd(about: str, text: str, repair: str) -> Finding:
    """Something that may be meant, but is worth a look."""
    return Finding(about, Level.ODD, text, repair)


def bad(about: str, text: str, repair: str) -> Finding:
    """Something that is wrong."""
    return Finding(about, Level.BAD, text, repair)
