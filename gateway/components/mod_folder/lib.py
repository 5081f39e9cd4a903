"""The results of ``mod_folder_get_folders_by_courses``."""

from __future__ import annotations

from typing import Any

from gateway.api import CallContext
from gateway.components.core_course import instances
from gateway.components.core_course.instances import CourseActivity
from gateway.components.mod_folder.tables import folder

__all__ = ["TABLE", "folder_result"]

TABLE = folder

# Columns that are returned as they are stored.
_COLUMNS = (
    "revision",
    "timemodified",
    "display",
    "showexpanded",
    "showdownloadfolder",
    "forcedownload",
)


def folder_result(ctx: CallContext, activity: CourseActivity) -> dict[str, Any]:
    """The result of one folder."""
    return {**instances.common_result(ctx, activity), **{name: activity.row[name] for name in _COLUMNS}}
