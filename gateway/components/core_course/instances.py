"""The activities of one type in courses, with the columns that all types have in common.

Each activity type has a table of its own for its instances; the position in a course and the visibility are in
``course_modules``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

import msgspec
from sqlalchemy import RowMapping, Table, select

from gateway.api import CallContext, Context, Level, contexts, enrolments, format_string, format_text
from gateway.api.areas import icon_of, path_in_address
from gateway.api.tables import course_modules, course_sections, files, modules
from gateway.components.core_course import lib
from gateway.components.core_course.course_modules import position, usable

__all__ = [
    "MANAGE",
    "CourseActivity",
    "area_files",
    "common_result",
    "course_ids",
    "file_results",
    "files_of",
    "name_and_intro",
    "of_courses",
    "permitted_result",
    "stored",
    "stored_files",
    "text_result",
]

# The capability of those who keep the activities of a course.
MANAGE = "moodle/course:manageactivities"

_INTRODUCTION = ("intro", "introformat", "introfiles")
_POSITION = ("section", "visible", "groupmode", "groupingid")

_FILES = select(files).where(files.c.filename != ".").order_by(files.c.itemid, files.c.filepath, files.c.filename)


class CourseActivity(msgspec.Struct, frozen=True):
    """An activity in a course: its component, instance, course module, section number and context.

    ``files`` are the files in those of its file areas that were asked for.
    """

    component: str
    row: RowMapping
    module: RowMapping
    section: int
    context: Context
    files: Sequence[RowMapping]


def course_ids(ctx: CallContext, wanted: Collection[int]) -> list[int]:
    """The given course ids or, if there are none, those of the caller's courses."""
    if wanted:
        return list(wanted)
    mine = enrolments.courses_of(ctx.db, ctx.site, [ctx.userid], now=ctx.now)[ctx.userid]
    return [row["id"] for row in mine]


def of_courses(
    ctx: CallContext, table: Table, wanted: Collection[int], *, areas: Collection[str] = ()
) -> tuple[list[CourseActivity], list[dict[str, Any]]]:
    """The visible activities of the type with the instances ``table`` in courses, in the order of the course pages.

    They come with the files of their introductions, and with those in the file areas ``areas``. Also returns a warning for
    each course that the caller may not enter. See ``course_ids`` for an empty ``wanted``.
    """
    ids = course_ids(ctx, wanted)
    warnings = lib.validate_courses(ctx, ids)[1]
    left_out = {warning["itemid"] for warning in warnings}
    return list(_usable(ctx, table, [courseid for courseid in ids if courseid not in left_out], areas)), warnings


def _usable(ctx: CallContext, table: Table, ids: Collection[int], areas: Collection[str]) -> Iterator[CourseActivity]:
    """The activities that the caller may use, course by course in the order of the course pages."""
    sections = course_sections.c
    query = (
        select(course_modules, modules.c.name.label("modname"), sections.section.label("number"), sections.sequence)
        .select_from(
            course_modules.join(modules, modules.c.id == course_modules.c.module).join(
                course_sections, sections.id == course_modules.c.section
            )
        )
        .where(modules.c.name == table.name, course_modules.c.course.in_(ids), course_modules.c.deletioninprogress == 0)
    )
    modules_found = ctx.db.execute(query).mappings().all()
    rows = {row["id"]: row for row in ctx.db.execute(select(table).where(table.c.course.in_(ids))).mappings()}
    places = contexts.by_instances(ctx.db, Level.MODULE, [module["id"] for module in modules_found])
    allowed = usable(ctx, modules_found, places)
    stored = stored_files(ctx, f"mod_{table.name}", {places[cmid].id for cmid in allowed}, areas)
    order = {courseid: number for number, courseid in enumerate(ids)}
    for module in sorted(modules_found, key=lambda module: (order[module["course"]], module["number"], position(module), module["id"])):
        row, context = rows.get(module["instance"]), places.get(module["id"])
        if row is not None and context is not None and module["id"] in allowed:
            yield CourseActivity(f"mod_{table.name}", row, module, module["number"], context, stored.get(context.id, []))


def stored_files(ctx: CallContext, component: str, within: Collection[int], areas: Collection[str]) -> dict[int, list[RowMapping]]:
    """The files of introductions and in further areas of activities, by the ids of their contexts."""
    query = _FILES.where(files.c.contextid.in_(within), files.c.component == component, files.c.filearea.in_({"intro", *areas}))
    found: dict[int, list[RowMapping]] = {}
    for row in ctx.db.execute(query).mappings() if within else ():
        found.setdefault(row["contextid"], []).append(row)
    return found


def name_and_intro(ctx: CallContext, activity: CourseActivity) -> dict[str, Any]:
    """The id, course, name and introduction of an activity, in the form of the result."""
    row, component = activity.row, activity.component
    text, text_format = format_text(
        row["intro"], row["introformat"], ctx.settings, ctx.site, activity.context, component=component, filearea="intro", trusted=True
    )
    return {
        "id": row["id"],
        "course": row["course"],
        "name": format_string(row["name"], ctx.settings),
        "intro": text,
        "introformat": text_format,
        "introfiles": area_files(ctx, activity, "intro"),
    }


def common_result(ctx: CallContext, activity: CourseActivity) -> dict[str, Any]:
    """The columns that all activity types have in common, in the form of the result."""
    module = activity.module
    return {
        **name_and_intro(ctx, activity),
        "coursemodule": module["id"],
        "section": activity.section,
        "visible": module["visible"],
        "groupmode": module["groupmode"],
        "groupingid": module["groupingid"],
        "lang": module["lang"],
    }


def permitted_result(ctx: CallContext, activity: CourseActivity, introduction: str = "", position: str = MANAGE) -> dict[str, Any]:
    """The columns of ``common_result`` that the caller may know, by the capabilities for introduction and position.

    Without a capability ``introduction``, everybody may know the introduction.
    """
    hidden = [*_INTRODUCTION] if introduction and not ctx.has(introduction, activity.context) else []
    if not ctx.has(position, activity.context):
        hidden += _POSITION
    result = {**common_result(ctx, activity), "lang": activity.module["lang"] or ""}
    return {name: value for name, value in result.items() if name not in hidden}


def stored(activity: CourseActivity, names: Collection[str]) -> dict[str, Any]:
    """Columns of the instance of an activity as they are stored."""
    return {name: activity.row[name] for name in names}


def text_result(ctx: CallContext, activity: CourseActivity, name: str) -> dict[str, Any]:
    """A further text of an activity with its format, in the form of the result; its files are in the area of the same name."""
    row = activity.row
    text, text_format = format_text(
        row[name], row[f"{name}format"], ctx.settings, ctx.site, activity.context, component=activity.component, filearea=name
    )
    return {name: text, f"{name}format": text_format}


def area_files(ctx: CallContext, activity: CourseActivity, filearea: str, *, itemid: int | None = None) -> list[dict[str, Any]]:
    """The files in an area of an activity (one that ``of_courses`` was asked for) in the form of the result.

    Given ``itemid``, their URLs contain it.
    """
    return file_results(ctx, [row for row in activity.files if row["filearea"] == filearea], itemid)


def files_of(
    ctx: CallContext, context: Context, component: str, filearea: str, *, itemid: int | None = None, only: int | None = None
) -> list[dict[str, Any]]:
    """The files in one file area of a context in the form of the result; given ``only``, those with that item id.

    Given ``itemid``, their URLs contain it.
    """
    query = _FILES.where(files.c.contextid == context.id, files.c.component == component, files.c.filearea == filearea)
    if only is not None:
        query = query.where(files.c.itemid == only)
    return file_results(ctx, ctx.db.execute(query).mappings().all(), itemid)


def file_results(ctx: CallContext, rows: Collection[RowMapping], itemid: int | None = None) -> list[dict[str, Any]]:
    """Files in the form of the result (``docs/contract/server.md 3.7``); given ``itemid``, their URLs contain it."""
    item = "" if itemid is None else f"/{itemid}"
    base = f"{ctx.site.wwwroot}/{ctx.settings.file}"
    return [
        {
            **{name: row[name] for name in ("filename", "filepath", "filesize", "timemodified", "mimetype")},
            "fileurl": f"{base}/{row['contextid']}/{row['component']}/{row['filearea']}{item}{path_in_address(row)}",
            "isexternalfile": row["referencefileid"] is not None,
            "icon": icon_of(row["mimetype"], row["filename"]),
        }
        for row in rows
    ]
