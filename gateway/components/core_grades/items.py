"""Grade items and grades of courses."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import msgspec
from sqlalchemy import BindParameter, Connection, RowMapping, bindparam, select

from gateway.components.core_grades.display import GradeType, Item
from gateway.components.core_grades.tables import grade_categories, grade_grades, grade_items

__all__ = [
    "AGGREGATES",
    "GradeBook",
    "affected_by_hiding",
    "book",
    "books",
    "grades_of",
    "gradable_item_results",
    "is_hidden",
    "is_hidden_for_ever",
    "is_locked",
]

AGGREGATES = ("course", "category")
"""The types of grade items whose grades are totals of other items."""

# The value of ``hidden`` for "hidden for ever"; greater values are the time until which a grade is hidden.
_FOR_EVER = 1

_COURSES: BindParameter[int] = bindparam("courses", expanding=True)
_CATEGORIES = select(grade_categories).where(grade_categories.c.courseid.in_(_COURSES)).order_by(grade_categories.c.id)
_ITEMS = select(grade_items).where(grade_items.c.courseid.in_(_COURSES)).order_by(grade_items.c.sortorder, grade_items.c.id)
_GRADES = select(grade_grades).where(
    grade_grades.c.itemid.in_(bindparam("items", expanding=True)), grade_grades.c.userid.in_(bindparam("users", expanding=True))
)


class GradeBook(msgspec.Struct, frozen=True):
    """The grade book of a course: its categories by id, and its items in sort order."""

    categories: Mapping[int, RowMapping]
    items: Collection[RowMapping]

    @property
    def depth(self) -> int:
        """The number of columns that a table needs to indent the categories."""
        return max((row["depth"] for row in self.categories.values()), default=0) + 1

    def ordered(self, *, totals_last: bool) -> list[RowMapping]:
        """The items in the order of a report, each category's total before or after the items of the category."""
        roots = [row for row in self.categories.values() if not row["parent"]]
        return [item for root in roots for item in self._within(root, totals_last=totals_last)]

    def totals(self, item: Item) -> Iterator[RowMapping]:
        """The totals that an item's grades are part of: of its category, of those around it, and of the course."""
        categoryid = item["categoryid"]
        if item["itemtype"] in AGGREGATES:
            own = self.categories.get(item["iteminstance"])
            categoryid = own["parent"] if own is not None else None
        category = self.categories.get(categoryid)
        for part in reversed(category["path"].strip("/").split("/") if category is not None else ()):
            yield from (total for total in self.items if total["itemtype"] in AGGREGATES and total["iteminstance"] == int(part))

    def total(self, category: RowMapping) -> RowMapping | None:
        """The item with the total of a category."""
        return next((item for item in self.items if _is_total_of(item, category)), None)

    def children(self, category: RowMapping) -> list[tuple[RowMapping | None, RowMapping | None]]:
        """The items and the subcategories in a category in sort order, each as an item or a category with None for the other."""
        inside: list[tuple[int, RowMapping | None, RowMapping | None]] = [
            (item["sortorder"], item, None)
            for item in self.items
            if item["itemtype"] not in AGGREGATES and item["categoryid"] == category["id"]
        ]
        for child in self.categories.values():
            if child["parent"] == category["id"]:
                total = self.total(child)
                inside.append((total["sortorder"] if total is not None else 0, None, child))
        return [(item, child) for _, item, child in sorted(inside, key=lambda entry: entry[0])]

    def _within(self, category: RowMapping, *, totals_last: bool) -> list[RowMapping]:
        """The items of a category and its subcategories in sort order, each category with its total."""
        total = [item for item in self.items if _is_total_of(item, category)]
        listed: list[RowMapping] = []
        for item, child in self.children(category):
            if item is not None:
                listed.append(item)
            if child is not None:
                listed += self._within(child, totals_last=totals_last)
        return [*listed, *total] if totals_last else [*total, *listed]


def _is_total_of(item: Item, category: RowMapping) -> bool:
    """Whether an item is the total of a category."""
    return item["itemtype"] in AGGREGATES and item["iteminstance"] == category["id"]


def book(db: Connection, courseid: int) -> GradeBook:
    """The grade book of a course."""
    return books(db, [courseid])[courseid]


def books(db: Connection, courseids: Collection[int]) -> dict[int, GradeBook]:
    """The grade books of courses, by course id."""
    asked = {"courses": list(courseids)}
    categories: dict[int, dict[int, RowMapping]] = {courseid: {} for courseid in courseids}
    for row in db.execute(_CATEGORIES, asked).mappings():
        categories[row["courseid"]][row["id"]] = row
    found: dict[int, list[RowMapping]] = {courseid: [] for courseid in courseids}
    for row in db.execute(_ITEMS, asked).mappings():
        found[row["courseid"]].append(row)
    return {courseid: GradeBook(categories[courseid], found[courseid]) for courseid in courseids}


def gradable_item_results(found: GradeBook, coursename: str) -> list[dict[str, Any]]:
    """The items that are graded directly, with their category's name; the top category has the course's name."""
    results = []
    for item in sorted(found.items, key=lambda item: (item["itemtype"], item["id"])):
        if item["itemtype"] in AGGREGATES or item["gradetype"] == GradeType.NONE:
            continue
        category = found.categories.get(item["categoryid"])
        name = category["fullname"] if category and category["parent"] else coursename
        results.append({"id": str(item["id"]), "itemname": item["itemname"], "category": name})
    return results


def grades_of(db: Connection, found: Collection[GradeBook], userids: Collection[int]) -> dict[tuple[int, int], RowMapping]:
    """The grades of users in all items of grade books, by item id and user id."""
    asked = {"items": [item["id"] for book_ in found for item in book_.items], "users": list(userids)}
    return {(row["itemid"], row["userid"]): row for row in db.execute(_GRADES, asked).mappings()}


def affected_by_hiding(found: GradeBook, grades: Mapping[int, Item], now: int) -> set[int]:
    """The ids of the totals that a user's hidden grades are part of, by the user's grades by item id.

    Grades that are excluded, and those without a number, are part of no total; a total that was set by hand depends on none.
    """
    affected: set[int] = set()
    for item in found.items:
        grade = grades.get(item["id"])
        hidden = is_hidden(item["hidden"], now) or (grade is not None and is_hidden(grade["hidden"], now))
        if not hidden or (grade is not None and grade["excluded"]) or item["gradetype"] not in (GradeType.VALUE, GradeType.SCALE):
            continue
        for total in found.totals(item):
            of_total = grades.get(total["id"])
            if of_total is None or not of_total["overridden"]:
                affected.add(total["id"])
    return affected


def is_hidden(until: int | None, now: int) -> bool:
    """Whether a grade with the value ``until`` of ``hidden`` is hidden now."""
    return until == _FOR_EVER or (until or 0) > now


def is_hidden_for_ever(until: int | None) -> bool:
    """Whether a grade is hidden without an end."""
    return until == _FOR_EVER


def is_locked(row: Item | None, now: int) -> bool:
    """Whether an item or a grade is locked, or its locking time has passed."""
    return row is not None and (bool(row["locked"]) or 0 < row["locktime"] < now)
