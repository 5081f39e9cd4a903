"""The activities of a seed: their places in courses, their instances, and what each type makes of the rest."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from gateway.access.contexts import Level
from gateway.api.seed_values import Given
from gateway.api.seeding import Activity, ActivitySeed, GradeBook, GradeItem, NoGradeBook, SeededCourse, SiteSeed
from gateway.double.seeds.places import Site
from gateway.registry.registry import Registry
from gateway.store.tables.courses import course_modules, modules

__all__ = ["COMPLETION", "GROUP_MODES", "Kinds", "add_activity", "add_modules", "kinds_of"]

GROUP_MODES: Final = {"none": 0, "separate": 1, "visible": 2, "0": 0, "1": 1, "2": 2}
COMPLETION: Final = {"none": 0, "manual": 1, "automatic": 2, "0": 0, "1": 1, "2": 2}
_COMPLETE: Final = 1
_ACTION: Final = 1

# The ids of the types of activities of a new site, in the reference's order; those of other components come after them.
_STANDARD: Final = (
    "assign", "bigbluebuttonbn", "book", "chat", "choice", "data", "feedback", "folder", "forum", "glossary", "h5pactivity", "imscp",
    "label", "lesson", "lti", "page", "quiz", "resource", "scorm", "subsection", "survey", "url", "wiki", "workshop",
)  # fmt: skip


class Kinds(NamedTuple):
    """What the seed modules of components make: activities by the names of their types, gradebooks, and members of their own by name."""

    activities: Mapping[str, ActivitySeed]
    gradebook: Callable[..., GradeBook]
    members: Mapping[str, SiteSeed]


def kinds_of(registry: Registry) -> Kinds:
    """What the seed modules of the components make."""
    activities: dict[str, ActivitySeed] = {}
    members: dict[str, SiteSeed] = {}
    book: Callable[..., GradeBook] = NoGradeBook
    for module in [importlib.import_module(component.seed) for component in registry.components if component.seed]:
        activity: ActivitySeed | None = getattr(module, "activity", None)
        if activity is not None:
            activities[str(activity.table.name)] = activity
        member: SiteSeed | None = getattr(module, "member", None)
        if member is not None:
            members[member.name] = member
        book = getattr(module, "gradebook", book)
    return Kinds(activities, book, members)


def add_modules(site: Site) -> None:
    """Add the types of activities that the site has not."""
    others = sorted(site.kinds.keys() - set(_STANDARD))
    for name in (*_STANDARD, *others):
        if name not in site.modules and (site.new or name in site.kinds):
            site.modules[name] = site.rows.add(modules, {"name": name, "visible": int(name in site.kinds)})


def add_activity(site: Site, course: SeededCourse, given: Given, book: GradeBook) -> None:
    """Add an activity to a course."""
    kind = given["type"].one_of("type of activity", site.kinds) if given["type"] else None
    if kind is None:
        raise given.error("an activity needs a type")
    name = str(kind.table.name)
    row = kind.instance(given, course.id)
    site.rows.add(kind.table, row)
    row = site.rows.of(kind.table)[-1]
    section = _section(course, given)
    cmid = site.rows.add(course_modules, _module(site, course, given, row, section))
    section["sequence"] = f"{section['sequence']},{cmid}" if section["sequence"] else str(cmid)
    contextid = site.add_context(Level.MODULE, cmid, course.contextid)
    teacher = course.teacher or site.admin
    activity = Activity(given, site.rows, course, row, cmid, contextid, f"mod_{name}", teacher)
    for number, words, highest in kind.grades(row) if kind.grades is not None else ():
        if highest > 0:
            activity.items.append(GradeItem(number, words, highest))
    activity.add_files(given["introfiles"], "intro")
    kind.parts(activity)
    if not row["name"]:
        raise given.error("an activity needs a name")
    if f"{name} {row['name']}" in course.named:
        raise given["name"].error(f"there are two activities of the type {name} with this name: {row['name']!r}")
    course.named[f"{name} {row['name']}"] = cmid
    _grade(activity, given["grades"])
    _add_events(site, activity, kind, name)
    for userid in given["completed"].each_person():
        done = {"coursemoduleid": cmid, "userid": userid, "completionstate": _COMPLETE, "timemodified": given.now}
        site.rows.add(site.tables["course_modules_completion"], done)
    book.add(activity, name, passing=given["gradepass"].decimal(), idnumber=given["idnumber"].optional_text())
    given.close()


def _section(course: SeededCourse, given: Given) -> dict[str, Any]:
    """The section of an activity, by its name or number; the first if it says none."""
    where = given["section"]
    return where.one_of("section", course.sections) if where else course.sections["0"]


def _module(site: Site, course: SeededCourse, given: Given, row: Mapping[str, Any], section: Mapping[str, Any]) -> dict[str, Any]:
    """The row that places an activity in its course."""
    visible = int(given["visible"].flag(True))
    completion = given["completion"].choice(COMPLETION, 0)
    grouping = given["grouping"]
    return {
        "course": course.id,
        "module": site.modules[given["type"].text()],
        "instance": row["id"],
        "section": section["id"],
        "idnumber": given["idnumber"].text(),
        "added": given.now,
        "indent": given["indent"].number(),
        "visible": visible,
        "visibleold": visible,
        "visibleoncoursepage": int(given["onpage"].flag(True)),
        "groupmode": given["groupmode"].choice(GROUP_MODES, 0),
        "groupingid": grouping.one_of("grouping", course.groupings) if grouping else 0,
        "completion": completion,
        "completionview": int(given["completionview"].flag()),
        "completionexpected": given["completionexpected"].time(),
        "completiongradeitemnumber": 0 if given["completiongrade"].flag() else None,
        "showdescription": int(given["showdescription"].flag()),
        "availability": given["availability"].optional_text(),
        "downloadcontent": 1,
        "lang": given["lang"].optional_text(),
    }


def _grade(activity: Activity, given: Given) -> None:
    """Let the gradebook have the grades that a seed gives people, whatever they have done in the activity."""
    for userid, several in given.by_person():
        for each in several.each():
            _grade_person(activity, userid, each)


def _grade_person(activity: Activity, userid: int, given: Given) -> None:
    """Let the gradebook have a grade of somebody."""
    if given.is_mapping:
        value = given["grade"].decimal() if given["grade"] else None
        feedback, by, at = given["feedback"].optional_text(), given["by"].person(activity.teacher), given["time"].time(activity.now)
        number = given["number"].number()
        given.close()
    else:
        value, feedback, by, at, number = given.decimal(), None, activity.teacher, activity.now, 0
    if not any(item.number == number for item in activity.items):
        raise given.error("the activity gives no such grades")
    activity.grade(userid, value, by=by, at=at, feedback=feedback, number=number)


def _add_events(site: Site, activity: Activity, kind: ActivitySeed, name: str) -> None:
    """Add the entries of the calendar for the times of an activity."""
    for each in kind.events:
        moment = activity.row.get(each.column) or 0
        if moment:
            _add_event(site, activity, name, each.type, moment, f"{activity.row['name']} {each.words}".strip(), action=each.action)
    if expected := activity.given["completionexpected"].time():
        words = f"{activity.row['name']} should be completed"
        _add_event(site, activity, name, "expectcompletionon", expected, words, action=True)


def _add_event(site: Site, activity: Activity, name: str, kind: str, moment: int, words: str, *, action: bool) -> None:
    """Add an entry of the calendar."""
    site.rows.add(
        site.tables["event"],
        {
            "name": words,
            "description": activity.row.get("intro", ""),
            "format": 1,
            "courseid": activity.course.id,
            "userid": activity.teacher,
            "modulename": name,
            "instance": activity.id,
            "type": _ACTION if action else 0,
            "eventtype": kind,
            "timestart": moment,
            "timesort": moment,
            "visible": int(activity.given["visible"].flag(True)),
            "uuid": "",
            "sequence": 1,
            "timemodified": activity.now,
        },
    )
