"""The results of ``mod_url_get_urls_by_courses``."""

from __future__ import annotations

from typing import Any

from gateway.api import CallContext
from gateway.components.core_course import instances
from gateway.components.core_course.instances import CourseActivity
from gateway.components.mod_url.tables import url

__all__ = ["TABLE", "url_result"]

TABLE = url

# Columns that are returned as they are stored.
_COLUMNS = (
    "externalurl",
    "display",
    "displayoptions",
    "parameters",
    "timemodified",
)


def url_result(ctx: CallContext, activity: CourseActivity) -> dict[str, Any]:
    """The result of one URL."""
    return {**instances.common_result(ctx, activity), **{name: activity.row[name] for name in _COLUMNS}}
