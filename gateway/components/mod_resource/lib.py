"""What is told of resources."""

from __future__ import annotations

from typing import Any

from gateway.api import CallContext
from gateway.components.core_course import instances
from gateway.components.core_course.instances import CourseActivity
from gateway.components.mod_resource.tables import resource

__all__ = ["TABLE", "told"]

TABLE = resource

# What is told as it is stored.
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


def told(ctx: CallContext, one: CourseActivity) -> dict[str, Any]:
    """One of the resources, as the caller sees it."""
    row = one.row
    told = {**instances.common_result(ctx, one), **{name: one.row[name] for name in _COLUMNS}}
    return {**told, "contentfiles": instances.files_of(ctx, one.context, "mod_resource", "content", itemid=row["revision"])}
