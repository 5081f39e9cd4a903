"""The forum for announcements that a new course has."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import select

from gateway.api import CallContext
from gateway.api.rows import insert_row
from gateway.api.tables import modules
from gateway.components.core_course import module_editing, section_editing
from gateway.components.mod_forum.tables import forum

__all__ = ["add_forum"]

# Everybody in the course is told of announcements, and nobody can change that.
_FORCED: Final = 1
_FORUM: Final[dict[str, Any]] = {
    "type": "news",
    "name": "Announcements",
    "intro": "News of this course",
    "introformat": 1,
    "forcesubscribe": _FORCED,
    "maxattachments": 1,
    "trackingtype": 1,
}


def add_forum(ctx: CallContext, courseid: int) -> None:
    """Add the forum to the first section of a course, on a site that has forums."""
    section = section_editing.by_number(ctx, courseid, 0)
    known = ctx.db.execute(select(modules.c.id).where(modules.c.name == "forum")).first()
    if section is None or known is None:
        return
    instance = insert_row(ctx.db, forum, {**_FORUM, "course": courseid, "timemodified": ctx.now})
    module_editing.add(ctx, section, "forum", instance)
