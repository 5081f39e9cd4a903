"""The results of ``mod_url_get_urls_by_courses``."""

from __future__ import annotations

from typing import Any

from gateway.api import CallContext
from gateway.components.core_course import instances
from gateway.components.core_course.instances import Activity
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


def url_result(ctx: CallContext, activity: Activity) -> dict[str, Any]:
    """The result of one URL."""
    return {**instances.common(ctx, activity), **{name: activity.row[name] for name in _COLUMNS}}
