"""The grades of people in a course, item by item."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import RowMapping, bindparam, func, select

from gateway.api import CallContext, CodedError, Context, format_text
from gateway.api.tables import course_modules, modules
from gateway.components.core_course import events
from gateway.components.core_course.events import Viewing
from gateway.components.core_course.lib import Course
from gateway.components.core_grades import display, items, people
from gateway.components.core_grades.display import Display, DisplayType, Item
from gateway.components.core_grades.items import AGGREGATES, GradeBook
from gateway.components.core_grades.tables import grade_grades
from gateway.components.core_user import lib as users
from gateway.components.core_user.lib import User

__all__ = ["access", "note_view", "report"]

_VIEWED = Viewing("gradereport_user", "grade_report")

# What becomes of the totals of those who may not see what is hidden in them (``showtotalsifcontainhidden``): where they are not
# shown with all that is hidden, they are not shown at all.
_WITH_HIDDEN = 2
# Which hidden items are listed all the same, without the grade (``showhiddenitems``).
_HIDDEN_UNTIL, _ALL_HIDDEN = 1, 2
# Reasons for the weight of a grade that are not told: there is nothing special about it.
_PLAIN = ("used", "unknown")

_PLACED = (
    select(course_modules.c.id, modules.c.name, course_modules.c.instance, course_modules.c.visible)
    .join(modules, modules.c.id == course_modules.c.module)
    .where(course_modules.c.course == bindparam("course"), course_modules.c.deletioninprogress == 0)
)
_RANKED = select(grade_grades.c.itemid, grade_grades.c.finalgrade, func.count().label("people")).where(
    grade_grades.c.itemid.in_(bindparam("items", expanding=True)), grade_grades.c.finalgrade.is_not(None)
)
_RANKED = _RANKED.group_by(grade_grades.c.itemid, grade_grades.c.finalgrade)


def access(ctx: CallContext, place: Context, course: Course) -> dict[str, bool]:
    """What the caller may see of grades in a course."""
    return {
        "canviewusergradereport": ctx.has("gradereport/user:view", place),
        "canviewmygrades": bool(course["showgrades"]) and ctx.has("moodle/grade:view", place),
        "canviewallgrades": ctx.has("moodle/grade:viewall", place),
    }


def _may_view(ctx: CallContext, course: Course, place: Context, userid: int) -> bool:
    """Whether the caller may see the grades of somebody in a course, of all for 0."""
    if ctx.has("moodle/grade:viewall", place):
        return True
    return userid == ctx.userid and bool(course["showgrades"]) and ctx.has("moodle/grade:view", place)


def report(ctx: CallContext, course: Course, place: Context, userid: int, groupid: int) -> list[dict[str, Any]]:
    """The grades of one person, or of everybody in a group, or of everybody. Raises what keeps the caller from seeing them."""
    ctx.require("gradereport/user:view", place)
    person = None
    if userid:
        person = users.active(ctx.db, ctx.site, userid)
        if not people.shares_group(ctx, course, place, userid):
            raise CodedError("notingroup", message="You are in no group of this course together.")
    else:
        ctx.require("moodle/grade:viewall", place)
    if not _may_view(ctx, course, place, userid):
        raise CodedError("nopermissiontoviewgrades")
    groupid = groupid or people.default_group(ctx, course, place)
    if not people.may_see_group(ctx, course, place, groupid):
        raise CodedError("notingroup", message="You are not in this group.")
    if person is not None:
        return _Report(ctx, course, place, [person]).told()
    active = people.wants_active_only(ctx, place)
    return _Report(ctx, course, place, people.graded_users(ctx, place, groupid=groupid, active=active)).told()


def note_view(ctx: CallContext, course: Course, place: Context, userid: int) -> None:
    """Note that the caller looks at the report of somebody, their own for 0. Raises what keeps them from it."""
    ctx.require("gradereport/user:view", place)
    owner = int(users.active(ctx.db, ctx.site, userid or ctx.userid)["id"])
    if not _may_view(ctx, course, place, owner):
        raise CodedError("nopermissiontoviewgrades")
    events.note(ctx, _VIEWED, place, courseid=course["id"], relateduserid=owner)


class _Wanted(msgspec.Struct, frozen=True):
    """What a course wants its reports to tell."""

    weight: bool
    grade: bool
    range: bool
    percentage: bool
    letter: bool
    rank: bool
    feedback: bool
    hidden_items: int
    hidden_totals: int
    range_places: int


def _wanted(shown: Display) -> _Wanted:
    """What the settings of the course, or those of the site, say."""

    def number(name: str) -> int:
        return shown.number(f"report_user_{name}", f"grade_report_user_{name}")

    flags = {name: bool(number(f"show{name}")) for name in ("weight", "grade", "range", "percentage", "rank", "feedback")}
    return _Wanted(
        **flags,
        letter=bool(number("showlettergrade")),
        hidden_items=number("showhiddenitems"),
        hidden_totals=number("showtotalsifcontainhidden"),
        range_places=number("rangedecimals"),
    )


class _Report:
    """The report about some people, loaded in a number of statements that depends on none of them."""

    def __init__(self, ctx: CallContext, course: Course, place: Context, who: list[User]) -> None:
        """Load all that is told."""
        self._ctx, self._course, self._place, self._who = ctx, course, place, who
        self._book: GradeBook = items.book(ctx.db, course["id"])
        self._grades = items.grades_of(ctx.db, self._book, [row["id"] for row in who])
        self._display = display.displays(ctx.db, ctx.site, [place])[course["id"]]
        self._wanted = _wanted(self._display)
        self._placed = {(row["name"], row["instance"]): row for row in ctx.db.execute(_PLACED, {"course": course["id"]}).mappings()}
        self._sees_hidden = ctx.has("moodle/grade:viewhidden", place)
        self._sees_all = ctx.has("moodle/grade:viewall", place)
        self._sees_activities = ctx.has("moodle/course:viewhiddenactivities", place)
        self._ranks = self._load_ranks() if self._wanted.rank else {}

    def told(self) -> list[dict[str, Any]]:
        """The report, person by person."""
        last = bool(self._display.number("aggregationposition", "grade_aggregationposition"))
        listed = self._book.ordered(totals_last=last)
        return [
            {
                "courseid": self._course["id"],
                "courseidnumber": self._course["idnumber"],
                "userid": row["id"],
                "userfullname": users.fullname(row),
                "useridnumber": row["idnumber"],
                "maxdepth": self._book.depth,
                "gradeitems": [told for item in listed if (told := self._item(item, row["id"]))],
            }
            for row in self._who
        ]

    def _load_ranks(self) -> dict[int, dict[float, int]]:
        """How many people have which grade, by item."""
        found: dict[int, dict[float, int]] = {}
        for row in self._ctx.db.execute(_RANKED, {"items": [item["id"] for item in self._book.items]}):
            found.setdefault(row.itemid, {})[row.finalgrade] = row.people
        return found

    def _item(self, item: RowMapping, userid: int) -> dict[str, Any] | None:
        """The grade of somebody in one item, or None where the caller is not to know of the item."""
        own = self._grades.get((item["id"], userid))
        module = self._placed.get((item["itemmodule"], item["iteminstance"]))
        if self._is_withheld(item, own, module):
            return None
        hidden = self._is_hidden(item, own)
        value = self._value(item, own, userid)
        bounds = self._bounds(item, own, value)
        told: dict[str, Any] = {
            **{name: item[name] for name in ("id", "itemname", "itemtype", "itemmodule", "iteminstance", "itemnumber", "idnumber")},
            **{name: item[name] for name in ("categoryid", "outcomeid", "scaleid")},
            "locked": items.is_locked(item, self._ctx.now) if self._sees_all else None,
            **({"cmid": module["id"]} if module else {}),
            "graderaw": value if self._sees_hidden or not hidden else None,
            "gradedatesubmitted": own["timecreated"] if own else None,
            "gradedategraded": _date_graded(own),
            "gradehiddenbydate": False,
            "gradeneedsupdate": bool(item["needsupdate"]),
            "gradeishidden": hidden,
            "gradeislocked": self._is_locked(item, own) if self._sees_all else None,
            "gradeisoverridden": bool(own and own["overridden"]) if self._sees_all else None,
            "grademin": bounds["grademin"],
            "grademax": bounds["grademax"],
        }
        seen = value if self._sees_hidden or not hidden else None
        return told | self._shown(bounds, seen) | self._weight(own) | self._rank(item, seen) | self._feedback(own, hidden=hidden)

    def _is_hidden(self, item: Item, own: RowMapping | None) -> bool:
        """Whether a grade is hidden, by itself or with its item."""
        now = self._ctx.now
        return items.is_hidden(item["hidden"], now) or (own is not None and items.is_hidden(own["hidden"], now))

    def _is_locked(self, item: Item, own: RowMapping | None) -> bool:
        """Whether a grade is locked, by itself or with its item."""
        return items.is_locked(item, self._ctx.now) or items.is_locked(own, self._ctx.now)

    def _is_withheld(self, item: Item, own: RowMapping | None, module: RowMapping | None) -> bool:
        """Whether the caller is not to know of an item: it is hidden, or is that of an activity that they do not see."""
        if module is not None and not module["visible"] and not self._sees_activities:
            return True
        if self._sees_hidden or not self._is_hidden(item, own) or self._wanted.hidden_items == _ALL_HIDDEN:
            return False
        for_ever = items.is_hidden_for_ever(item["hidden"]) or (own is not None and items.is_hidden_for_ever(own["hidden"]))
        return for_ever or self._wanted.hidden_items != _HIDDEN_UNTIL

    def _value(self, item: Item, own: RowMapping | None, userid: int) -> float | None:
        """A grade; none for a total in which there is something hidden from the caller."""
        if own is None or self._sees_hidden or item["itemtype"] not in AGGREGATES or self._wanted.hidden_totals == _WITH_HIDDEN:
            return own["finalgrade"] if own is not None else None
        for part in self._book.under(item):
            grade = self._grades.get((part["id"], userid))
            if self._is_hidden(part, grade) and not (grade is not None and grade["excluded"]):
                return None
        return float(own["finalgrade"]) if own["finalgrade"] is not None else None

    def _bounds(self, item: Item, own: RowMapping | None, value: float | None) -> Item:
        """The item with the bounds that hold for one person: those of a total depend on what they have been graded in."""
        if own is None or value is None or item["itemtype"] not in AGGREGATES:
            return item
        return {**item, "grademin": own["rawgrademin"], "grademax": own["rawgrademax"]}

    def _shown(self, item: Item, value: float | None) -> dict[str, str]:
        """A grade in the ways in which the course wants it shown."""
        wanted, shown = self._wanted, self._display
        ways = (("gradeformatted", wanted.grade, None), ("percentageformatted", wanted.percentage, DisplayType.PERCENTAGE))
        found = {}
        for name, is_wanted, how in (*ways, ("lettergradeformatted", wanted.letter, DisplayType.LETTER)):
            if is_wanted:
                found[name] = "Error" if item["needsupdate"] else shown.text(value, item, how)
        if wanted.range:
            found["rangeformatted"] = shown.range(item, wanted.range_places)
        return found

    def _weight(self, own: RowMapping | None) -> dict[str, Any]:
        """How much a grade counts in its category, and what there is to be said about that."""
        if own is None or not self._wanted.weight:
            return {}
        weight, status = own["aggregationweight"], own["aggregationstatus"]
        found = {} if weight is None else {"weightraw": weight, "weightformatted": f"{weight * 100:.2f} %"}
        return found if status in _PLAIN else {**found, "status": status}

    def _rank(self, item: Item, value: float | None) -> dict[str, Any]:
        """The place of a grade among those of all."""
        if not self._wanted.rank:
            return {}
        given = self._ranks.get(item["id"], {})
        better = sum(count for grade, count in given.items() if value is not None and grade > value)
        return {"numusers": sum(given.values()), **({} if value is None else {"rank": better + 1})}

    def _feedback(self, own: RowMapping | None, *, hidden: bool) -> dict[str, Any]:
        """What was written about a grade."""
        if not self._wanted.feedback:
            return {}
        if own is None:
            return {"feedback": "", "feedbackformat": 0}
        written = None if hidden and not self._sees_hidden else own["feedback"]
        text, format_ = format_text(
            written,
            own["feedbackformat"],
            self._ctx.settings,
            self._ctx.site,
            self._place,
            component="grade",
            filearea="feedback",
            itemid=own["id"],
        )
        return {"feedback": text, "feedbackformat": format_}


def _date_graded(own: Item | None) -> int | None:
    """When a grade was given, if it was."""
    if own is None or (own["finalgrade"] is None and own["feedback"] is None):
        return None
    graded: int | None = own["overridden"] or own["timemodified"]
    return graded
