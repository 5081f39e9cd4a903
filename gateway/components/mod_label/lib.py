"""What is told of labels."""

from __future__ import annotations

from typing import Any

from gateway.api import CallContext
from gateway.components.core_course import instances
from gateway.components.core_course.instances import CourseActivity
from gateway.components.mod_label.tables import label

__all__ = ["TABLE", "told"]

TABLE = label

# What is told as it is stored.
_COLUMNS = ("timemodified",)


def told(ctx: CallContext, one: CourseActivity) -> dict[str, Any]:
    """One of the labels, as the caller sees it."""
    return {**instances.common_result(ctx, one), **{name: one.row[name] for name in _COLUMNS}}
