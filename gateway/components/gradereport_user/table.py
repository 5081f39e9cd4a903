"""The user report as a table: a row for each grade item and category, a cell for each column, in HTML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from sqlalchemy import RowMapping

from gateway.api import format_string
from gateway.components.core_course.activities import activity_type
from gateway.components.core_grades.items import AGGREGATES, is_hidden
from gateway.components.core_user import lib as users
from gateway.components.core_user.lib import User
from gateway.components.gradereport_user.lib import Report

__all__ = ["table_results"]

Row = dict[str, Any]

_EMPTY, _NONE = "&nbsp;", "-"
# What is said of a weight, by aggregation status.
_HINTS = {"novalue": "Empty", "dropped": "Dropped", "excluded": "Excluded", "extra": "Extra credit"}
# The types of activities that have a page with what a grade is made of.
_ANALYSED = frozenset({"h5pactivity", "lesson", "lti", "quiz", "scorm"})
# The aggregation of a category that adds grades up (a value of ``grade_categories.aggregation``).
_SUM = 13
_LEAST_PASS = 0.000009


def table_results(report: Report) -> list[Row]:
    """The member ``tables``: the table of each user of a report."""
    return [
        {
            "courseid": report.course["id"],
            "userid": row["id"],
            "userfullname": users.fullname(report.ctx.site, row),
            "maxdepth": report.book.depth,
            "tabledata": list(_Table(report, row).rows()),
        }
        for row in report.users
    ]


class _Table:
    """The table of one user."""

    def __init__(self, report: Report, user: User) -> None:
        """Load the rows of the report by item."""
        self._report, self._user = report, user["id"]
        self._items = {item["id"]: result for item in report.book.items if (result := report.item_result(item, self._user)) is not None}

    def rows(self) -> Iterator[Row]:
        """The rows, category by category."""
        for category in self._report.book.categories.values():
            if not category["parent"]:
                yield from self._category(category)

    def _category(self, category: RowMapping) -> Iterator[Row]:
        """The rows of a category: its header, a cell beside its rows, what is in it, and its total."""
        book, path = self._report.book, _path(category)
        level = len(path)
        name = self._report.course["fullname"] if not category["parent"] else category["fullname"]
        yield {
            "itemname": {
                "class": f"level{level} d{level} b1b b1t category column-itemname",
                "colspan": book.depth - level + 1 + len(self._columns()),
                "content": f'<span class="gradeitemheader">{format_string(name, self._report.ctx.settings)}</span>',
                "id": f"cat_{category['id']}_{self._user}",
            },
            "parentcategories": path[:-1],
        }
        yield {"leader": {"class": f"level{level} d{level} b1t b2b b1l", "rowspan": self._height(category)}, "parentcategories": path}
        total = book.total(category)
        totals = [self._item(total, category)] if total is not None and total["id"] in self._items else []
        if not self._report.totals_last:
            yield from totals
        for item, child in book.children(category):
            if child is not None:
                yield from self._category(child)
            elif item is not None:
                # What is withheld leaves an empty row, so that the cells beside the rows reach as far as they say.
                yield self._item(item, category) if item["id"] in self._items else {"parentcategories": path}
        if self._report.totals_last:
            yield from totals

    def _height(self, category: RowMapping) -> int:
        """How many rows a category takes: its header, its total, its items, and its subcategories with the cells beside them."""
        inside = sum(1 if child is None else self._height(child) + 1 for _, child in self._report.book.children(category))
        return 1 + inside + (self._report.book.total(category) is not None)

    def _columns(self) -> tuple[str, ...]:
        """The names of the columns beside the name of the item."""
        wanted = self._report.settings
        shown = {
            "weight": wanted.weight,
            "grade": wanted.grade,
            "range": wanted.range,
            "percentage": wanted.percentage,
            "lettergrade": wanted.letter,
            "rank": wanted.rank,
            "feedback": wanted.feedback,
            "contributiontocoursetotal": wanted.contribution,
        }
        return tuple(name for name, is_shown in shown.items() if is_shown)

    def _item(self, item: RowMapping, category: RowMapping) -> Row:
        """The row of an item in a category, or of the total of the category."""
        path, depth = _path(category), self._report.book.depth
        grade = self._report.grades.get((item["id"], self._user))
        is_total = item["itemtype"] in AGGREGATES
        level = len(path) if is_total else len(path) + 1
        dimmed = " dimmed_text" if is_hidden(item["hidden"], self._report.ctx.now) else ""
        base = f"level{level}{dimmed} d{level} baggt b2b" if is_total else f"level{level}{dimmed} item b1b"
        name = {
            "class": f"{base} column-itemname",
            "colspan": depth - level if is_total else depth - level + 1,
            "content": self._name(item, category),
            "id": f"row_{item['id']}_{self._user}",
        }
        heads = f"cat_{category['id']}_{self._user} row_{item['id']}_{self._user}"
        cells = {
            column: {
                "class": f"{base} {self._class(column, item, grade)} column-{column}",
                "content": self._content(column, item, grade),
                "headers": f"{heads} {column}{self._user}",
            }
            for column in self._columns()
        }
        return {"itemname": name, **cells, "parentcategories": path}

    def _class(self, column: str, item: RowMapping, grade: RowMapping | None) -> str:
        """What a cell is, in words for style sheets; as recorded, with spaces for what it is not."""
        if column == "feedback":
            return "feedbacktext"
        if self._report.is_hidden(item, grade):
            # As recorded, what is dimmed for those who see hidden grades is the other way round for those who do not.
            dimmed = ("grade", "percentage", "rank") if self._report.sees_hidden else ("lettergrade",)
            return "itemcenter  dimmed_text" if column in dimmed else "itemcenter "
        return f"itemcenter  {self._pass(item, grade)}" if column == "grade" else "itemcenter "

    def _pass(self, item: RowMapping, grade: RowMapping | None) -> str:
        """Whether a grade is passed or failed, in words for style sheets; empty where there is nothing to pass."""
        value = self._report.value(item, grade, self._user)
        if value is None or not item["gradepass"] or item["gradepass"] <= _LEAST_PASS:
            return ""
        return "gradepass" if value >= item["gradepass"] else "gradefail"

    def _content(self, column: str, item: RowMapping, grade: RowMapping | None) -> str:
        """The content of a cell, in HTML."""
        result = self._items[item["id"]]
        match column:
            case "weight":
                hint = _HINTS.get(result.get("status", ""))
                weight = str(result.get("weightformatted", _NONE))
                return f"{weight}<br>( {hint} )" if hint else weight
            case "grade":
                return self._grade(item, grade, str(result["gradeformatted"]))
            case "rank":
                return f"{result['rank']}/{result['numusers']}" if result.get("rank") else _NONE
            case "feedback":
                return result["feedback"] or _EMPTY
            case "contributiontocoursetotal":
                return _NONE if item["itemtype"] in AGGREGATES else self._contribution(item, result)
        return str(result[f"{column}formatted"])

    def _grade(self, item: RowMapping, grade: RowMapping | None, text: str) -> str:
        """A grade with a mark where it is passed or failed, and a link to what it is made of."""
        state = "" if self._report.is_hidden(item, grade) else self._pass(item, grade)
        if state:
            mark = "fa-check text-success" if state == "gradepass" else "fa-remove text-danger"
            text = f'<i class="icon fa {mark} fa-fw" aria-hidden="true"></i>{text}'
        module = self._report.modules.get((item["itemmodule"], item["iteminstance"]))
        if module is None or item["itemmodule"] not in _ANALYSED:
            return text
        query = f"id={module['id']}&itemid={item['id']}&itemnumber={item['itemnumber']}&gradeid={grade['id'] if grade else ''}"
        address = escape(f"{self._report.ctx.site.wwwroot}/mod/{item['itemmodule']}/grade.php?{query}&userid={self._user}")
        return f'{text} <a class="action-icon" href="{address}"><span class="sr-only">Grade analysis</span></a>'

    def _name(self, item: RowMapping, category: RowMapping) -> str:
        """The kind and the name of an item, with a link to its activity, in HTML."""
        kind, name = self._kind(item), self._report.ctx.settings
        text = format_string(item["itemname"] or "", name)
        if not text and item["itemtype"] in AGGREGATES:
            text = "Course total" if item["itemtype"] == "course" else f"{format_string(category['fullname'], name)} total"
        module = self._report.modules.get((item["itemmodule"], item["iteminstance"])) if item["itemtype"] == "mod" else None
        if module is not None:
            address = f"{self._report.ctx.site.wwwroot}/mod/{item['itemmodule']}/view.php?id={module['id']}"
            text = f'<a class="gradeitemheader" href="{address}">{text}</a>'
        else:
            text = f'<span class="gradeitemheader">{text}</span>'
        return f'<span class="dimmed_text">{escape(kind)}</span> <div class="rowtitle">{text}</div>'

    def _kind(self, item: RowMapping) -> str:
        """What kind of item an item is."""
        if item["itemtype"] == "mod":
            return activity_type(item["itemmodule"]).name
        if item["calculation"]:
            return "Calculated grade"
        return "Aggregation" if item["itemtype"] in AGGREGATES else "Manual item"

    def _contribution(self, item: RowMapping, result: Mapping[str, Any]) -> str:
        """How much of the total of the course an item makes up, in percent: its grade, by the weights on the way to that total."""
        category = self._report.book.categories.get(item["categoryid"])
        value, weight = result["graderaw"], result.get("weightraw")
        low, high = result["grademin"], result["grademax"]
        if weight is None:
            return _NONE
        if value is None:
            part = 0.0
        elif category is None or category["aggregation"] == _SUM:
            part = value / high if high else 0.0
        else:
            part = (value - low) / (high - low) if high != low else 0.0
        part *= weight
        for total in self._report.book.totals(item):
            around = self._items.get(total["id"])
            if around is not None and around.get("weightraw") is not None:
                part *= around["weightraw"]
        places = item["decimals"]
        if places is None:
            places = self._report.display.number("decimalpoints", "grade_decimalpoints")
        return f"{part * 100:.{places}f} %"


def _path(category: RowMapping) -> list[int]:
    """The ids of a category and those around it, the outermost first."""
    return [int(part) for part in category["path"].strip("/").split("/") if part]
