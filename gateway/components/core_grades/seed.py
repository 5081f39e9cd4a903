"""The gradebook of a course of a seed: the items of its activities, the grades, and the totals that follow from them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Connection, select

from gateway.api.seeding import PLAIN, Activity, GradeItem, Rows, SeededCourse
from gateway.components.core_grades import aggregation
from gateway.components.core_grades.aggregation import Aggregation, Part
from gateway.components.core_grades.display import GradeType
from gateway.components.core_grades.ranges import PLACES
from gateway.components.core_grades.tables import grade_categories, grade_grades, grade_items

__all__ = ["gradebook"]

_NOTHING: Final[dict[str, Any]] = {
    "rawgrade": None,
    "usermodified": None,
    "finalgrade": None,
    "feedback": None,
    "feedbackformat": PLAIN,
    "timemodified": None,
}


class _Book:
    """The gradebook of a course that is being made; nothing is added for a course without graded activities."""

    def __init__(self, rows: Rows, course: SeededCourse, *, now: int) -> None:
        self._rows, self._course, self._now = rows, course, now
        self._items: list[tuple[dict[str, Any], GradeItem]] = []
        self._whole: dict[str, Any] | None = None
        self._known: dict[tuple[int, int], dict[str, Any]] = {}
        if course.stored is not None:
            self._load(course.stored)

    def _load(self, db: Connection) -> None:
        """Let the items and grades that the course has be among those that are made."""
        query = select(grade_items).where(grade_items.c.courseid == self._course.id).order_by(grade_items.c.sortorder)
        stored: list[dict[str, Any]] = [dict(row) for row in db.execute(query).mappings()]
        ids = [row["id"] for row in stored]
        for grade in db.execute(select(grade_grades).where(grade_grades.c.itemid.in_(ids))).mappings():
            self._known[grade["itemid"], grade["userid"]] = dict(grade)
        self._course.positions = max((row["sortorder"] for row in stored), default=0)
        for row in stored:
            if row["itemtype"] == "course":
                self._whole = self._rows.bring(grade_items, row)
            elif row["itemtype"] == "mod" and row["gradetype"] == GradeType.VALUE:
                grades = {userid: grade for (itemid, userid), grade in self._known.items() if itemid == row["id"]}
                self._items.append((self._rows.bring(grade_items, row), GradeItem(row["itemnumber"], "", row["grademax"], grades)))

    def add(self, activity: Activity, name: str, *, passing: float, idnumber: str | None) -> None:
        """Add the items of an activity; all count as much as their highest grades."""
        for item in activity.items:
            whole = self._whole_course()
            row = {
                "courseid": self._course.id,
                "categoryid": whole["iteminstance"],
                "itemname": f"{activity.row['name']} {item.name}".strip(),
                "itemtype": "mod",
                "itemmodule": name,
                "iteminstance": activity.id,
                "itemnumber": item.number,
                "idnumber": idnumber if item.number == 0 else None,
                "gradepass": passing if item.number == 0 else 0.0,
            }
            self._items.append((self._item(row, item.highest), item))

    def close(self) -> None:
        """Add the grades and the totals, once all items are there."""
        whole = self._whole
        if whole is None:
            return
        highest = sum(row["grademax"] for row, _ in self._items)
        whole["grademax"] = round(highest, PLACES)
        for row, _ in self._items:
            row["aggregationcoef2"] = round(row["grademax"] / highest, PLACES) if highest else 0.0
        people = dict.fromkeys(userid for _, item in self._items for userid in item.grades)
        for userid in people:
            self._add_grades(whole, userid)

    def _add_grades(self, whole: dict[str, Any], userid: int) -> None:
        """Add the grades of somebody, and the total."""
        parts: dict[int, Part] = {}
        for row, item in self._items:
            given = item.grades.get(userid)
            value = _value(given or {})
            if value is not None:
                value = min(max(value, 0.0), row["grademax"])
                parts[row["id"]] = Part(value / row["grademax"], 0.0, row["grademax"], natural=row["aggregationcoef2"])
        ordered = dict(sorted(parts.items(), key=lambda entry: entry[1].value))
        made = aggregation.total(Aggregation.NATURAL, ordered, 0.0, whole["grademax"], _bounded) if ordered else None
        for row, item in self._items:
            given = item.grades.get(userid, {})
            part = parts.get(row["id"])
            final = None if part is None else round(part.value * row["grademax"], PLACES)
            weight = round(made.weights[row["id"]], PLACES) if made is not None and part is not None else 0.0
            self._grade(row["id"], userid, row["grademax"], {**given, "finalgrade": final}, "novalue" if part is None else "used", weight)
        if made is None or made.value is None:
            self._grade(whole["id"], userid, 100.0, {}, "unknown", 0.0)
        else:
            final = round(made.value * made.high, PLACES)
            self._grade(whole["id"], userid, round(made.high, PLACES), {"finalgrade": final, "timemodified": self._now}, "unknown", 0.0)

    def _grade(self, itemid: int, userid: int, highest: float, given: dict[str, Any], status: str, weight: float) -> None:
        """Add a row of a grade; one that is stored is changed."""
        values = {"rawgrademax": highest, "rawgrademin": 0.0, "aggregationstatus": status, "aggregationweight": weight}
        known = self._known.get((itemid, userid))
        if known is not None:
            self._rows.bring(grade_grades, {**known, **given, **values})
        else:
            self._rows.add(grade_grades, {"itemid": itemid, "userid": userid, **_NOTHING, **given, **values})

    def _whole_course(self) -> dict[str, Any]:
        """The item of the total of the course; it is added, with the category that it belongs to, before the first other item."""
        if self._whole is None:
            category = self._rows.add(
                grade_categories,
                {
                    "courseid": self._course.id,
                    "parent": None,
                    "depth": 1,
                    "path": "",
                    "fullname": "?",
                    "aggregation": int(Aggregation.NATURAL),
                    "aggregateonlygraded": 1,
                    "timecreated": self._now,
                    "timemodified": self._now,
                },
            )
            self._rows.of(grade_categories)[-1]["path"] = f"/{category}/"
            row = dict.fromkeys(("categoryid", "itemname", "itemmodule", "itemnumber", "idnumber"))
            self._whole = self._item(
                {**row, "courseid": self._course.id, "itemtype": "course", "iteminstance": category, "gradepass": 0.0}, 100.0
            )
        return self._whole

    def _item(self, row: dict[str, Any], highest: float) -> dict[str, Any]:
        """Add an item; returns its row."""
        self._course.positions += 1
        self._rows.add(
            grade_items,
            {
                **row,
                "gradetype": int(GradeType.VALUE),
                "grademax": highest,
                "grademin": 0.0,
                "multfactor": 1.0,
                "aggregationcoef2": 0.0,
                "sortorder": self._course.positions,
                "timecreated": self._now,
                "timemodified": self._now,
            },
        )
        return self._rows.of(grade_items)[-1]


def _value(given: Mapping[str, Any]) -> float | None:
    """The points that somebody got, None for none: those that the activity gave, else those that somebody set by hand."""
    value = given.get("rawgrade")
    return given.get("finalgrade") if value is None else float(value)


def _bounded(value: float, low: float, high: float) -> float:
    """A total within its range."""
    return min(max(value, low), high)


gradebook = _Book
