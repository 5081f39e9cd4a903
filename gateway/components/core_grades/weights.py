"""How much items count in natural categories, and how high the totals of those can be: both follow from the ranges of the items."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import RowMapping, update

from gateway.api import CallContext
from gateway.components.core_grades import items
from gateway.components.core_grades.aggregation import Aggregation
from gateway.components.core_grades.display import GradeType
from gateway.components.core_grades.ranges import PLACES, differ
from gateway.components.core_grades.tables import grade_items

__all__ = ["refresh"]


def refresh(ctx: CallContext, courseid: int, categoryid: int) -> None:
    """Make the weights and maxima anew in a category and in those around it, as far as they are natural."""
    category = items.book(ctx.db, courseid).categories.get(categoryid)
    for part in reversed(category["path"].strip("/").split("/") if category is not None else ()):
        book = items.book(ctx.db, courseid)
        around = book.categories.get(int(part))
        if around is not None and around["aggregation"] == Aggregation.NATURAL:
            whole, inside = book.total(around), _counting(ctx, book, around)
            _set_weights(ctx, inside)
            if whole is not None and not whole["calculation"]:
                _change(ctx, whole, gradetype=GradeType.VALUE, grademin=0.0, grademax=_highest(around, inside))


def _counting(ctx: CallContext, book: items.GradeBook, category: RowMapping) -> list[RowMapping]:
    """The items and totals in a category that count for its total."""
    types = [GradeType.VALUE, *([GradeType.SCALE] if ctx.site.config.flag("grade_includescalesinaggregation") else [])]
    inside = [item if child is None else book.total(child) for item, child in book.children(category)]
    return [item for item in inside if item is not None and item["gradetype"] in types]


def _highest(category: RowMapping, inside: Collection[RowMapping]) -> float:
    """The highest total of a natural category: the sum of the highest grades without extra credit, after those that are dropped."""
    highest = sorted(item["grademax"] for item in inside if item["aggregationcoef"] <= 0)
    if len(set(highest)) == 1:
        kept = len(highest) - category["droplow"]
        highest = highest[: max(min(kept, category["keephigh"] or kept), 0)]
    return round(float(sum(highest)), PLACES)


def _set_weights(ctx: CallContext, inside: Collection[RowMapping]) -> None:
    """Let items count by their highest grades, in what is left beside the weights that were set by hand."""
    whole = sum(item["grademax"] for item in inside if item["aggregationcoef"] <= 0)
    by_hand = [item for item in inside if item["weightoverride"] and item["aggregationcoef"] <= 0]
    taken = sum(item["aggregationcoef2"] for item in by_hand)
    free = sum(item["grademax"] for item in inside if item["aggregationcoef"] <= 0 and not item["weightoverride"])
    for item in inside:
        weight = item["aggregationcoef2"]
        if item["aggregationcoef"] > 0:
            weight = weight if item["weightoverride"] else item["grademax"] / whole if whole else 0.0
        elif not item["weightoverride"]:
            weight = item["grademax"] / free * max(1 - taken, 0.0) if free else 0.0
        elif taken > 1:
            weight = weight / taken
        _change(ctx, item, aggregationcoef2=round(weight, PLACES))


def _change(ctx: CallContext, item: RowMapping, **values: Any) -> None:
    """Change the columns of an item that are not so already."""
    changes = {name: value for name, value in values.items() if differ(item[name], value)}
    if changes:
        ctx.db.execute(update(grade_items).where(grade_items.c.id == item["id"]).values(**changes, timemodified=ctx.now))
