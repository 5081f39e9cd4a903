"""Totals of categories: how the grades of the items in a category become one grade, and how much each item counts for it.

Pure: grades in, grade out. Grades are parts of their ranges, from 0 (lowest) to 1 (highest), and more than 1 for extra credit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from enum import IntEnum
from typing import Final

import msgspec

__all__ = ["Aggregation", "Part", "Total", "limited", "total", "uses_extra_credit"]


class Aggregation(IntEnum):
    """How a category makes its total (the values of ``grade_categories.aggregation``)."""

    MEAN = 0
    MEDIAN = 2
    MIN = 4
    MAX = 6
    MODE = 8
    WEIGHTED_MEAN = 10
    SIMPLE_WEIGHTED_MEAN = 11
    MEAN_WITH_EXTRA_CREDIT = 12
    NATURAL = 13


_WITH_EXTRA_CREDIT: Final = frozenset({Aggregation.SIMPLE_WEIGHTED_MEAN, Aggregation.MEAN_WITH_EXTRA_CREDIT, Aggregation.NATURAL})


class Part(msgspec.Struct, frozen=True):
    """A grade in a category: its value, the range of its item, and how its item counts.

    ``coef`` is the weight, or marks extra credit where it is positive; ``natural`` is the part that an item has in a natural
    total, which somebody has set by hand if it is ``by_hand``.
    """

    value: float
    low: float
    high: float
    coef: float = 0.0
    natural: float = 0.0
    by_hand: bool = False


class Total(msgspec.Struct, frozen=True):
    """The total of a category: its value, None where nothing counts, the weights of the items, by id, and the range it lies in."""

    value: float | None
    weights: Mapping[int, float]
    low: float
    high: float


Parts = Mapping[int, Part]


def uses_extra_credit(how: int) -> bool:
    """Whether items can count on top of the others in this way of making a total."""
    return how in _WITH_EXTRA_CREDIT


def limited(how: int, parts: Parts, drop_lowest: int, keep_highest: int) -> dict[int, Part]:
    """What is left of the parts when the lowest are dropped or only the highest are kept; extra credit always stays.

    Of equal grades, those of the items with the highest range are dropped first.
    """
    left = dict(sorted(parts.items(), key=lambda entry: entry[1].value))
    droppable = [itemid for itemid, part in left.items() if not (uses_extra_credit(how) and part.coef > 0)]
    if drop_lowest > 0:
        for _ in range(min(drop_lowest, len(droppable))):
            least = left[droppable[0]].value
            itemid = max((one for one in droppable if left[one].value == least), key=lambda one: left[one].high)
            droppable.remove(itemid)
            del left[itemid]
    elif keep_highest > 0:
        for itemid in droppable[: max(len(droppable) - keep_highest, 0)]:
            del left[itemid]
    return left


def total(how: int, parts: Parts, low: float, high: float, bounded: Callable[[float, float, float], float]) -> Total:
    """The total of a category whose range is from ``low`` to ``high``; at least one part is given, in the order of the values.

    ``bounded(value, low, high)`` is a total within the bounds that its range sets it.
    """
    if how == Aggregation.NATURAL:
        return _natural(parts, bounded)
    if uses_extra_credit(how):
        value, weights = _on_top(how, parts, low, high, bounded)
    else:
        value, weights = _WAYS.get(how, _mean)(parts)
    return Total(value, weights, low, high)


def _mean(parts: Parts) -> tuple[float | None, dict[int, float]]:
    return sum(part.value for part in parts.values()) / len(parts), dict.fromkeys(parts, 1 / len(parts))


def _median(parts: Parts) -> tuple[float | None, dict[int, float]]:
    """The value in the middle, or between the two that are there."""
    ids = list(parts)
    middle = ids[(len(ids) - 1) // 2 : len(ids) // 2 + 1]
    weights = {**dict.fromkeys(parts, 0.0), **dict.fromkeys(middle, 1 / len(middle))}
    return sum(parts[itemid].value for itemid in middle) / len(middle), weights


def _lowest(parts: Parts) -> tuple[float | None, dict[int, float]]:
    first = next(iter(parts))
    return parts[first].value, {**dict.fromkeys(parts, 0.0), first: 1.0}


def _highest(parts: Parts) -> tuple[float | None, dict[int, float]]:
    last = next(reversed(list(parts)))
    return parts[last].value, {**dict.fromkeys(parts, 0.0), last: 1.0}


def _mode(parts: Parts) -> tuple[float | None, dict[int, float]]:
    """The value that is there most often; the highest of several."""
    times = Counter(part.value for part in parts.values())
    most = max(times.values())
    value = max(one for one, count in times.items() if count == most)
    return value, {itemid: 1 / most if part.value == value else 0.0 for itemid, part in parts.items()}


def _weighted_mean(parts: Parts) -> tuple[float | None, dict[int, float]]:
    weight = sum(part.coef for part in parts.values() if part.coef > 0)
    if not weight:
        return None, {itemid: part.coef for itemid, part in parts.items()}
    value = sum(part.coef * part.value for part in parts.values() if part.coef > 0) / weight
    return value, {itemid: part.coef / weight for itemid, part in parts.items()}


def _simple_weighted_mean(part: Part) -> float:
    """The weight of an item in a mean by the ranges of the items."""
    return max(part.high - part.low, 0.0)


def _mean_with_extra_credit(part: Part) -> float:
    """The weight of an item in a mean in which some items count on top: that of these is their coefficient."""
    return part.coef if part.coef > 0 else 1.0


def _on_top(
    how: int, parts: Parts, low: float, high: float, bounded: Callable[[float, float, float], float]
) -> tuple[float | None, dict[int, float]]:
    """A weighted mean to which extra credit is added. Extra credit weighs as much as it changes the total, which is bounded."""
    weight_of = _simple_weighted_mean if how == Aggregation.SIMPLE_WEIGHTED_MEAN else _mean_with_extra_credit
    usual = {itemid: part for itemid, part in parts.items() if part.coef <= 0}
    divisor = sum(weight_of(part) for part in usual.values())
    gained = sum(weight_of(part) * part.value for part in usual.values())
    weights = {itemid: weight_of(part) / divisor if divisor else 0.0 for itemid, part in usual.items()}
    for itemid, part in parts.items():
        if itemid in usual:
            continue
        before, gained = gained, gained + weight_of(part) * part.value
        weights[itemid] = 0.0
        if divisor:
            old, new = (low + (high - low) * gain / divisor for gain in (before, gained))
            added = bounded(new, low, high) - bounded(old, low, high)
            if added > 0:
                cut = bounded(new, low, high) < new
                weights[itemid] = added / (high - low) / part.value if cut else weight_of(part) / divisor
    return (gained / divisor if divisor else gained), weights


def _natural(parts: Parts, bounded: Callable[[float, float, float], float]) -> Total:
    """The sum of points. What weights somebody has set by hand leave is shared by the other items, by their highest grades."""
    extra = {itemid for itemid, part in parts.items() if part.coef > 0}
    counted = [part for itemid, part in parts.items() if itemid not in extra and part.natural > 0]
    low, high = sum(part.low for part in counted), sum(part.high for part in counted)
    given = sum(part.natural for part in counted)
    weights = {itemid: part.natural / given if given and part.natural > 0 else 0.0 for itemid, part in parts.items() if part.by_hand}
    taken = sum(weight for itemid, weight in weights.items() if itemid not in extra)
    points = high - sum(parts[itemid].high for itemid in weights if itemid not in extra and parts[itemid].natural > 0)
    for itemid, part in parts.items():
        if part.by_hand or itemid in extra:
            continue
        weights[itemid] = part.high / points * (1 - taken) if points > 0 else 0.0
        if points <= 0 and part.natural > 0:
            high -= part.high
    weights |= {itemid: parts[itemid].high / high if high else 0.0 for itemid in extra if not parts[itemid].by_hand}
    gained = sum(part.value * weights[itemid] * high for itemid, part in parts.items() if itemid not in extra)
    for itemid in (one for one in parts if one in extra):
        added = parts[itemid].value * weights[itemid] * high
        before, gained = gained, gained + added
        if high > 0:
            really = bounded(gained, low, high) - bounded(before, low, high)
            if really <= 0:
                weights[itemid] = 0.0
            elif really < added:
                weights[itemid] = really / (parts[itemid].value * high)
    return Total(gained / high, weights, low, high) if high > 0 else Total(gained, weights, low, gained)


_WAYS: Final[Mapping[int, Callable[[Parts], tuple[float | None, dict[int, float]]]]] = {
    Aggregation.MEDIAN: _median,
    Aggregation.MIN: _lowest,
    Aggregation.MAX: _highest,
    Aggregation.MODE: _mode,
    Aggregation.WEIGHTED_MEAN: _weighted_mean,
}
