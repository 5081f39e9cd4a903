"""The results of ``mod_book_get_books_by_courses``."""

from __future__ import annotations

from typing import Any

from gateway.api import CallContext
from gateway.components.core_course import instances
from gateway.components.core_course.instances import CourseActivity
from gateway.components.mod_book.tables import book

__all__ = ["TABLE", "book_result"]

TABLE = book

# Columns that are returned as they are stored.
_COLUMNS = (
    "numbering",
    "navstyle",
    "customtitles",
    "revision",
    "timecreated",
    "timemodified",
)

# Members returned only to callers who may manage activities.
_FOR_MANAGERS = frozenset({"section", "visible", "groupmode", "groupingid", "revision", "timecreated", "timemodified"})


def book_result(ctx: CallContext, activity: CourseActivity) -> dict[str, Any]:
    """The result of one book; members that only editors need are left out for callers who may not manage activities."""
    found = {
        **instances.common_result(ctx, activity),
        **{name: activity.row[name] for name in _COLUMNS},
        "lang": activity.module["lang"] or "",
    }
    if not ctx.has("moodle/course:manageactivities", activity.context):
        found = {name: value for name, value in found.items() if name not in _FOR_MANAGERS}
    return found
