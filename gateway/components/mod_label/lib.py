"""The results of ``mod_label_get_labels_by_courses``."""

from __future__ import annotations

from typing import Any

from gateway.api import CallContext
from gateway.components.core_course import instances
from gateway.components.core_course.instances import CourseActivity
from gateway.components.mod_label.tables import label

__all__ = ["TABLE", "label_result"]

TABLE = label

# Columns that are returned as they are stored.
_COLUMNS = ("timemodified",)


def label_result(ctx: CallContext, activity: CourseActivity) -> dict[str, Any]:
    """The result of one label."""
    return {**instances.common_result(ctx, activity), **{name: activity.row[name] for name in _COLUMNS}}
