"""How activities of a type are made from the seed of a double, and told as a seed again.

A component with activities names a module in its manifest (``seed=``), which has an ``ActivitySeed`` called ``activity``. The module is
imported only where there are seeds. Rows are plain: ids are given in memory, and all rows are stored together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

import msgspec
from sqlalchemy import Connection, DefaultClause, Float, Integer, Table

from gateway.api.seed_rows import Rows
from gateway.api.seed_telling import PLACEHOLDER, Told, ToldSite, told_content, told_time, without_nothing
from gateway.api.seed_values import Given
from gateway.api.tables import course_sections
from gateway.files.rows import ItemArea

__all__ = [
    "HTML",
    "PLACEHOLDER",
    "PLAIN",
    "Activity",
    "ActivitySeed",
    "Event",
    "Given",
    "GradeBook",
    "GradeItem",
    "NoGradeBook",
    "Rows",
    "SeededCourse",
    "SeededSite",
    "SiteSeed",
    "Told",
    "ToldSite",
    "told_content",
    "told_time",
    "without_nothing",
]

HTML: Final = 1
"""The format of texts in HTML."""
PLAIN: Final = 2
"""The format of plain texts."""

# Columns of instances that follow from where they are, and are not told by a seed.
_OWN: Final = frozenset({"id", "course", "name", "timecreated", "timemodified", "introformat", "revision"})


@dataclass(slots=True, eq=False)
class SeededCourse:
    """A course that is being made: where it is, and its groups and people."""

    id: int
    contextid: int
    shortname: str
    groups: dict[str, int] = field(default_factory=dict)
    groupings: dict[str, int] = field(default_factory=dict)
    people: dict[int, int] = field(default_factory=dict)
    """The ids of the roles of those who are enrolled."""
    teacher: int = 0
    """The id of the first teacher, 0 for none."""
    methods: dict[str, int] = field(default_factory=dict)
    """The ids of its enrolment methods."""
    named: dict[str, int] = field(default_factory=dict)
    """The ids of its activities, by type and name."""
    positions: int = 0
    """How many items its gradebook has."""
    stored: Connection | None = None
    """The database that it is in already, to which more is added."""
    sections: dict[str, dict[str, Any]] = field(default_factory=dict)
    """The rows of its sections by name, and by number."""
    bank: dict[str, int] = field(default_factory=dict)
    """The ids of the categories of its question bank, by name."""
    asked: dict[str, tuple[int, float]] = field(default_factory=dict)
    """The ids in the bank, and the marks, of questions with a name."""

    def add_section(self, rows: Rows, name: str | None, *, now: int, **columns: Any) -> dict[str, Any]:
        """Add a section behind all others; returns its row."""
        number = len({id(row) for row in self.sections.values()})
        row: dict[str, Any] = {
            "course": self.id,
            "section": number,
            "name": name,
            "summary": "",
            "summaryformat": HTML,
            "sequence": "",
            "visible": 1,
            "availability": None,
            "component": None,
            "itemid": None,
            "timemodified": now,
            **columns,
        }
        rows.add(course_sections, row)
        stored = rows.of(course_sections)[-1]
        self.sections[str(number)] = stored
        if name:
            self.sections.setdefault(name, stored)
        return stored


@dataclass(slots=True, eq=False)
class SeededSite:
    """A site that is being made: its courses by short name, an administrator, and the database if it is in one already."""

    rows: Rows
    courses: Mapping[str, SeededCourse]
    admin: int
    front_page: int = 1
    stored: Connection | None = None


class SiteSeed(msgspec.Struct, frozen=True, kw_only=True):
    """A member that a component adds to seeds: its name, what makes rows of it, and what tells it of a database.

    A component has it as ``member`` in its seed module.
    """

    name: str
    make: Callable[[SeededSite, Given], None]
    told: Callable[[ToldSite], Any]


@dataclass(slots=True, eq=False)
class GradeItem:
    """Something that an activity grades: its number and name in the gradebook, the range of grades, and the grades by person."""

    number: int
    name: str
    highest: float
    grades: dict[int, dict[str, Any]] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Activity:
    """An activity that is being made from what a seed says of it: its instance, and where it is."""

    given: Given
    rows: Rows
    course: SeededCourse
    row: dict[str, Any]
    cmid: int
    contextid: int
    component: str
    teacher: int
    items: list[GradeItem] = field(default_factory=list)

    @property
    def id(self) -> int:
        """The id of its instance."""
        return int(self.row["id"])

    @property
    def now(self) -> int:
        """The time of the seed."""
        return self.given.now

    def add(self, table: Table, **columns: Any) -> int:
        """Add a row of a part of it; returns the id."""
        return self.rows.add(table, columns)

    def add_files(self, given: Given, filearea: str, *, itemid: int = 0, component: str = "", userid: int | None = None) -> int:
        """Store the files of a list in a file area; returns how many."""
        area = ItemArea(self.contextid, component or self.component, filearea, itemid)
        listed = given.each()
        for one in listed:
            self.rows.add_file(area, one, now=self.now, userid=userid)
        return len(listed)

    def grade(self, userid: int, value: float | None, *, by: int, at: int, feedback: str | None = None, number: int = 0) -> None:
        """Let the gradebook have a grade of it."""
        item = next((item for item in self.items if item.number == number), None)
        if item is None:
            return
        item.grades[userid] = {
            "rawgrade": value,
            "usermodified": by,
            "feedback": feedback or None,
            "feedbackformat": HTML if feedback else PLAIN,
            "timemodified": at,
        }

    def group(self, given: Given) -> int:
        """The id of the group of its course with a name; 0 for none."""
        return given.one_of("group", self.course.groups) if given else 0


class GradeBook(Protocol):
    """The gradebook of a course that is being made. A component with grades has what makes it as ``gradebook`` in its seed module."""

    def __init__(self, rows: Rows, course: SeededCourse, *, now: int) -> None:
        """The gradebook of a course."""

    def add(self, activity: Activity, name: str, *, passing: float, idnumber: str | None) -> None:
        """Add what an activity of the type ``name`` grades."""

    def close(self) -> None:
        """Add what follows from the grades, once all activities are there."""


class NoGradeBook:
    """The gradebook of a site without grades."""

    def __init__(self, rows: Rows, course: SeededCourse, *, now: int) -> None:
        """Nothing."""

    def add(self, activity: Activity, name: str, *, passing: float, idnumber: str | None) -> None:
        """Nothing is added."""

    def close(self) -> None:
        """Nothing follows."""


class Event(msgspec.Struct, frozen=True):
    """An entry of the calendar for a time that a column of the instance has; ``words`` follow the name of the activity."""

    type: str
    column: str
    words: str
    action: bool = True


Highest = Callable[[Mapping[str, Any]], Iterable[tuple[int, str, float]]]


def _no_parts(_activity: Activity) -> None:
    """Make nothing beside the instance."""


def _nothing_told(_told: Told) -> dict[str, Any]:
    """Tell nothing beside the instance."""
    return {}


class ActivitySeed(msgspec.Struct, frozen=True, kw_only=True):
    """How activities of a type are made from a seed.

    ``table`` has the instances; a seed may give its columns by name. ``usual`` are the values of columns that a seed does not give, as far
    as they are not the table's own defaults, ``named`` other names for columns. ``grades`` says of an instance what it grades: number,
    name behind that of the activity, and highest grade of each. ``parts`` makes what is in an activity, and may change its row;
    ``told`` says of an activity of a database, in the words of a seed, what is in it.
    ``hidden`` are columns that are never told, ``secret`` those that are told only where somebody asks for secrets. With
    ``grades_itself``, the grades in the gradebook follow from what is in an activity, and are not told beside it.
    """

    table: Table
    usual: Mapping[str, Any] = {}
    named: Mapping[str, str] = {}
    events: Sequence[Event] = ()
    grades: Highest | None = None
    parts: Callable[[Activity], None] = _no_parts
    told: Callable[[Told], dict[str, Any]] = _nothing_told
    hidden: Sequence[str] = ()
    secret: Sequence[str] = ()
    grades_itself: bool = False

    def instance(self, given: Given, courseid: int) -> dict[str, Any]:
        """The columns of an instance that a seed gives, with the usual ones."""
        row: dict[str, Any] = {"course": courseid, "name": given["name"].text(), **self.usual}
        for column in self.table.columns:
            column_name = str(column.name)
            if column_name in ("timecreated", "timemodified"):
                row[column_name] = given.now
            elif column_name == "introformat":
                row[column_name] = HTML
            elif column_name == "intro":
                row[column_name] = given["intro"].text(self.usual.get("intro", ""))
            elif column_name not in ("id", "course", "name", "type") and (value := given[column_name]):
                row[column_name] = _read(value, column.type)
        for name, column_name in self.named.items():
            if value := given[name]:
                row[column_name] = _read(value, self.table.c[column_name].type)
        return row

    def columns_told(self, row: Mapping[Any, Any], when: Callable[[int], str], *, secrets: bool) -> dict[str, Any]:
        """The columns of an instance that differ from the usual, in the words of a seed; without ``secrets``, those as a placeholder."""
        words = {column: name for name, column in self.named.items()}
        times = {event.column for event in self.events}
        found: dict[str, Any] = {}
        for column in self.table.columns:
            name = str(column.name)
            value = row[name]
            default = column.server_default.arg if isinstance(column.server_default, DefaultClause) else ""
            usual = self.usual.get(name, default)
            if name in _OWN or name in self.hidden or value is None or value == usual or _same(value, usual):
                continue
            told = when(value) if name in times else value
            found[words.get(name, name)] = told if secrets or name not in self.secret else PLACEHOLDER
        return found


def _same(value: Any, usual: Any) -> bool:
    """Whether a number is the usual one, which may be a text."""
    try:
        return float(value) == float(usual or 0)
    except (TypeError, ValueError):
        return str(value) == str(usual)


def _read(given: Given, kind: object) -> Any:
    """The value of a column: a number, which may be said as a time or as yes or no, or a text."""
    if isinstance(kind, Integer):
        word = given.text().lower()
        if word in ("yes", "true", "on", "no", "false", "off"):
            return int(given.flag())
        return given.time()
    return given.decimal() if isinstance(kind, Float) else given.text()
