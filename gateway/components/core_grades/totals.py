"""The totals of categories and of the course, made anew for users whose grades have changed (``grade_grades`` of total items).

A total follows from the grades in its category, and the total around it from this one, up to that of the course. Each grade keeps
whether and how much it counts. A total that is locked, set by hand or calculated by a formula stays as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from sqlalchemy import RowMapping, select, update

from gateway.api import CallContext
from gateway.api.rows import insert_many
from gateway.components.core_grades import aggregation, items
from gateway.components.core_grades.aggregation import Aggregation, Part
from gateway.components.core_grades.display import GradeType
from gateway.components.core_grades.ranges import PLACES, bounded, differ
from gateway.components.core_grades.tables import grade_grades, grade_settings

__all__ = ["refresh"]

# The value of the setting with which grades lie in the ranges that they had when they were given.
_FROM_GRADES: Final = 2
# Ways of making totals from here on allow more than the highest grade.
_OVER: Final = 100
# The format of feedback that nobody has written.
_PLAIN: Final = 2
# The range of a total that nothing counts for.
_OF_TOTALS: Final = (0.0, 100.0)
_COLS = grade_grades.c

Row = Mapping[Any, Any]


def refresh(ctx: CallContext, courseid: int, itemid: int, userids: Collection[int]) -> None:
    """Make the totals anew that an item's grades are part of, for these users."""
    if userids:
        _Totals(ctx, courseid, userids).refresh(itemid)


class _Totals:
    """The gradebook of a course with the grades of some users in it, which are kept up to date as totals are made."""

    def __init__(self, ctx: CallContext, courseid: int, userids: Collection[int]) -> None:
        """Load the gradebook, the grades and the settings that decide."""
        self._ctx, self._userids = ctx, list(userids)
        self._book = items.book(ctx.db, courseid)
        self._grades: dict[tuple[int, int], Row] = dict(items.grades_of(ctx.db, [self._book], self._userids))
        cols = grade_settings.c
        query = select(cols.value).where(cols.courseid == courseid, cols.name == "minmaxtouse")
        chosen = ctx.db.execute(query).scalars().first() or ""
        self._from_grades = (int(chosen) if chosen.isdecimal() else ctx.site.config.number("grade_minmaxtouse")) == _FROM_GRADES

    def refresh(self, itemid: int) -> None:
        """Make the totals anew that an item's grades are part of, the innermost first."""
        item = next((item for item in self._book.items if item["id"] == itemid), None)
        if item is None:
            return
        for whole in self._book.totals(item):
            if not whole["calculation"] and not items.is_locked(whole, self._ctx.now):
                category = self._book.categories[whole["iteminstance"]]
                parts = list(self._children(category))
                self._add_missing([whole, *parts])
                for userid in self._userids:
                    self._make(category, whole, parts, userid)

    def _children(self, category: RowMapping) -> Iterator[RowMapping]:
        """The items of a category that count for its total: those with points or scales, and the totals of categories in it."""
        types = [GradeType.VALUE, *([GradeType.SCALE] if self._ctx.site.config.flag("grade_includescalesinaggregation") else [])]
        for item in self._book.items:
            if item["gradetype"] not in types or (item["outcomeid"] and not category["aggregateoutcomes"]):
                continue
            if item["itemtype"] not in items.AGGREGATES:
                inside = item["categoryid"]
            else:
                own = self._book.categories.get(item["iteminstance"])
                inside = own["parent"] if own is not None else None
            if inside == category["id"]:
                yield item

    def _add_missing(self, columns: Collection[RowMapping]) -> None:
        """Add a grade without a value for each user who has none in one of some items; a total has no range of its own yet."""
        ranges = {
            item["id"]: _OF_TOTALS if item["itemtype"] in items.AGGREGATES else (item["grademin"], item["grademax"]) for item in columns
        }
        pairs = ((itemid, userid) for itemid in ranges for userid in self._userids)
        missing = [pair for pair in pairs if pair not in self._grades]
        if not missing:
            return
        nothing = {"feedbackformat": _PLAIN, "aggregationstatus": "unknown"}
        names = ("itemid", "userid", "rawgrademin", "rawgrademax")
        insert_many(self._ctx.db, grade_grades, nothing, names, [(*pair, *ranges[pair[0]]) for pair in missing])
        query = select(grade_grades).where(_COLS.itemid.in_(ranges), _COLS.userid.in_(self._userids))
        rows = {(row["itemid"], row["userid"]): row for row in self._ctx.db.execute(query).mappings()}
        self._grades |= {pair: rows[pair] for pair in missing}

    def _make(self, category: RowMapping, whole: RowMapping, children: Collection[RowMapping], userid: int) -> None:
        """Make the total of one user."""
        known = self._grades[whole["id"], userid]
        if known["overridden"] or items.is_locked(known, self._ctx.now):
            return
        natural, status = category["aggregation"] == Aggregation.NATURAL, {}
        parts: dict[int, Part] = {}
        for item in children:
            grade = self._grades[item["id"], userid]
            value = grade["finalgrade"]
            if value is None and category["aggregateonlygraded"]:
                status[item["id"]] = "novalue"
            elif grade["excluded"]:
                status[item["id"]] = "dropped"
            else:
                parts[item["id"]] = self._part(item, grade, value, natural=natural)
        used = parts
        if not natural or _can_drop(children):
            used = aggregation.limited(category["aggregation"], parts, category["droplow"], category["keephigh"])
            status |= dict.fromkeys(parts.keys() - used.keys(), "dropped")
        used = dict(sorted(used.items(), key=lambda entry: entry[1].value))
        weights: Mapping[int, float] = {}
        values: dict[str, float | None] = {"finalgrade": None}
        if used:
            made = aggregation.total(category["aggregation"], used, whole["grademin"], whole["grademax"], self._bounded(category))
            weights, low = made.weights, 0.0 if natural else made.low
            final = None if made.value is None else self._bounded(category)(low + (made.high - low) * made.value, made.low, made.high)
            values = {
                "finalgrade": None if final is None else round(final, PLACES),
                "rawgrademin": round(low, PLACES),
                "rawgrademax": round(made.high, PLACES),
            }
        if any(differ(value, known[name]) for name, value in values.items()):
            self._change(whole["id"], userid, {**values, "timemodified": self._ctx.now})
        extra = {itemid for itemid, part in used.items() if part.coef > 0} if aggregation.uses_extra_credit(category["aggregation"]) else ()
        status |= {itemid: "extra" if itemid in extra else "used" for itemid in used}
        self._set_status(children, userid, status, weights)

    def _part(self, item: RowMapping, grade: Row, value: float | None, *, natural: bool) -> Part:
        """A grade as part of a total, as part of its own range; none counts as the lowest."""
        low, high = item["grademin"], item["grademax"]
        of_total = item["itemtype"] in items.AGGREGATES and not item["calculation"]
        if of_total or self._from_grades:
            low, high = grade["rawgrademin"], grade["rawgrademax"]
        bottom = 0.0 if natural else low
        part = 0.0 if value is None else 1.0 if high == bottom else (value - bottom) / (high - bottom)
        by_hand = bool(item["weightoverride"])
        return Part(part, low, high, coef=item["aggregationcoef"], natural=item["aggregationcoef2"], by_hand=by_hand)

    def _bounded(self, category: RowMapping) -> Any:
        """The function that keeps totals of a category within the bounds of a range."""
        return lambda value, low, high: bounded(self._ctx.site, value, low, high, over=category["aggregation"] >= _OVER)

    def _set_status(self, children: Collection[RowMapping], userid: int, status: Mapping[int, str], weights: Mapping[int, float]) -> None:
        """Store of each grade whether and how much it counts."""
        for item in children:
            grade = self._grades[item["id"], userid]
            new: dict[str, Any] = {
                "aggregationstatus": status.get(item["id"], "unknown"),
                "aggregationweight": round(weights.get(item["id"], 0.0), PLACES),
            }
            if new["aggregationstatus"] != grade["aggregationstatus"] or differ(grade["aggregationweight"], new["aggregationweight"]):
                self._change(item["id"], userid, new)

    def _change(self, itemid: int, userid: int, values: Mapping[str, Any]) -> None:
        """Change columns of a grade."""
        row = self._grades[itemid, userid]
        self._ctx.db.execute(update(grade_grades).where(_COLS.id == row["id"]).values(**values))
        self._grades[itemid, userid] = {**row, **values}


def _can_drop(children: Collection[RowMapping]) -> bool:
    """Whether grades can be dropped from a natural total: only where all items but extra credit count alike."""
    alike = {(item["grademax"], item["aggregationcoef2"]) for item in children if item["aggregationcoef"] <= 0}
    return len(alike) <= 1
