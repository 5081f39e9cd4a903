"""What is told of books."""

from __future__ import annotations

from typing import Any

from gateway.api import CallContext
from gateway.components.core_course import instances
from gateway.components.core_course.instances import CourseActivity
from gateway.components.mod_book.tables import book

__all__ = ["TABLE", "told"]

TABLE = book

# What is told as it is stored.
_COLUMNS = (
    "numbering",
    "navstyle",
    "customtitles",
    "revision",
    "timecreated",
    "timemodified",
)

# What those alone are told who keep instances.
_KEEPERS = frozenset({"section", "visible", "groupmode", "groupingid", "revision", "timecreated", "timemodified"})


def told(ctx: CallContext, one: CourseActivity) -> dict[str, Any]:
    """One of the books, as the caller sees it."""
    found = {**instances.common_result(ctx, one), **{name: one.row[name] for name in _COLUMNS}, "lang": one.module["lang"] or ""}
    if not ctx.has("moodle/course:manageactivities", one.context):
        found = {name: value for name, value in found.items() if name not in _KEEPERS}
    return found
