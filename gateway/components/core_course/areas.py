"""The file areas of courses and their categories, and their rules."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from gateway.api import CallContext, Context, Level, contexts
from gateway.api.areas import FileArea, ItemSegment, MadeFile, StoredFile, nowhere
from gateway.api.tables import course, course_sections
from gateway.components.core_course import backups, categories
from gateway.components.core_course.patterns import pattern

__all__ = ["AREAS"]

_HOUR = 3600


def of_listed_course(ctx: CallContext, file: StoredFile) -> bool:
    """Whether the caller may see the course of a file in lists; nobody need be logged in for that."""
    context = contexts.by_id(ctx.db, file.contextid)
    if context is None:
        return False
    visible = ctx.db.execute(select(course.c.visible).where(course.c.id == context.instance)).scalar_one_or_none()
    return bool(visible) or ctx.has("moodle/course:viewhiddencourses", context)


def of_listed_category(ctx: CallContext, file: StoredFile) -> bool:
    """Whether the caller may see the category of a file."""
    context = contexts.by_id(ctx.db, file.contextid)
    if context is None:
        return False
    row = categories.by_id(ctx.db, context.instance)
    return bool(row["visible"]) or ctx.has("moodle/category:viewhiddencategories", context)


def of_shown_section(ctx: CallContext, file: StoredFile) -> bool:
    """Whether the caller may see the section that a file belongs to."""
    context = contexts.by_id(ctx.db, file.contextid)
    row = ctx.db.execute(select(course_sections).where(course_sections.c.id == file.itemid)).mappings().first()
    if context is None or row is None or row["course"] != context.instance:
        return False
    return bool(row["visible"]) or ctx.has("moodle/course:viewhiddensections", context)


def in_edited_course(ctx: CallContext, file: StoredFile) -> bool:
    """Whether the caller may change the course of a file."""
    context = contexts.by_id(ctx.db, file.contextid)
    return context is not None and ctx.has("moodle/course:update", context)


def in_managed_category(ctx: CallContext, file: StoredFile) -> bool:
    """Whether the caller may change the category of a file."""
    context = contexts.by_id(ctx.db, file.contextid)
    return context is not None and ctx.has("moodle/category:manage", context)


def made_picture(_ctx: CallContext, context: Context, _rest: Sequence[str]) -> MadeFile | None:
    """The picture that is made for a course without one. It tells nothing of the course."""
    if context.level != Level.COURSE:
        return None
    return MadeFile(filename="course.svg", mimetype="image/svg+xml", content=pattern(context.instance), lifetime=None)


_LISTED = FileArea(may_read=of_listed_course, listed=in_edited_course, item=ItemSegment.NONE, lifetime=_HOUR, download=False, open=True)
_SECTION = FileArea(may_read=of_shown_section, listed=in_edited_course, label="Course section summaries", lifetime=_HOUR, download=False)
_CATEGORY = FileArea(
    may_read=of_listed_category, listed=in_managed_category, item=ItemSegment.NONE, lifetime=_HOUR, download=False, open=True
)

AREAS = {
    "course/summary": _LISTED,
    "course/overviewfiles": _LISTED,
    "course/section": _SECTION,
    "course/generated": FileArea(may_read=of_listed_course, places=nowhere, made=made_picture, open=True),
    "coursecat/description": _CATEGORY,
    **backups.AREAS,
}
"""The file areas of courses and their categories, each with the rule of who may read it."""
