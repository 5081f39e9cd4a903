"""The results of ``mod_imscp_get_imscps_by_courses``."""

from __future__ import annotations

from typing import Any

from gateway.api import CallContext
from gateway.components.core_course import instances
from gateway.components.core_course.instances import CourseActivity
from gateway.components.mod_imscp.tables import imscp

__all__ = ["TABLE", "imscp_result"]

TABLE = imscp

_FOR_MANAGERS = ("revision", "keepold", "structure")


def imscp_result(ctx: CallContext, activity: CourseActivity) -> dict[str, Any]:
    """The result of one IMS content package; its contents are for callers who may manage activities."""
    result = instances.permitted_result(ctx, activity, "mod/imscp:view")
    if ctx.has(instances.MANAGE, activity.context):
        # The time is declared as a text of any kind, and is one on the wire.
        result |= {**instances.stored(activity, _FOR_MANAGERS), "timemodified": str(activity.row["timemodified"])}
    return result
