"""Deleting activities and sections of courses, with all that people did in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import RowMapping, delete, select, update

from gateway.api import CallContext, Deletable, Level, contexts
from gateway.api.tables import course_modules, course_sections, modules
from gateway.components.core_calendar.tables import event
from gateway.components.core_completion.tables import course_modules_completion, course_modules_viewed
from gateway.components.core_course import section_editing
from gateway.components.core_course.module_editing import take_out, touch
from gateway.components.core_grades.tables import grade_grades, grade_items

__all__ = ["remove_module", "remove_section"]

Row = Mapping[Any, Any]

_WITH_TYPE = select(course_modules, modules.c.name.label("modname")).join(modules, modules.c.id == course_modules.c.module)


def remove_module(ctx: CallContext, cmid: int) -> None:
    """Delete an activity with its grades, files, events and all that people did in it."""
    module = ctx.db.execute(_WITH_TYPE.where(course_modules.c.id == cmid)).mappings().first()
    if module is None:
        return
    db, place = ctx.db, contexts.by_instance(ctx.db, Level.MODULE, cmid)
    take_out(ctx, module)
    _remove_delegates(ctx, module)
    _forget_instance(ctx, module)
    graded = select(grade_items.c.id).where(
        grade_items.c.itemtype == "mod", grade_items.c.itemmodule == module["modname"], grade_items.c.iteminstance == module["instance"]
    )
    db.execute(delete(grade_grades).where(grade_grades.c.itemid.in_(graded)))
    db.execute(delete(grade_items).where(grade_items.c.id.in_(graded)))
    db.execute(delete(event).where(event.c.modulename == module["modname"], event.c.instance == module["instance"]))
    for table in (course_modules_completion, course_modules_viewed):
        db.execute(delete(table).where(table.c.coursemoduleid == cmid))
    contexts.delete_under(db, ctx.registry, place)
    db.execute(delete(course_modules).where(course_modules.c.id == cmid))
    touch(ctx, module["course"])


def remove_section(ctx: CallContext, section: RowMapping) -> list[int]:
    """Delete a section with its activities, whose ids it returns; the first section of a course stays."""
    if not section["section"]:
        return []
    courseid, cols = section["course"], course_modules.c
    marked = section_editing.marked(ctx, courseid)
    inside = list(ctx.db.execute(select(cols.id).where(cols.section == section["id"]).order_by(cols.id)).scalars())
    for cmid in inside:
        remove_module(ctx, cmid)
    ctx.db.execute(delete(course_sections).where(course_sections.c.id == section["id"]))
    section_editing.settle(ctx, courseid, marked)
    return inside


def _remove_delegates(ctx: CallContext, module: Row) -> None:
    """Delete the sections that hold the content of an activity."""
    cols = course_sections.c
    own = cols.course == module["course"], cols.component == f"mod_{module['modname']}", cols.itemid == module["instance"]
    for section in ctx.db.execute(select(course_sections).where(*own)).mappings().all():
        remove_section(ctx, section)


def _forget_instance(ctx: CallContext, module: Row) -> None:
    """Delete the instance of an activity, with what its component keeps of it.

    It is put into a course of its own, which nobody else is in, and that is deleted: components delete with a course what is in it.
    """
    nowhere, modname = -module["id"], module["modname"]
    table = ctx.registry.tables.get(modname)
    if table is None:
        return
    for other in table.metadata.tables.values():
        if other is table:
            ctx.db.execute(update(other).where(other.c.id == module["instance"]).values(course=nowhere))
        elif "course" in other.c and modname in other.c:
            ctx.db.execute(update(other).where(other.c[modname] == module["instance"]).values(course=nowhere))
    ctx.registry.forget(ctx.db, Deletable.COURSE, [nowhere])
