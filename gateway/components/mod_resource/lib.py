"""The results of ``mod_resource_get_resources_by_courses``."""

from __future__ import annotations

from typing import Any

from gateway.api import CallContext
from gateway.components.core_course import instances
from gateway.components.core_course.instances import CourseActivity
from gateway.components.mod_resource.tables import resource

__all__ = ["TABLE", "resource_result"]

TABLE = resource

# Columns that are returned as they are stored.
_COLUMNS = (
    "tobemigrated",
    "legacyfiles",
    "legacyfileslast",
    "display",
    "displayoptions",
    "filterfiles",
    "revision",
    "timemodified",
)


def resource_result(ctx: CallContext, activity: CourseActivity) -> dict[str, Any]:
    """The result of one file resource."""
    row = activity.row
    result = {**instances.common_result(ctx, activity), **{name: activity.row[name] for name in _COLUMNS}}
    return {**result, "contentfiles": instances.area_files(ctx, activity, "content", itemid=row["revision"])}
