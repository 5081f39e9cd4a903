"""What is told of pages."""

from __future__ import annotations

from typing import Any

from gateway.api import CallContext, format_text
from gateway.components.core_course import instances
from gateway.components.core_course.instances import CourseActivity
from gateway.components.mod_page.tables import page

__all__ = ["TABLE", "told"]

TABLE = page

# What is told as it is stored.
_COLUMNS = (
    "legacyfiles",
    "legacyfileslast",
    "display",
    "displayoptions",
    "revision",
    "timemodified",
)


def told(ctx: CallContext, one: CourseActivity) -> dict[str, Any]:
    """One of the pages, as the caller sees it."""
    row = one.row
    told = {**instances.common_result(ctx, one), **{name: one.row[name] for name in _COLUMNS}}
    content, content_format = format_text(
        row["content"],
        row["contentformat"],
        ctx.settings,
        ctx.site,
        one.context,
        component="mod_page",
        filearea="content",
        itemid=row["revision"],
    )
    files = instances.files_of(ctx, one.context, "mod_page", "content", itemid=row["revision"])
    return {**told, "content": content, "contentformat": content_format, "contentfiles": files}
