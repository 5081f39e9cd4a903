"""Conditions of access as they are stored: sets of conditions, as JSON, that may contain further sets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import msgspec

__all__ = [
    "PREVIOUS",
    "Condition",
    "ConditionSet",
    "OnCompletion",
    "OnDate",
    "OnGrade",
    "OnGroup",
    "OnGrouping",
    "OnProfile",
    "leaves",
    "parsed",
]

# What a condition on completion has for the nearest activity before, instead of the id of one.
PREVIOUS = -1


class _Stored(msgspec.Struct, frozen=True, tag_field="type"):
    """A condition; ``type`` says of what kind it is."""


class OnDate(_Stored, frozen=True, tag="date"):
    """From a time on, or before it."""

    direction: Literal[">=", "<"] = msgspec.field(name="d")
    time: int = msgspec.field(name="t")


class OnGroup(_Stored, frozen=True, tag="group"):
    """For the members of a group; of any group without ``id``."""

    id: int | None = None


class OnGrouping(_Stored, frozen=True, tag="grouping"):
    """For the members of the groups of a grouping; with ``activity``, of that which the activity has itself."""

    id: int | None = None
    activity: bool = False


class OnCompletion(_Stored, frozen=True, tag="completion"):
    """For those whose completion of an activity has a certain state."""

    cmid: int = msgspec.field(name="cm")
    state: int = msgspec.field(name="e")


class OnGrade(_Stored, frozen=True, tag="grade"):
    """For those whose grade lies in a range, in per cent: from ``min``, and below ``max``."""

    id: int
    min: float | None = None
    max: float | None = None


class OnProfile(_Stored, frozen=True, tag="profile"):
    """For those who have something in a field of their profile: one of every account, or one of the site's own."""

    test: Literal["isequalto", "contains", "doesnotcontain", "startswith", "endswith", "isempty", "isnotempty"] = msgspec.field(name="op")
    value: str = msgspec.field(name="v", default="")
    standard: str = msgspec.field(name="sf", default="")
    custom: str = msgspec.field(name="cf", default="")


Condition = OnDate | OnGroup | OnGrouping | OnCompletion | OnGrade | OnProfile


class ConditionSet(msgspec.Struct, frozen=True):
    """Conditions of which all must hold, or one; or, if negated, of which not all may hold, or none.

    ``shown`` says of each condition whether people are told of it while it is not met.
    """

    needs_all: bool
    negated: bool
    conditions: tuple[Condition | ConditionSet, ...]
    shown: tuple[bool, ...]


# The operators of sets: whether all conditions must hold, and whether the contrary is asked for.
_OPERATORS = {"&": (True, False), "|": (False, False), "!&": (True, True), "!|": (False, True)}


def parsed(text: str) -> ConditionSet | None:
    """The conditions that are stored as ``text``; None where it makes no sense."""
    try:
        return _set(msgspec.json.decode(text, type=dict[str, Any]))
    except (msgspec.DecodeError, KeyError, TypeError):
        return None


def _set(stored: dict[str, Any]) -> ConditionSet:
    """A set of conditions. Raises ``KeyError``, ``TypeError`` or ``msgspec.ValidationError`` where it makes no sense."""
    needs_all, negated = _OPERATORS[stored["op"]]
    conditions = tuple(_set(inside) if "c" in inside else msgspec.convert(inside, Condition) for inside in stored["c"])
    flags = [bool(flag) for flag in stored.get("showc") or ()] or [bool(stored.get("show", True))]
    missing = len(conditions) - len(flags)
    return ConditionSet(needs_all, negated, conditions, (*flags, *([flags[-1]] * missing)))


def leaves(conditions: ConditionSet) -> Iterator[Condition]:
    """All conditions of a set and of the sets in it."""
    for condition in conditions.conditions:
        if isinstance(condition, ConditionSet):
            yield from leaves(condition)
        else:
            yield condition
