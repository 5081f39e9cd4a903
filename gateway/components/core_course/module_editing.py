"""Putting activities into courses, hiding, moving and grouping them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import select, update

from gateway.api import CallContext, Level, contexts
from gateway.api.rows import insert_row
from gateway.api.tables import course, course_modules, course_sections, modules

__all__ = ["add", "change", "listed", "modules_of", "move", "set_visible", "take_out", "touch"]

Row = Mapping[Any, Any]

_DEEPEST: Final = 16
_COLS = course_modules.c


def touch(ctx: CallContext, courseid: int) -> None:
    """Note that what a course consists of has changed."""
    revision = ctx.db.execute(select(course.c.cacherev).where(course.c.id == courseid)).scalar_one()
    ctx.db.execute(update(course).where(course.c.id == courseid).values(cacherev=max(ctx.now, revision + 1)))


def add(ctx: CallContext, section: Row, modname: str, instance: int, *, after: int | None = None, **columns: Any) -> int:
    """Put an instance of an activity type into a section, and return the id of the course module."""
    module = ctx.db.execute(select(modules.c.id).where(modules.c.name == modname)).scalar_one()
    place = {"course": section["course"], "module": module, "instance": instance, "section": section["id"], "added": ctx.now}
    usual = {"downloadcontent": 1}
    cmid = insert_row(ctx.db, course_modules, {**usual, **columns, **place})
    contexts.create(ctx.db, Level.MODULE, cmid, contexts.by_instance(ctx.db, Level.COURSE, section["course"]))
    _place(ctx, section["id"], cmid, after=after)
    touch(ctx, section["course"])
    return cmid


def change(ctx: CallContext, module: Row, **columns: Any) -> None:
    """Change columns of a course module."""
    if "indent" in columns:
        columns["indent"] = min(max(columns["indent"], 0), _DEEPEST)
    ctx.db.execute(update(course_modules).where(_COLS.id == module["id"]).values(**columns))
    touch(ctx, module["course"])


def set_visible(ctx: CallContext, module: Row, *, to: bool, on_page: bool = True) -> None:
    """Show or hide an activity; ``on_page`` says whether the page of the course has a link to it."""
    change(ctx, module, visible=int(to), visibleold=int(to), visibleoncoursepage=int(on_page))


def move(ctx: CallContext, module: Row, section: Row, *, before: int | None = None) -> None:
    """Move an activity into a section, before another one or behind all."""
    take_out(ctx, module)
    _place(ctx, section["id"], module["id"], before=before)
    columns: dict[str, Any] = {"section": section["id"]}
    if section["id"] != module["section"]:
        columns["visible"] = module["visibleold"] if section["visible"] else 0
        columns["visibleold"] = module["visibleold"] if not module["visible"] else module["visible"]
    change(ctx, module, **columns)


def modules_of(ctx: CallContext, section: Row) -> list[Row]:
    """The activities of a section with their types, in their order."""
    query = select(course_modules, modules.c.name.label("modname")).join(modules, modules.c.id == _COLS.module)
    found = {row["id"]: row for row in ctx.db.execute(query.where(_COLS.section == section["id"]).order_by(_COLS.id)).mappings()}
    order = [cmid for cmid in listed(section["sequence"]) if cmid in found]
    return [found[cmid] for cmid in [*order, *(cmid for cmid in found if cmid not in order)]]


def listed(sequence: str | None) -> list[int]:
    """The ids of the activities in a section, from its column ``sequence``."""
    return [int(part) for part in (sequence or "").split(",") if part.isdecimal()]


def take_out(ctx: CallContext, module: Row) -> None:
    """Take an activity out of the order of its section."""
    order = _sequence(ctx, module["section"])
    _store(ctx, module["section"], [cmid for cmid in order if cmid != module["id"]])


def _place(ctx: CallContext, sectionid: int, cmid: int, *, before: int | None = None, after: int | None = None) -> None:
    """Put an activity into the order of a section."""
    order = _sequence(ctx, sectionid)
    place = order.index(before) if before in order else order.index(after) + 1 if after in order else len(order)
    _store(ctx, sectionid, [*order[:place], cmid, *order[place:]])


def _sequence(ctx: CallContext, sectionid: int) -> list[int]:
    """The ids of the activities in a section, in their order."""
    return listed(ctx.db.execute(select(course_sections.c.sequence).where(course_sections.c.id == sectionid)).scalar())


def _store(ctx: CallContext, sectionid: int, order: list[int]) -> None:
    """Store the order of the activities in a section."""
    ctx.db.execute(update(course_sections).where(course_sections.c.id == sectionid).values(sequence=",".join(map(str, order))))
