"""Deleting categories with their contents, and the permissions for that."""

from __future__ import annotations

from sqlalchemy import Connection, select

from gateway.api import CallContext, Context, Level, contexts
from gateway.api.tables import course
from gateway.components.core_cohort.tables import cohort
from gateway.components.core_course import categories
from gateway.components.core_course.categories import Category
from gateway.components.core_course.editing import delete_course

__all__ = ["delete_all", "may_delete_all", "may_move_all"]


def may_delete_all(ctx: CallContext, row: Category) -> bool:
    """Whether the caller may delete a category with all its subcategories, courses and cohorts."""
    inside = categories.with_subcategories(ctx.db, [row])
    places = contexts.by_instances(ctx.db, Level.COURSECAT, [child["id"] for child in inside])
    if not all(ctx.has("moodle/category:manage", place) for place in places.values()):
        return False
    used = set(ctx.db.execute(select(cohort.c.contextid).where(cohort.c.contextid.in_([place.id for place in places.values()]))).scalars())
    if not all(ctx.has("moodle/cohort:manage", place) for place in places.values() if place.id in used):
        return False
    return all(ctx.has("moodle/course:delete", place) for place in _courses_in(ctx.db, [child["id"] for child in inside]))


def may_move_all(ctx: CallContext, row: Category, to: Context) -> bool:
    """Whether the caller may move the content of a category into the category with the context ``to``."""
    if not ctx.has("moodle/category:manage", to):
        return False
    return all(ctx.has("moodle/course:changecategory", place) for place in _courses_in(ctx.db, [row["id"]]))


def delete_all(ctx: CallContext, row: Category) -> None:
    """Delete a category with its subcategories and courses; its cohorts are moved to the system context."""
    inside = categories.with_subcategories(ctx.db, [row])
    for place in _courses_in(ctx.db, [child["id"] for child in inside]):
        delete_course(ctx, place)
    for child in reversed(inside):
        categories.delete_empty(ctx, child)
    categories.renumber(ctx.db)


def _courses_in(db: Connection, ids: list[int]) -> list[Context]:
    """The contexts of the courses directly in these categories."""
    courses = db.execute(select(course.c.id).where(course.c.category.in_(ids))).scalars().all()
    return list(contexts.by_instances(db, Level.COURSE, courses).values())
