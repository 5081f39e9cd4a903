"""Course modules: the activities of courses, with their types, sections and instances."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, select

from gateway.api import CallContext, Context, Level, MissingRecord, contexts, format_string
from gateway.api.access import Access, access_to, roles
from gateway.api.tables import course_modules, course_sections, modules
from gateway.components.core_grades.tables import grade_items, grade_settings, scale
from gateway.components.core_grading.tables import grading_areas

__all__ = [
    "accesses",
    "by_id",
    "by_instance",
    "by_instances",
    "course_module_result",
    "details",
    "of_course",
    "position",
    "usable",
]

Row = Mapping[Any, Any]

# The columns that everybody sees who may see an activity, and those that only managers of activities see.
_ALL = (
    "id",
    "course",
    "module",
    "modname",
    "instance",
    "section",
    "sectionnum",
    "groupmode",
    "groupingid",
    "completion",
    "downloadcontent",
)
_MANAGERS = (
    "idnumber", "added", "score", "indent", "visible", "visibleoncoursepage", "visibleold", "completiongradeitemnumber",
    "completionpassgrade", "completionview", "completionexpected", "showdescription", "availability",
)  # fmt: skip

# The areas of activity types that support advanced grading (rubrics and marking guides).
_GRADED_AREAS = {"assign": "submissions", "forum": "forum"}

_MODULES = select(
    course_modules, modules.c.name.label("modname"), course_sections.c.section.label("sectionnum"), course_sections.c.sequence
).select_from(
    course_modules.join(modules, modules.c.id == course_modules.c.module).join(
        course_sections, course_sections.c.id == course_modules.c.section
    )
)
_BY_ID = _MODULES.where(course_modules.c.id == bindparam("id"))
_BY_INSTANCE = _MODULES.where(modules.c.name == bindparam("modname"), course_modules.c.instance == bindparam("instance"))
_BY_INSTANCES = _MODULES.where(
    modules.c.name.in_(bindparam("modnames", expanding=True)), course_modules.c.instance.in_(bindparam("instances", expanding=True))
)
_OF_COURSE = _MODULES.where(course_modules.c.course == bindparam("course"), course_modules.c.deletioninprogress == 0)
_GRADED = select(grade_items).where(
    grade_items.c.itemtype == "mod", grade_items.c.itemmodule == bindparam("modname"), grade_items.c.iteminstance == bindparam("instance")
)
_GRADED = _GRADED.where(grade_items.c.courseid == bindparam("course")).order_by(grade_items.c.itemnumber, grade_items.c.id)

_DECIMALS = select(grade_settings.c.value).where(grade_settings.c.courseid == bindparam("course"), grade_settings.c.name == "decimalpoints")


def by_id(db: Connection, cmid: int) -> RowMapping:
    """The course module with that id. Raises ``MissingRecord``."""
    return _found(db.execute(_BY_ID, {"id": cmid}).mappings().first())


def by_instance(db: Connection, modname: str, instance: int) -> RowMapping:
    """The course module of an activity type's instance. Raises ``MissingRecord``."""
    return _found(db.execute(_BY_INSTANCE, {"modname": modname, "instance": instance}).mappings().first())


def by_instances(db: Connection, wanted: Collection[tuple[str, int]]) -> dict[tuple[str, int], RowMapping]:
    """The course modules that exist of these types and instance ids, by both."""
    asked = {"modnames": list({name for name, _ in wanted}), "instances": list({instance for _, instance in wanted})}
    rows = db.execute(_BY_INSTANCES, asked).mappings().all() if wanted else ()
    return {(row["modname"], row["instance"]): row for row in rows if (row["modname"], row["instance"]) in wanted}


def details(ctx: CallContext, wanted: Collection[tuple[str, int]]) -> dict[tuple[str, int], RowMapping]:
    """The instances of activities (rows of the tables of their types), by type and instance id."""
    found: dict[tuple[str, int], RowMapping] = {}
    tables = ctx.registry.tables
    for name in {name for name, _ in wanted} & tables.keys():
        table = tables[name]
        ids = [instance for modname, instance in wanted if modname == name]
        found |= {(name, row["id"]): row for row in ctx.db.execute(select(table).where(table.c.id.in_(ids))).mappings()}
    return found


def _found(row: RowMapping | None) -> RowMapping:
    """The row. Raises ``MissingRecord`` for None."""
    if row is None:
        raise MissingRecord()
    return row


def of_course(db: Connection, courseid: int) -> list[RowMapping]:
    """The course modules of a course in the order of the course page."""
    rows = db.execute(_OF_COURSE, {"course": courseid}).mappings()
    return sorted(rows, key=lambda row: (row["sectionnum"], position(row), row["id"]))


def position(row: RowMapping) -> int:
    """The position of a course module in its section; modules that the section's sequence lacks come last."""
    sequence, cmid = (row["sequence"] or "").split(","), str(row["id"])
    return sequence.index(cmid) if cmid in sequence else len(sequence)


def accesses(
    ctx: CallContext, rows: Collection[Mapping[Any, Any]], places: Mapping[int, Context], userid: int | None = None
) -> dict[int, Access]:
    """What a user (the caller unless given) may do with activities of courses that they may enter, by course module id.

    ``rows`` are whole rows of ``course_modules`` with ``modname``; ``places`` are the contexts of the activities.
    """
    subject = ctx.subject if userid in (None, ctx.userid) else roles.subject(ctx.db, userid or 0)
    return access_to(ctx.db, ctx.site, subject, rows, places, now=ctx.now)


def usable(ctx: CallContext, rows: Collection[Row], places: Mapping[int, Context], userid: int | None = None) -> set[int]:
    """The ids of the activities that a user (the caller unless given) may use; see ``accesses``."""
    return {cmid for cmid, access in accesses(ctx, rows, places, userid).items() if access.usable}


def course_module_result(ctx: CallContext, row: RowMapping) -> dict[str, Any]:
    """A course module in the form of the result, with more columns for managers of activities. Enters its context."""
    place = ctx.validate(contexts.by_instance(ctx.db, Level.MODULE, row["id"]))
    table = ctx.registry.tables.get(row["modname"])
    if table is None:
        raise MissingRecord(row["modname"])
    instance = _found(ctx.db.execute(select(table).where(table.c.id == row["instance"])).mappings().first())
    found = {"name": format_string(instance["name"], ctx.settings), **{name: row[name] for name in _ALL}}
    if not ctx.has("moodle/course:manageactivities", place):
        return found
    return found | {name: row[name] for name in _MANAGERS} | _grading(ctx, row, instance)


def _grading(ctx: CallContext, row: RowMapping, instance: RowMapping) -> dict[str, Any]:
    """The scale, the passing grade, the grade category and the grading areas of an activity."""
    found: dict[str, Any] = {}
    grade = instance.get("grade")
    if grade is not None:
        found["grade"] = grade
        if grade < 0:  # the id of a scale
            found["scale"] = ctx.db.execute(select(scale.c.scale).where(scale.c.id == -grade)).scalar_one_or_none()
    items = ctx.db.execute(_GRADED, {name: row[name] for name in ("modname", "instance", "course")}).mappings().all()
    if items:
        places = items[0]["decimals"]
        if places is None:
            places = ctx.db.execute(_DECIMALS, {"course": row["course"]}).scalars().first() or ctx.site.config["grade_decimalpoints"]
        found["gradepass"] = f"{items[0]['gradepass']:.{int(places)}f}"
        found["gradecat"] = items[0]["categoryid"]
    if area := _GRADED_AREAS.get(row["modname"]):
        place = contexts.by_instance(ctx.db, Level.MODULE, row["id"])
        methods = select(grading_areas.c.activemethod).where(grading_areas.c.contextid == place.id, grading_areas.c.areaname == area)
        found["advancedgrading"] = [{"area": area, "method": ctx.db.execute(methods).scalars().first()}]
    return found
