"""What is told of urls."""

from __future__ import annotations

from typing import Any

from gateway.api import CallContext
from gateway.components.core_course import instances
from gateway.components.core_course.instances import CourseActivity
from gateway.components.mod_url.tables import url

__all__ = ["TABLE", "told"]

TABLE = url

# What is told as it is stored.
_COLUMNS = (
    "externalurl",
    "display",
    "displayoptions",
    "parameters",
    "timemodified",
)


def told(ctx: CallContext, one: CourseActivity) -> dict[str, Any]:
    """One of the urls, as the caller sees it."""
    return {**instances.common_result(ctx, one), **{name: one.row[name] for name in _COLUMNS}}
