"""What is told of folders."""

from __future__ import annotations

from typing import Any

from gateway.api import CallContext
from gateway.components.core_course import instances
from gateway.components.core_course.instances import CourseActivity
from gateway.components.mod_folder.tables import folder

__all__ = ["TABLE", "told"]

TABLE = folder

# What is told as it is stored.
_COLUMNS = (
    "revision",
    "timemodified",
    "display",
    "showexpanded",
    "showdownloadfolder",
    "forcedownload",
)


def told(ctx: CallContext, one: CourseActivity) -> dict[str, Any]:
    """One of the folders, as the caller sees it."""
    return {**instances.common_result(ctx, one), **{name: one.row[name] for name in _COLUMNS}}
