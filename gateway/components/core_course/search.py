"""Searching courses by text, tag, activity type or block."""

from __future__ import annotations

import re
from collections.abc import Collection

from sqlalchemy import ColumnElement, false, func, select

from gateway.api import SITE_COURSE, CallContext, Context, Level, contexts
from gateway.api.access import courses_of
from gateway.api.rows import caseless
from gateway.api.tables import course, course_modules, modules
from gateway.components.core_course.lib import Course, is_listed
from gateway.components.core_tag.tables import tag_instance

__all__ = ["by_tag", "by_text", "enrolled_only", "listed", "with_block", "with_module"]


def by_text(text: str) -> list[ColumnElement[bool]]:
    """The conditions that a course has every word of a text in its names, summary or id number.

    A word after ``-`` must not occur; a word after ``+`` must occur as a whole word.
    """
    cols = course.c
    everything = func.coalesce(cols.summary, "") + " " + cols.fullname + " " + cols.idnumber + " " + cols.shortname
    found: list[ColumnElement[bool]] = []
    for word in text.split():
        if word.startswith("-") and len(word) > 1:
            found.append(~caseless.contains(everything, word[1:]))
        elif word.startswith("+") and len(word) > 1:
            found.append(caseless.lowered(everything).regexp_match(rf"(^|\W){re.escape(word[1:].lower())}(\W|$)"))
        else:
            found.append(caseless.contains(everything, word))
    return found


def by_tag(tagid: int) -> list[ColumnElement[bool]]:
    """The conditions that a course has a tag."""
    cols = tag_instance.c
    return [course.c.id.in_(select(cols.itemid).where(cols.tagid == tagid, cols.itemtype == "course", cols.component == "core"))]


def with_module(name: str) -> list[ColumnElement[bool]]:
    """The conditions that a course has an activity of a type."""
    joined = course_modules.join(modules, modules.c.id == course_modules.c.module)
    return [course.c.id.in_(select(course_modules.c.course).select_from(joined).where(modules.c.name == name))]


def with_block(_blockid: int) -> list[ColumnElement[bool]]:
    """The conditions that a course has a block. Block types have no ids here, so no course matches."""
    return [false()]


def listed(
    ctx: CallContext, where: Collection[ColumnElement[bool]], capabilities: Collection[str], *, with_completion: bool = False
) -> list[tuple[Course, Context]]:
    """The courses that fulfil conditions, are visible to the caller in lists, and where the caller has the capabilities, in site order."""
    query = select(course).where(*where, course.c.id != SITE_COURSE).order_by(course.c.sortorder, course.c.id)
    if with_completion:
        query = query.where(course.c.enablecompletion == 1)
    rows = ctx.db.execute(query).mappings().all()
    places = contexts.by_instances(ctx.db, Level.COURSE, [row["id"] for row in rows])
    found = ((row, places[row["id"]]) for row in rows if row["id"] in places)
    return [
        (row, place)
        for row, place in found
        if is_listed(ctx, row, place) and all(ctx.has(capability, place) for capability in capabilities)
    ]


def enrolled_only(ctx: CallContext, found: Collection[tuple[Course, Context]]) -> list[tuple[Course, Context]]:
    """The courses of ``found`` that the caller is enrolled in."""
    enrolled = {row["id"] for row in courses_of(ctx.db, ctx.site, [ctx.userid], now=ctx.now)[ctx.userid]}
    return [(row, place) for row, place in found if row["id"] in enrolled]
