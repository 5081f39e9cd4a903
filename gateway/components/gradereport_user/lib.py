"""The user report: the grades of users in a course, grade item by grade item."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import RowMapping, bindparam, func, select

from gateway.api import CallContext, CodedError, Context, format_text
from gateway.api.tables import course_modules, modules
from gateway.components.core_course import events
from gateway.components.core_course.events import Happening
from gateway.components.core_course.lib import Course
from gateway.components.core_grades import display, items, people
from gateway.components.core_grades.display import Display, DisplayType, GradeType, Item
from gateway.components.core_grades.items import AGGREGATES, GradeBook
from gateway.components.core_grades.tables import grade_grades
from gateway.components.core_user import lib as users
from gateway.components.core_user.lib import User

__all__ = ["Report", "access_result", "note_view", "report", "report_result"]

_VIEWED = Happening("gradereport_user", "grade_report")

# A value of ``showtotalsifcontainhidden``: totals that include hidden items are shown as they are. With any other value
# callers who may not see hidden grades do not see such totals.
_WITH_HIDDEN = 2
# Values of ``showhiddenitems``: hidden items that are listed without their grade.
_HIDDEN_UNTIL, _ALL_HIDDEN = 1, 2
# Aggregation statuses that are not returned: nothing is special about the weight.
_PLAIN = ("used", "unknown")

_MODULES = (
    select(course_modules.c.id, modules.c.name, course_modules.c.instance, course_modules.c.visible)
    .join(modules, modules.c.id == course_modules.c.module)
    .where(course_modules.c.course == bindparam("course"), course_modules.c.deletioninprogress == 0)
)
# Hidden grades do not count in ranks.
_GRADE_COUNTS = select(grade_grades.c.itemid, grade_grades.c.finalgrade, func.count().label("people")).where(
    grade_grades.c.itemid.in_(bindparam("items", expanding=True)), grade_grades.c.finalgrade.is_not(None), grade_grades.c.hidden == 0
)
_GRADE_COUNTS = _GRADE_COUNTS.group_by(grade_grades.c.itemid, grade_grades.c.finalgrade)


def access_result(ctx: CallContext, context: Context, course: Course) -> dict[str, bool]:
    """The members of ``get_access_information``: which grades of a course the caller may see."""
    return {
        "canviewusergradereport": ctx.has("gradereport/user:view", context),
        "canviewmygrades": bool(course["showgrades"]) and ctx.has("moodle/grade:view", context),
        "canviewallgrades": ctx.has("moodle/grade:viewall", context),
    }


def _may_view(ctx: CallContext, course: Course, context: Context, userid: int) -> bool:
    """Whether the caller may see the grades of a user in a course, of all users for 0."""
    if ctx.has("moodle/grade:viewall", context):
        return True
    return userid == ctx.userid and bool(course["showgrades"]) and ctx.has("moodle/grade:view", context)


def report_result(ctx: CallContext, course: Course, context: Context, userid: int, groupid: int) -> list[dict[str, Any]]:
    """The report on one user, on a group, or on all users of the course, as a list. Raises errors of access."""
    return report(ctx, course, context, userid, groupid).users_result()


def report(ctx: CallContext, course: Course, context: Context, userid: int, groupid: int) -> Report:
    """The report on one user, on a group, or on all users of the course. Raises errors of access."""
    ctx.require("gradereport/user:view", context)
    person = None
    if userid:
        person = users.active(ctx.db, ctx.site, userid)
        if not people.shares_group(ctx, course, context, userid):
            raise CodedError("notingroup", message="You are in no group of this course together.")
    else:
        ctx.require("moodle/grade:viewall", context)
    if not _may_view(ctx, course, context, userid):
        raise CodedError("nopermissiontoviewgrades")
    groupid = groupid or people.default_group(ctx, course, context)
    if not people.may_see_group(ctx, course, context, groupid):
        raise CodedError("notingroup", message="You are not in this group.")
    if person is not None:
        return Report(ctx, course, context, [person])
    active = people.wants_active_only(ctx, context)
    return Report(ctx, course, context, people.graded_users(ctx, context, groupid=groupid, active=active))


def note_view(ctx: CallContext, course: Course, context: Context, userid: int) -> None:
    """Log that the caller views the report on a user, on the caller for 0. Raises errors of access."""
    ctx.require("gradereport/user:view", context)
    owner = int(users.active(ctx.db, ctx.site, userid or ctx.userid)["id"])
    if not _may_view(ctx, course, context, owner):
        raise CodedError("nopermissiontoviewgrades")
    events.note(ctx, _VIEWED, context, courseid=course["id"], relateduserid=owner)


class _ReportSettings(msgspec.Struct, frozen=True):
    """The settings that decide what the report of a course shows."""

    weight: bool
    grade: bool
    range: bool
    percentage: bool
    letter: bool
    rank: bool
    feedback: bool
    contribution: bool
    hidden_items: int
    hidden_totals: int
    range_places: int


def _report_settings(how: Display) -> _ReportSettings:
    """The settings of the course, where it has none of its own those of the site."""

    def number(name: str) -> int:
        return how.number(f"report_user_{name}", f"grade_report_user_{name}")

    flags = {name: bool(number(f"show{name}")) for name in ("weight", "grade", "range", "percentage", "rank", "feedback")}
    return _ReportSettings(
        **flags,
        letter=bool(number("showlettergrade")),
        contribution=bool(number("showcontributiontocoursetotal")),
        hidden_items=number("showhiddenitems"),
        hidden_totals=number("showtotalsifcontainhidden"),
        range_places=number("rangedecimals"),
    )


class Report:
    """The report on some users of a course, loaded with a fixed number of statements."""

    def __init__(self, ctx: CallContext, course: Course, context: Context, rows: list[User]) -> None:
        """Load grade items, grades, settings, course modules and ranks."""
        self.ctx, self.course, self._context, self.users = ctx, course, context, rows
        self.book: GradeBook = items.book(ctx.db, course["id"])
        self.grades = items.grades_of(ctx.db, [self.book], [row["id"] for row in rows])
        self.display = display.displays(ctx.db, ctx.site, [context])[course["id"]]
        self.settings = _report_settings(self.display)
        self.modules = {(row["name"], row["instance"]): row for row in ctx.db.execute(_MODULES, {"course": course["id"]}).mappings()}
        self.sees_hidden = ctx.has("moodle/grade:viewhidden", context)
        self._sees_all = ctx.has("moodle/grade:viewall", context)
        self._sees_activities = ctx.has("moodle/course:viewhiddenactivities", context)
        self._ranks = self._load_ranks() if self.settings.rank else {}
        active = people.wants_active_only(ctx, context)
        self._graded = len(people.graded_users(ctx, context, active=active)) if self.settings.rank else 0
        self._affected = {} if self.sees_hidden else {row["id"]: self._load_affected(row["id"]) for row in rows}

    @property
    def totals_last(self) -> bool:
        """Whether the total of a category comes after what it is the total of."""
        return bool(self.display.number("aggregationposition", "grade_aggregationposition"))

    def users_result(self) -> list[dict[str, Any]]:
        """The member ``usergrades``: the report on each user."""
        listed = self.book.ordered(totals_last=self.totals_last)
        return [
            {
                "courseid": self.course["id"],
                "courseidnumber": self.course["idnumber"],
                "userid": row["id"],
                "userfullname": users.fullname(self.ctx.site, row),
                "useridnumber": row["idnumber"],
                "maxdepth": self.book.depth,
                "gradeitems": [result for item in listed if (result := self.item_result(item, row["id"]))],
            }
            for row in self.users
        ]

    def _load_ranks(self) -> dict[int, dict[float, int]]:
        """The number of users with each grade, by id of the grade item."""
        found: dict[int, dict[float, int]] = {}
        for row in self.ctx.db.execute(_GRADE_COUNTS, {"items": [item["id"] for item in self.book.items]}):
            found.setdefault(row.itemid, {})[row.finalgrade] = row.people
        return found

    def _load_affected(self, userid: int) -> set[int]:
        """The ids of the totals that hidden grades of a user are part of; none if the report shows totals as they are."""
        if self.settings.hidden_totals == _WITH_HIDDEN:
            return set()
        grades = {itemid: grade for (itemid, owner), grade in self.grades.items() if owner == userid}
        return items.affected_by_hiding(self.book, grades, self.ctx.now)

    def item_result(self, item: RowMapping, userid: int) -> dict[str, Any] | None:
        """The result of one grade item for a user; None for an item that the caller may not see."""
        grade = self.grades.get((item["id"], userid))
        module = self.modules.get((item["itemmodule"], item["iteminstance"]))
        if self._is_withheld(item, grade, module):
            return None
        hidden = self.is_hidden(item, grade)
        value = self.value(item, grade, userid)
        bounds = self._bounds(item, grade, value)
        result: dict[str, Any] = {
            **{name: item[name] for name in ("id", "itemname", "itemtype", "itemmodule", "iteminstance", "itemnumber", "idnumber")},
            **{name: item[name] for name in ("categoryid", "outcomeid")},
            "scaleid": None,
            "locked": items.is_locked(item, self.ctx.now) if self._sees_all else None,
            **({"cmid": module["id"]} if module else {}),
            "graderaw": value if self.sees_hidden or not hidden else None,
            "gradedatesubmitted": grade["timecreated"] if grade else None,
            "gradedategraded": _date_graded(grade),
            "gradehiddenbydate": False,
            "gradeneedsupdate": bool(item["needsupdate"]),
            "gradeishidden": hidden,
            "gradeislocked": self._is_locked(item, grade) if self._sees_all else None,
            "gradeisoverridden": bool(grade and grade["overridden"]) if self._sees_all else None,
            "grademin": bounds["grademin"],
            "grademax": bounds["grademax"],
        }
        seen = value if self.sees_hidden or not hidden else None
        special = self._weight(item, grade) | self._rank(item, seen, hidden=hidden) | self._feedback(grade, hidden=hidden)
        return result | self._formatted(bounds, seen) | special

    def is_hidden(self, item: Item, grade: RowMapping | None) -> bool:
        """Whether a grade is hidden, by itself or with its item."""
        now = self.ctx.now
        return items.is_hidden(item["hidden"], now) or (grade is not None and items.is_hidden(grade["hidden"], now))

    def _is_locked(self, item: Item, grade: RowMapping | None) -> bool:
        """Whether a grade is locked, by itself or with its item."""
        return items.is_locked(item, self.ctx.now) or items.is_locked(grade, self.ctx.now)

    def _is_withheld(self, item: Item, grade: RowMapping | None, module: RowMapping | None) -> bool:
        """Whether the caller may not see an item: it is hidden, or belongs to a hidden activity."""
        if module is not None and not module["visible"] and not self._sees_activities:
            return True
        if self.sees_hidden or not self.is_hidden(item, grade) or self.settings.hidden_items == _ALL_HIDDEN:
            return False
        for_ever = items.is_hidden_for_ever(item["hidden"]) or (grade is not None and items.is_hidden_for_ever(grade["hidden"]))
        return for_ever or self.settings.hidden_items != _HIDDEN_UNTIL

    def value(self, item: Item, grade: RowMapping | None, userid: int) -> float | None:
        """The final grade; None for a total that includes an item hidden from the caller."""
        affected = item["id"] in self._affected.get(userid, ())
        return None if grade is None or affected else grade["finalgrade"]

    def _bounds(self, item: Item, grade: RowMapping | None, value: float | None) -> Item:
        """The item with the minimum and maximum for this user: those of a total depend on which items the user has grades in."""
        if grade is None or item["itemtype"] not in AGGREGATES or (value is None and self.sees_hidden):
            return item
        return {**item, "grademin": grade["rawgrademin"], "grademax": grade["rawgrademax"]}

    def _formatted(self, item: Item, value: float | None) -> dict[str, str]:
        """The members with the grade and its range as text, in the formats that the settings ask for."""
        wanted, formats = self.settings, self.display
        ways = (("gradeformatted", wanted.grade, None), ("percentageformatted", wanted.percentage, DisplayType.PERCENTAGE))
        found = {}
        for name, is_wanted, style in (*ways, ("lettergradeformatted", wanted.letter, DisplayType.LETTER)):
            if is_wanted:
                found[name] = "Error" if item["needsupdate"] else formats.text(value, item, style)
        if wanted.range:
            found["rangeformatted"] = formats.range(item, wanted.range_places)
        return found

    def _weight(self, item: Item, grade: RowMapping | None) -> dict[str, Any]:
        """The members with the weight of a grade in its category, and with its aggregation status where that is special.

        The weights of what is part of a total that is not shown would tell that total. As recorded, those of hidden grades and
        of such totals themselves are shown.
        """
        if grade is None or not self.settings.weight:
            return {}
        affected = self._affected.get(grade["userid"], set())
        numeric = item["gradetype"] in (GradeType.VALUE, GradeType.SCALE)
        if numeric and item["id"] not in affected and not self.is_hidden(item, grade):
            nearest = next(self.book.totals(item), None)
            if nearest is not None and nearest["id"] in affected:
                return {}
        weight, status = grade["aggregationweight"], grade["aggregationstatus"]
        found = {} if weight is None else {"weightraw": weight, "weightformatted": f"{weight * 100:.2f} %"}
        return found if status in _PLAIN else {**found, "status": status}

    def _rank(self, item: Item, value: float | None, *, hidden: bool) -> dict[str, Any]:
        """The members with the rank of a grade among all grades of the item, and with the number of gradable users."""
        if not self.settings.rank or item["needsupdate"]:
            return {}
        if value is None or hidden:
            return {"rank": 0}
        better = sum(count for grade, count in self._ranks.get(item["id"], {}).items() if grade > value)
        return {"rank": better + 1, "numusers": self._graded}

    def _feedback(self, grade: RowMapping | None, *, hidden: bool) -> dict[str, Any]:
        """The members with the feedback on a grade."""
        if not self.settings.feedback:
            return {}
        if grade is None:
            return {"feedback": "", "feedbackformat": 0}
        written = None if hidden and not self.sees_hidden else grade["feedback"]
        text, format_ = format_text(
            written,
            grade["feedbackformat"],
            self.ctx.settings,
            self.ctx.site,
            self._context,
            component="grade",
            filearea="feedback",
            itemid=grade["id"],
        )
        return {"feedback": text, "feedbackformat": format_}


def _date_graded(grade: Item | None) -> int | None:
    """When the grade was given; None if there is neither a grade nor feedback."""
    if grade is None or (grade["finalgrade"] is None and grade["feedback"] is None):
        return None
    graded: int | None = grade["overridden"] or grade["timemodified"]
    return graded
