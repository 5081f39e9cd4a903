"""Adding, moving, hiding and highlighting the sections of courses."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import RowMapping, select, update

from gateway.api import CallContext, InvalidParameter
from gateway.api.rows import insert_row
from gateway.api.tables import course, course_modules, course_sections
from gateway.components.core_course.module_editing import touch

__all__ = ["add", "by_id", "by_number", "marked", "move_after", "of_course", "set_marker", "set_visible", "settle"]

_COLS = course_sections.c


def of_course(ctx: CallContext, courseid: int) -> Sequence[RowMapping]:
    """The sections of a course in their order."""
    return ctx.db.execute(select(course_sections).where(_COLS.course == courseid).order_by(_COLS.section)).mappings().all()


def by_id(ctx: CallContext, sectionid: int) -> RowMapping | None:
    """The section with that id; None if there is none."""
    return ctx.db.execute(select(course_sections).where(_COLS.id == sectionid)).mappings().first()


def by_number(ctx: CallContext, courseid: int, number: int) -> RowMapping | None:
    """The section of a course with that number; None if there is none."""
    return ctx.db.execute(select(course_sections).where(_COLS.course == courseid, _COLS.section == number)).mappings().first()


def add(ctx: CallContext, courseid: int, *, after: int | None = None, **delegate: Any) -> int:
    """Add a section after another one, or behind all that hold no activity's content, and return its id.

    ``delegate`` are the columns of a section that holds the content of an activity, which stands behind all others.
    Raises ``InvalidParameter`` where the course has as many sections as a course may have.
    """
    rows = of_course(ctx, courseid)
    most = ctx.site.config.number("moodlecourse/maxsections")
    if not delegate and sum(not row["component"] for row in rows) > most:
        raise InvalidParameter(f"a course may have at most {most} sections", path="courseid")
    number = max((row["section"] for row in rows), default=-1) + 1
    made = {"course": courseid, "section": number, "summary": "", "summaryformat": 1, "sequence": "", "timemodified": ctx.now}
    sectionid = insert_row(ctx.db, course_sections, {**made, **delegate})
    if not delegate:
        order = [row["id"] for row in rows]
        ordinary = [row["id"] for row in rows if not row["component"]]
        place = after if after in order else ordinary[-1] if ordinary else None
        order.insert(order.index(place) + 1 if place is not None else 0, sectionid)
        _renumber(ctx, courseid, order)
    touch(ctx, courseid)
    return sectionid


def move_after(ctx: CallContext, courseid: int, moved: Collection[int], target: int) -> None:
    """Move sections behind another one, in the order in which they stand; the first section stays where it is."""
    rows = of_course(ctx, courseid)
    highlighted = marked(ctx, courseid)
    going = [row["id"] for row in rows if row["id"] in moved and row["section"] and row["id"] != target]
    order = [row["id"] for row in rows if row["id"] not in going]
    place = order.index(target) + 1
    _renumber(ctx, courseid, [*order[:place], *going, *order[place:]])
    if highlighted is not None:
        _keep_marker(ctx, courseid, highlighted)
    touch(ctx, courseid)


def set_visible(ctx: CallContext, section: RowMapping, *, to: bool) -> None:
    """Show or hide a section with its activities; those that were hidden before stay hidden when it is shown again."""
    ctx.db.execute(update(course_sections).where(_COLS.id == section["id"]).values(visible=int(to), timemodified=ctx.now))
    cols = course_modules.c
    for module in ctx.db.execute(select(course_modules).where(cols.section == section["id"])).mappings().all():
        new = {"visible": module["visibleold"]} if to else {"visible": 0, "visibleold": module["visible"]}
        ctx.db.execute(update(course_modules).where(cols.id == module["id"]).values(**new))
    touch(ctx, section["course"])


def set_marker(ctx: CallContext, courseid: int, number: int) -> None:
    """Highlight the section of a course with that number, or with 0 none."""
    ctx.db.execute(update(course).where(course.c.id == courseid).values(marker=number))
    touch(ctx, courseid)


def settle(ctx: CallContext, courseid: int, marked: int | None) -> None:
    """Number the sections of a course anew after one is gone, and keep the same section highlighted."""
    _renumber(ctx, courseid, [row["id"] for row in of_course(ctx, courseid)])
    if marked is not None:
        _keep_marker(ctx, courseid, marked)
    touch(ctx, courseid)


def marked(ctx: CallContext, courseid: int) -> int | None:
    """The id of the section that is highlighted; None if none is."""
    number = ctx.db.execute(select(course.c.marker).where(course.c.id == courseid)).scalar()
    return next((row["id"] for row in of_course(ctx, courseid) if number and row["section"] == number), None)


def _keep_marker(ctx: CallContext, courseid: int, sectionid: int) -> None:
    """Highlight a section under the number that it has now, or none if it is gone."""
    section = by_id(ctx, sectionid)
    ctx.db.execute(update(course).where(course.c.id == courseid).values(marker=section["section"] if section is not None else 0))


def _renumber(ctx: CallContext, courseid: int, order: Sequence[int]) -> None:
    """Number the sections of a course by their order; below zero first, since no two may have the same number at any time."""
    numbers = {row["id"]: row["section"] for row in of_course(ctx, courseid)}
    changed = [(number, sectionid) for number, sectionid in enumerate(order) if numbers[sectionid] != number]
    for sign in (-1, 1):
        for number, sectionid in changed:
            ctx.db.execute(update(course_sections).where(_COLS.id == sectionid).values(section=sign * number))
