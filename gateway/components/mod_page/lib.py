"""The results of ``mod_page_get_pages_by_courses``."""

from __future__ import annotations

from typing import Any

from gateway.api import CallContext, format_text
from gateway.components.core_course import instances
from gateway.components.core_course.instances import CourseActivity
from gateway.components.mod_page.tables import page

__all__ = ["TABLE", "page_result"]

TABLE = page

# Columns that are returned as they are stored.
_COLUMNS = (
    "legacyfiles",
    "legacyfileslast",
    "display",
    "displayoptions",
    "revision",
    "timemodified",
)


def page_result(ctx: CallContext, activity: CourseActivity) -> dict[str, Any]:
    """The result of one page."""
    row = activity.row
    result = {**instances.common_result(ctx, activity), **{name: activity.row[name] for name in _COLUMNS}}
    content, content_format = format_text(
        row["content"],
        row["contentformat"],
        ctx.settings,
        ctx.site,
        activity.context,
        component="mod_page",
        filearea="content",
        itemid=row["revision"],
        trusted=True,
    )
    files = instances.area_files(ctx, activity, "content", itemid=row["revision"])
    return {**result, "content": content, "contentformat": content_format, "contentfiles": files}
