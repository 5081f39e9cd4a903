"""Copying activities, within a course or into another one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import select

from gateway.api import CallContext, Level, UncodedRefusal, contexts
from gateway.api.rows import insert_row
from gateway.api.stored_files import ItemArea, rows
from gateway.api.tables import course_sections, files
from gateway.components.core_course import module_editing, section_editing
from gateway.components.core_courseformat import copied_parts
from gateway.components.core_grades import weights
from gateway.components.core_grades.categories import next_position, of_course
from gateway.components.core_grades.tables import grade_items

__all__ = ["copy_into", "duplicate"]

Row = Mapping[Any, Any]

# The columns of a course module that a copy has, too.
_COLUMNS: Final = (
    "score", "indent", "visible", "visibleoncoursepage", "visibleold", "groupmode", "groupingid", "completion",
    "completiongradeitemnumber", "completionview", "completionexpected", "completionpassgrade", "showdescription", "availability",
    "downloadcontent", "lang",
)  # fmt: skip
_ELSEWHERE: Final = {"groupingid": 0, "availability": None}


def duplicate(ctx: CallContext, module: Row) -> int:
    """Copy an activity behind itself, under a name of its own, and return the id of the course module of the copy."""
    section = section_editing.by_id(ctx, module["section"])
    if section is None:
        raise UncodedRefusal("nosection", "The activity is in no section.")
    return copy_into(ctx, module, section, suffix=" (copy)", after=module["id"])


def copy_into(ctx: CallContext, module: Row, section: Row, *, suffix: str = "", after: int | None = None) -> int:
    """Copy an activity into a section, and return the id of the course module of the copy.

    What belongs to the course that it comes from, its groups and its conditions, stays there. Raises an error for an activity
    of a type that is not here any more.
    """
    table = ctx.registry.tables.get(module["modname"])
    row = None if table is None else ctx.db.execute(select(table).where(table.c.id == module["instance"])).mappings().first()
    if table is None or row is None:
        raise UncodedRefusal("notcopied", "Activities of this type cannot be copied.")
    db, values = ctx.db, {name: value for name, value in row.items() if name != "id"}
    values |= {"course": section["course"], "name": f"{row['name']}{suffix}"}
    if "timemodified" in values and suffix:
        values["timemodified"] = ctx.now
    instance = insert_row(db, table, values)
    columns = {name: module[name] for name in _COLUMNS} | (_ELSEWHERE if module["course"] != section["course"] else {})
    cmid = module_editing.add(ctx, section, module["modname"], instance, after=after, **columns)
    place, made = (contexts.by_instance(db, Level.MODULE, one).id for one in (module["id"], cmid))
    numbers = copied_parts.copy_parts(db, module["modname"], module["instance"], instance)
    if module["modname"] == "quiz":
        copied_parts.copy_questions(db, numbers["quiz_slots"], made)
    copied_parts.copy_grading(db, place, made)
    _copy_files(ctx, place, made, numbers)
    _copy_grade_items(ctx, module, section["course"], instance, suffix)
    _copy_delegates(ctx, module, section, instance, suffix)
    return cmid


def _copy_files(ctx: CallContext, contextid: int, made: int, numbers: Mapping[str, Mapping[int, int]]) -> None:
    """Copy the files that teachers have put into an activity."""
    cols = files.c
    query = select(files).where(cols.contextid == contextid, cols.filearea.in_(copied_parts.AREAS)).order_by(cols.id)
    areas: dict[tuple[str, str, int], list[Row]] = {}
    for row in ctx.db.execute(query).mappings():
        areas.setdefault((row["component"], row["filearea"], row["itemid"]), []).append(row)
    for (component, area, itemid), found in areas.items():
        table = copied_parts.AREAS[area]
        item = numbers.get(table, {}).get(itemid, itemid)
        rows.copy(ctx.db, found, ItemArea(made, component, area, item))


def _copy_grade_items(ctx: CallContext, module: Row, courseid: int, instance: int, suffix: str) -> None:
    """Copy the items of an activity in the gradebook, without grades; in another course they come into the category of that course."""
    cols = grade_items.c
    of = cols.itemtype == "mod", cols.itemmodule == module["modname"], cols.iteminstance == module["instance"]
    for row in ctx.db.execute(select(grade_items).where(*of).order_by(cols.sortorder)).mappings().all():
        category = row["categoryid"] if row["courseid"] == courseid else of_course(ctx, courseid)
        own = {"courseid": courseid, "categoryid": category, "iteminstance": instance, "sortorder": next_position(ctx, courseid)}
        values = {name: value for name, value in row.items() if name != "id"}
        insert_row(
            ctx.db, grade_items, {**values, **own, "itemname": f"{row['itemname']}{suffix}", "idnumber": None, "timecreated": ctx.now}
        )
        weights.refresh(ctx, courseid, category)


def _copy_delegates(ctx: CallContext, module: Row, section: Row, instance: int, suffix: str) -> None:
    """Copy the section that holds the content of an activity, with its activities."""
    cols, component = course_sections.c, f"mod_{module['modname']}"
    of = cols.course == module["course"], cols.component == component, cols.itemid == module["instance"]
    for delegate in ctx.db.execute(select(course_sections).where(*of)).mappings().all():
        kept = {name: delegate[name] for name in ("summary", "summaryformat", "visible")}
        made = section_editing.add(ctx, section["course"], name=f"{delegate['name']}{suffix}", component=component, itemid=instance, **kept)
        copy = section_editing.by_id(ctx, made)
        for inside in module_editing.modules_of(ctx, delegate):
            copy_into(ctx, inside, copy or section)
