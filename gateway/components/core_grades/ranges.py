"""Grades in their ranges: within the bounds of an item, in another range than they were given in, rounded as they are kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from gateway.api import SiteData
from gateway.components.core_grades.display import GradeType

__all__ = ["PLACES", "adjusted", "bounded", "differ"]

PLACES: Final = 5
"""The decimal places that grades are kept with."""

_LEAST: Final = 0.00001


def differ(one: float | None, other: float | None) -> bool:
    """Whether two grades are not the same, as far as they are kept."""
    if one is None or other is None:
        return one is not other
    return abs(float(one) - float(other)) > _LEAST


def bounded(site: SiteData, value: float, low: float, high: float, *, over: bool = False) -> float:
    """A grade within a range; where the site says so, or ``over`` does, it may be several times the highest."""
    if over or site.config.flag("unlimitedgrades"):
        high *= max(site.config.number("gradeoverhundredprocentmax"), 1)
    return float(min(max(value, low), high))


def adjusted(site: SiteData, item: Mapping[Any, Any], raw: float | None, low: float, high: float) -> float | None:
    """The final grade in an item for a grade that was given in the range from ``low`` to ``high``; None if the item has none."""
    least, most = item["grademin"], item["grademax"]
    if raw is None or item["gradetype"] not in (GradeType.VALUE, GradeType.SCALE) or most < least:
        return None
    if most == least:
        return float(most)
    if (low, high) != (least, most):
        raw = most if low == high else least + (raw - low) / (high - low) * (most - least)
    if item["gradetype"] == GradeType.SCALE:
        return float(int(min(max(raw + 0.00001 + 0.5, least), most)))
    return round(bounded(site, raw * item["multfactor"] + item["plusfactor"], least, most), PLACES)
