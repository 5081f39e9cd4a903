"""Copies of courses, and taking the contents of one course over into another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import RowMapping, select

from gateway.api import CallContext, CodedError, Context, Level, ParameterRefused, contexts
from gateway.api.rows import insert_row
from gateway.api.stored_files import ItemArea, rows
from gateway.api.tables import course, course_format_options, files
from gateway.components.core_backup.copies import Contents
from gateway.components.core_course import editing, module_editing, section_editing
from gateway.components.core_courseformat import deleting
from gateway.components.core_customfield.tables import customfield_category, customfield_data, customfield_field

__all__ = ["duplicate", "take_over", "with_defaults"]

_AREAS: Final = ("summary", "overviewfiles")


def with_defaults(given: list[dict[str, Any]], known: Mapping[str, int]) -> dict[str, bool]:
    """The options, each on or off. Raises ``invalidextparam`` for what is no option, or is neither on nor off."""
    chosen = {name: bool(value) for name, value in known.items()}
    for option in given:
        name, value = option["name"], str(option["value"]).strip()
        if name not in known or value not in ("0", "1", "2"):
            raise ParameterRefused(message=f"{name} cannot be {value}.")
        chosen[name] = value != "0"
    return chosen


def duplicate(
    ctx: CallContext, row: RowMapping, place: Context, *, into: Context, fullname: str, shortname: str, visible: bool, activities: bool
) -> int:
    """Copy a course into a category, without people, and return the id of the copy. Raises ``shortnametaken``."""
    db = ctx.db
    if db.execute(select(course.c.id).where(course.c.shortname == shortname)).first() is not None:
        raise CodedError("shortnametaken")
    own = {"fullname": fullname, "shortname": shortname, "idnumber": "", "visible": int(visible), "visibleold": int(visible)}
    own |= {"category": into.instance, "sortorder": 0, "defaultgroupingid": 0}
    own |= {"timecreated": ctx.now, "timemodified": ctx.now, "cacherev": ctx.now}
    courseid = insert_row(db, course, {**{name: value for name, value in row.items() if name != "id"}, **own})
    made = contexts.create(db, Level.COURSE, courseid, into)
    _copy_options(ctx, row["id"], courseid)
    _copy_files(ctx, place, made)
    _copy_fields(ctx, row["id"], courseid, made)
    for _ in section_editing.of_course(ctx, row["id"]):
        section_editing.add(ctx, courseid)
    contents = Contents(ctx, row["id"], courseid)
    contents.copy(activities=activities)
    editing.settle(ctx, courseid)
    return courseid


def take_over(ctx: CallContext, source: int, target: int, *, activities: bool, instead: bool) -> None:
    """Copy the contents of a course into another one, behind or (``instead``) in the place of what is there."""
    if instead:
        for section in reversed(section_editing.of_course(ctx, target)):
            for module in module_editing.modules_of(ctx, section):
                deleting.remove_module(ctx, module["id"])
            deleting.remove_section(ctx, section)
    Contents(ctx, source, target).copy(activities=activities)


def _copy_options(ctx: CallContext, source: int, target: int) -> None:
    """Copy the options of the format of a course."""
    cols = course_format_options.c
    query = select(course_format_options).where(cols.courseid == source, cols.sectionid == 0).order_by(cols.id)
    for row in ctx.db.execute(query).mappings().all():
        insert_row(ctx.db, course_format_options, {**{name: value for name, value in row.items() if name != "id"}, "courseid": target})


def _copy_files(ctx: CallContext, place: Context, made: Context) -> None:
    """Copy the files of the summary and the pictures of a course."""
    cols = files.c
    for area in _AREAS:
        of = cols.contextid == place.id, cols.component == "course", cols.filearea == area
        found: list[Any] = list(ctx.db.execute(select(files).where(*of).order_by(cols.id)).mappings())
        rows.copy(ctx.db, found, ItemArea(made.id, "course", area))


def _copy_fields(ctx: CallContext, source: int, target: int, made: Context) -> None:
    """Copy what stands in the custom fields of a course."""
    cols, fields, categories = customfield_data.c, customfield_field, customfield_category
    of_courses = select(fields.c.id).join(categories, categories.c.id == fields.c.categoryid)
    of_courses = of_courses.where(categories.c.component == "core_course", categories.c.area == "course")
    query = select(customfield_data).where(cols.instanceid == source, cols.fieldid.in_(of_courses)).order_by(cols.id)
    for row in ctx.db.execute(query).mappings().all():
        values = {name: value for name, value in row.items() if name != "id"}
        insert_row(ctx.db, customfield_data, {**values, "instanceid": target, "contextid": made.id})
