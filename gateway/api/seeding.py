"""How activities of a type are made from the seed of a double, and told as a seed again.

A component with activities names a module in its manifest (``seed=``), which has an ``ActivitySeed`` called ``activity``. The module is
imported only where there are seeds. Rows are plain: ids are given in memory, and all rows are stored together.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any, Final, Protocol

import msgspec
from sqlalchemy import Connection, DefaultClause, Float, Integer, RowMapping, Table, select

from gateway.api.seed_values import Given
from gateway.api.tables import course_sections, files
from gateway.files.media_types import by_name
from gateway.files.rows import FOLDER, ItemArea, path_hash
from gateway.store.blobs import EMPTY, content_hash

__all__ = [
    "HTML",
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
    "Told",
]

HTML: Final = 1
"""The format of texts in HTML."""
PLAIN: Final = 2
"""The format of plain texts."""

# All files of a seed together, in bytes.
_LARGEST: Final = 256 * 2**20
# Columns of instances that follow from where they are, and are not told by a seed.
_OWN: Final = frozenset({"id", "course", "name", "timecreated", "timemodified", "introformat", "revision"})


@dataclass(slots=True, eq=False)
class Rows:
    """The rows of a state that is being made, by table; each gets the next id of its table."""

    following: dict[str, int] = field(default_factory=dict)
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    blobs: dict[str, bytes] = field(default_factory=dict)
    folder: Path | None = None
    size: int = 0
    places: set[str] = field(default_factory=set)
    replaced: dict[str, set[int]] = field(default_factory=dict)

    def add(self, table: Table, row: dict[str, Any]) -> int:
        """Add a row, unless it says so with the next id of its table; returns the id."""
        name = str(table.name)  # which is a text of a kind of its own, as names of columns are
        number = row.get("id")
        if number is None:
            number = self.following.get(name, 1)
            self.following[name] = number + 1
            row = {"id": number, **row}
        self.tables.setdefault(name, []).append(row)
        return int(number)

    def bring(self, table: Table, row: dict[str, Any]) -> dict[str, Any]:
        """Let a row that is stored be one that may be changed, and is stored anew; returns it."""
        name = str(table.name)
        self.replaced.setdefault(name, set()).add(row["id"])
        self.tables.setdefault(name, []).append(row)
        return row

    def of(self, table: Table) -> list[dict[str, Any]]:
        """The rows of a table up to now."""
        return self.tables.get(table.name, [])

    def add_file(self, area: ItemArea, given: Given, *, now: int, userid: int | None = None) -> str:
        """Store a file that a seed gives, by its path beside the seed or with its content; returns its name.

        Raises ``SeedError`` for a file that cannot be read, or lies elsewhere.
        """
        filepath, filename, content = self._read(given)
        self.size += len(content)
        if self.size > _LARGEST:
            raise given.error(f"the files of a seed have more than {_LARGEST // 2**20} MiB together")
        name = content_hash(content)
        self.blobs[name] = content
        common = {**area._asdict(), "userid": userid, "status": 0, "timecreated": now, "timemodified": now, "sortorder": 0}
        paths = ["/"]
        for part in filepath.strip("/").split("/"):
            if part:
                paths.append(f"{paths[-1]}{part}/")
        for path in paths:
            place = path_hash(area, path, FOLDER)
            if place not in self.places:
                self.places.add(place)
                self.add(files, {**common, **_content(EMPTY.hash, 0, None), "pathnamehash": place, "filepath": path, "filename": FOLDER})
        place = path_hash(area, filepath, filename)
        if place in self.places:
            raise given.error(f"there are two files {filepath}{filename}")
        self.places.add(place)
        row = {
            **common,
            **_content(name, len(content), by_name(filename)),
            "pathnamehash": place,
            "filepath": filepath,
            "filename": filename,
        }
        self.add(files, row)
        return filename

    def _read(self, given: Given) -> tuple[str, str, bytes]:
        """The folder, the name and the content of a file."""
        if not given.is_mapping:
            return "/", PurePosixPath(given.text()).name, self._beside(given)
        name, path, text, encoded = given["name"], given["path"], given["content"], given["base64"]
        folder = f"/{given['folder'].text().strip('/')}/".replace("//", "/")
        given.close()
        if sum(map(bool, (path, text, encoded))) > 1:
            raise given.error("has more than one of path, content and base64")
        if path:
            content = self._beside(path)
        elif encoded:
            try:
                content = base64.b64decode(encoded.text(), validate=True)
            except (binascii.Error, ValueError):
                raise encoded.error("expected base64") from None
        else:
            content = text.text().encode()
        filename = name.text() or PurePosixPath(path.text()).name
        if not filename or "/" in filename or filename in (".", ".."):
            raise (name or given).error("a file needs a name")
        return folder, filename, content

    def _beside(self, path: Given) -> bytes:
        """The content of a file beside the seed. Raises ``SeedError``."""
        if self.folder is None:
            raise path.error("files by path need a seed that is a file; give a name and a content")
        found = (self.folder / path.text()).resolve()
        if not found.is_relative_to(self.folder.resolve()):
            raise path.error("lies outside of the folder of the seed")
        try:
            if found.stat().st_size > _LARGEST:
                raise path.error(f"is larger than {_LARGEST // 2**20} MiB")
            return found.read_bytes()
        except OSError as error:
            raise path.error(f"cannot read the file: {error.strerror}") from None


def _content(name: str, size: int, mimetype: str | None) -> dict[str, Any]:
    return {"contenthash": name, "filesize": size, "mimetype": mimetype}


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
    ``told`` says of an activity of a database, in the words of a seed, what is in it. ``hidden`` are columns that are never told.
    With ``grades_itself``, the grades in the gradebook follow from what is in an activity, and are not told beside it.
    """

    table: Table
    usual: Mapping[str, Any] = {}
    named: Mapping[str, str] = {}
    events: Sequence[Event] = ()
    grades: Highest | None = None
    parts: Callable[[Activity], None] = _no_parts
    told: Callable[[Told], dict[str, Any]] = _nothing_told
    hidden: Sequence[str] = ()
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

    def columns_told(self, row: Mapping[Any, Any], when: Callable[[int], str]) -> dict[str, Any]:
        """The columns of an instance that differ from the usual, in the words of a seed."""
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
            found[words.get(name, name)] = when(value) if name in times else value
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


@dataclass(slots=True, eq=False)
class Told:
    """An activity of a database that is to be told as a seed."""

    db: Connection
    row: RowMapping
    cmid: int
    contextid: int
    people: Mapping[int, str]
    groups: Mapping[int, str]
    blob: Callable[[str], bytes | None]
    shared: dict[str, dict[str, int]] = field(default_factory=dict)
    """What the activities of a course keep for each other."""

    def rows(self, table: Table, **where: Any) -> Sequence[RowMapping]:
        """The rows of a table with these values in columns, by id."""
        conditions = [table.c[name] == value for name, value in where.items()]
        return self.db.execute(select(table).where(*conditions).order_by(table.c.id)).mappings().all()

    def person(self, userid: int) -> str | None:
        """The user name of somebody; None for somebody who is not told."""
        return self.people.get(userid)

    def files(self, component: str, filearea: str, itemid: int | None = None) -> list[dict[str, Any]]:
        """The files of an area, with their contents; pictures and other octets in base64."""
        cols = files.c
        query = select(files).where(
            cols.contextid == self.contextid, cols.component == component, cols.filearea == filearea, cols.filename != FOLDER
        )
        if itemid is not None:
            query = query.where(cols.itemid == itemid)
        found = []
        for row in self.db.execute(query.order_by(cols.id)).mappings():
            entry: dict[str, Any] = {"name": row["filename"]}
            if row["filepath"] != "/":
                entry["folder"] = row["filepath"]
            content = self.blob(row["contenthash"])
            found.append(entry | told_content(content or b""))
        return found

    @staticmethod
    def when(moment: int) -> str:
        """A time as a seed says it."""
        return told_time(moment)


def told_time(moment: int) -> str:
    """A time as a seed says it."""
    try:
        return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment >= 10**8 else str(moment)
    except (OverflowError, OSError, ValueError):
        return str(moment)


def told_content(content: bytes) -> dict[str, str]:
    """The content of a file as a seed says it."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(content).decode()}
    return (
        {"content": text}
        if text.isprintable() or all(mark.isprintable() or mark in "\n\t" for mark in text)
        else {"base64": base64.b64encode(content).decode()}
    )


def without_nothing(members: Mapping[str, Any]) -> dict[str, Any]:
    """Members without those that say nothing: None, no text, an empty list or no members."""
    return {name: value for name, value in members.items() if value not in (None, "", [], {})}
