"""The courses of a database, told as a seed, with the activities of the types that seeds know."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, RowMapping, Table, select

from gateway.access.contexts import Level
from gateway.api.seeding import PLACEHOLDER, ActivitySeed, Told, told_content, told_time, without_nothing
from gateway.double.seeds.activities import COMPLETION, GROUP_MODES
from gateway.double.seeds.courses import COURSE_FILES
from gateway.files.rows import FOLDER
from gateway.store.tables.access import context, role_assignments
from gateway.store.tables.courses import course, course_modules, course_sections, modules
from gateway.store.tables.enrolments import enrol, user_enrolments
from gateway.store.tables.files import files
from gateway.store.tables.groups import groupings, groupings_groups, groups, groups_members

__all__ = ["Names", "told_courses"]

_SITE_COURSE: Final = 1
_ACTIVE: Final = 0
_MODES: Final = {number: word for word, number in GROUP_MODES.items() if not word.isdecimal()}
_COMPLETION: Final = {number: word for word, number in COMPLETION.items() if not word.isdecimal()}

Row = Mapping[Any, Any]


class Names(NamedTuple):
    """What a site is told with: its database, and the names of people, roles and categories by their ids."""

    db: Connection
    people: Mapping[int, str]
    roles: Mapping[int, str]
    categories: Mapping[int, str]
    kinds: Mapping[str, ActivitySeed]
    tables: Mapping[str, Table]
    blob: Callable[[str], bytes | None]
    secrets: bool = False

    def rows(self, table: Table, *where: Any) -> Sequence[RowMapping]:
        """The rows of a table, by id."""
        return self.db.execute(select(table).where(*where).order_by(table.c.id)).mappings().all()

    def secret(self, value: str | None) -> str | None:
        """A password, or what stands for one where secrets are not told."""
        return value if self.secrets or not value else PLACEHOLDER

    def context_of(self, level: Level, instance: int) -> int:
        """The id of the context of an instance; 0 for none."""
        cols = context.c
        return self.db.execute(select(cols.id).where(cols.contextlevel == level, cols.instanceid == instance)).scalar() or 0


def told_courses(names: Names) -> dict[str, Any]:
    """The courses by their short names."""
    return {row["shortname"]: _course(names, row) for row in names.rows(course, course.c.id != _SITE_COURSE)}


def _course(names: Names, row: Row) -> dict[str, Any]:
    """A course with all that is in it."""
    in_course = names.rows(groups, groups.c.courseid == row["id"])
    group_names = _different({each["id"]: each["name"] for each in in_course})
    grouping_names = _different({each["id"]: each["name"] for each in names.rows(groupings, groupings.c.courseid == row["id"])})
    sections = names.rows(course_sections, course_sections.c.course == row["id"])
    told: dict[str, Any] = {
        "fullname": row["fullname"],
        "category": names.categories.get(row["category"]),
        "idnumber": row["idnumber"],
        "summary": row["summary"],
        "format": row["format"] if row["format"] != "topics" else None,
        "start": told_time(row["startdate"]) if row["startdate"] else None,
        "end": told_time(row["enddate"]) if row["enddate"] else None,
        "visible": None if row["visible"] else False,
        "groupmode": _MODES.get(row["groupmode"]) if row["groupmode"] else None,
        "groupmodeforce": True if row["groupmodeforce"] else None,
        "completion": None if row["enablecompletion"] else False,
        "lang": row["lang"],
        **_ways_in(names, row["id"]),
        "files": _files(names, row["id"]),
        "people": _enrolled(names, row["id"]),
        "groups": {group_names[each["id"]]: _group(names, each) for each in in_course},
        "groupings": {name: _grouping(names, number, group_names) for number, name in grouping_names.items()},
        "sections": [_section(each) for each in sections if each["section"] and not each["component"]],
    }
    told["activities"] = _activities(names, row["id"], _section_names(sections), group_names, grouping_names)
    return without_nothing(told)


def _files(names: Names, courseid: int) -> dict[str, Any]:
    """The files of a course by their areas."""
    place = names.context_of(Level.COURSE, courseid)
    found: dict[str, list[dict[str, Any]]] = {}
    here = (files.c.contextid == place, files.c.component == "course", files.c.filearea.in_(COURSE_FILES), files.c.filename != FOLDER)
    for row in names.rows(files, *here):
        entry = {"name": row["filename"], "folder": row["filepath"] if row["filepath"] != "/" else None}
        found.setdefault(row["filearea"], []).append(without_nothing(entry) | told_content(names.blob(row["contenthash"]) or b""))
    return found


def _different(names: Mapping[int, str]) -> dict[int, str]:
    """The names by id, where one that is there twice gets its id behind it."""
    found: dict[int, str] = {}
    for number, name in names.items():
        found[number] = name if name not in found.values() else f"{name} ({number})"
    return found


def _ways_in(names: Names, courseid: int) -> dict[str, Any]:
    """Whether people come in as guests or by themselves, and with which password."""
    found: dict[str, Any] = {}
    for row in names.rows(enrol, enrol.c.courseid == courseid, enrol.c.status == _ACTIVE, enrol.c.enrol.in_(("guest", "self"))):
        found[row["enrol"]] = {"password": names.secret(row["password"])} if row["password"] else True
    return found


def _enrolled(names: Names, courseid: int) -> dict[str, Any]:
    """The people of a course with their roles."""
    place = names.context_of(Level.COURSE, courseid)
    roles: dict[int, list[str]] = {}
    for row in names.rows(role_assignments, role_assignments.c.contextid == place):
        if row["roleid"] in names.roles and names.roles[row["roleid"]] not in roles.get(row["userid"], ()):
            roles.setdefault(row["userid"], []).append(names.roles[row["roleid"]])
    methods = {row["id"]: row["enrol"] for row in names.rows(enrol, enrol.c.courseid == courseid)}
    found: dict[str, Any] = {}
    for row in names.rows(user_enrolments, user_enrolments.c.enrolid.in_(methods)):
        name = names.people.get(row["userid"])
        if name is None or name in found:
            continue
        own = roles.get(row["userid"], [])
        details = without_nothing(
            {
                "suspended": True if row["status"] else None,
                "from": told_time(row["timestart"]) if row["timestart"] else None,
                "until": told_time(row["timeend"]) if row["timeend"] else None,
                "method": "self" if methods[row["enrolid"]] == "self" else None,
            }
        )
        if details or len(own) != 1:
            found[name] = {"role": own or ["student"], **details}
        else:
            found[name] = own[0]
    return found


def _group(names: Names, row: Row) -> dict[str, Any]:
    """A group with its members."""
    members = names.rows(groups_members, groups_members.c.groupid == row["id"])
    return without_nothing(
        {
            "idnumber": row["idnumber"],
            "description": row["description"],
            "key": names.secret(row["enrolmentkey"]),
            "members": [names.people[each["userid"]] for each in members if each["userid"] in names.people],
        }
    )


def _grouping(names: Names, number: int, group_names: Mapping[int, str]) -> list[str]:
    """The names of the groups in a grouping."""
    rows = names.rows(groupings_groups, groupings_groups.c.groupingid == number)
    return [group_names[row["groupid"]] for row in rows if row["groupid"] in group_names]


def _section(row: Row) -> Any:
    """A section: its name, or what else is said of it."""
    details = without_nothing(
        {"summary": row["summary"], "visible": None if row["visible"] else False, "availability": row["availability"]}
    )
    return {"name": row["name"], **details} if details else row["name"]


def _section_names(sections: Sequence[Row]) -> dict[int, tuple[str, Row]]:
    """What activities call their sections: by their names, where no other has it, else by their numbers."""
    taken: set[str] = set()
    found: dict[int, tuple[str, Row]] = {}
    for row in sections:
        name = row["name"] if row["section"] and row["name"] and row["name"] not in taken else str(row["section"])
        taken.add(name)
        found[row["id"]] = (name, row)
    return found


def _activities(
    names: Names,
    courseid: int,
    sections: Mapping[int, tuple[str, Row]],
    group_names: Mapping[int, str],
    grouping_names: Mapping[int, str],
) -> list[dict[str, Any]]:
    """The activities of a course: in the order in which they were made, where that is their order in each section."""
    types = {row["id"]: row["name"] for row in names.rows(modules)}
    cols = course_modules.c
    rows = [
        row
        for row in names.rows(course_modules, cols.course == courseid, cols.deletioninprogress == 0)
        if types.get(row["module"]) in names.kinds and row["section"] in sections
    ]
    places: dict[int, tuple[int, int]] = {}
    for _, section in sections.values():
        for place, part in enumerate((section["sequence"] or "").split(",")):
            if part.isdecimal():
                places[int(part)] = (section["section"], place)
    if any(places.get(one["id"], (0, 0)) > places.get(other["id"], (0, 0)) for one, other in _neighbours(rows)):
        rows.sort(key=lambda row: places.get(row["id"], (0, 0)))
    found: list[dict[str, Any]] = []
    taken: set[tuple[str, str]] = set()
    shared: dict[str, dict[str, int]] = {}
    for row in rows:
        kind = names.kinds[types[row["module"]]]
        instance = next(iter(names.rows(kind.table, kind.table.c.id == row["instance"])), None)
        if instance is not None:
            place = names.context_of(Level.MODULE, row["id"])
            told = Told(names.db, instance, row["id"], place, names.people, group_names, names.blob, shared)
            entry = _activity(names, kind, told, row, sections[row["section"]][0], grouping_names)
            if (entry["type"], entry["name"]) in taken:
                entry["name"] = f"{entry['name']} ({row['id']})"
            taken.add((entry["type"], entry["name"]))
            found.append(entry)
    return found


def _neighbours(rows: Sequence[Row]) -> list[tuple[Row, Row]]:
    """Each activity with the next in the same section."""
    found: list[tuple[Row, Row]] = []
    last: dict[int, Row] = {}
    for row in rows:
        if row["section"] in last:
            found.append((last[row["section"]], row))
        last[row["section"]] = row
    return found


def _activity(names: Names, kind: ActivitySeed, told: Told, row: Row, section: str, grouping_names: Mapping[int, str]) -> dict[str, Any]:
    """An activity: where it is, its instance and what is in it."""
    place = {
        "section": section if section != "0" else None,
        "idnumber": row["idnumber"],
        "visible": None if row["visible"] else False,
        "onpage": None if row["visibleoncoursepage"] else False,
        "indent": row["indent"] or None,
        "groupmode": _MODES.get(row["groupmode"]) if row["groupmode"] else None,
        "grouping": grouping_names.get(row["groupingid"]),
        "completion": _COMPLETION.get(row["completion"]) if row["completion"] else None,
        "completionview": True if row["completionview"] else None,
        "completionexpected": told_time(row["completionexpected"]) if row["completionexpected"] else None,
        "completiongrade": True if row["completiongradeitemnumber"] is not None else None,
        "showdescription": True if row["showdescription"] else None,
        "availability": row["availability"],
        "lang": row["lang"],
    }
    attached = without_nothing({"introfiles": told.files(f"mod_{kind.table.name}", "intro")})
    inside = attached | kind.columns_told(told.row, told_time, secrets=names.secrets) | kind.told(told)
    graded = _grades(names, kind, told)
    whole = {"type": str(kind.table.name), "name": told.row["name"], **without_nothing(place), **inside, **graded}
    completion = names.tables.get("course_modules_completion")
    if completion is not None:
        done = names.rows(completion, completion.c.coursemoduleid == row["id"], completion.c.completionstate > 0)
        whole |= without_nothing({"completed": [names.people[each["userid"]] for each in done if each["userid"] in names.people]})
    return whole


def _grades(names: Names, kind: ActivitySeed, told: Told) -> dict[str, Any]:
    """The grades of an activity in the gradebook, but for those that its parts say, and the grade that is needed to pass."""
    items, grades = names.tables.get("grade_items"), names.tables.get("grade_grades")
    if items is None or grades is None:
        return {}
    found: dict[str, list[dict[str, Any]]] = {}
    passing = 0.0
    of_type = (items.c.itemtype == "mod", items.c.itemmodule == kind.table.name, items.c.iteminstance == told.row["id"])
    for item in names.rows(items, *of_type):
        passing = passing or item["gradepass"]
        for row in names.rows(grades, grades.c.itemid == item["id"]):
            value = row["rawgrade"] if row["rawgrade"] is not None else row["finalgrade"]
            name = told.person(row["userid"])
            if name is None or (value is None and not row["feedback"]) or kind.grades_itself:
                continue
            entry = {
                "grade": value,
                "feedback": row["feedback"],
                "by": told.person(row["usermodified"] or 0),
                "time": told_time(row["timemodified"]) if row["timemodified"] else None,
                "number": item["itemnumber"] or None,
            }
            found.setdefault(name, []).append(without_nothing(entry))
    listed = {name: several if len(several) > 1 else several[0] for name, several in found.items()}
    return without_nothing({"grades": listed, "gradepass": passing or None})
