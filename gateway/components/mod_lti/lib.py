"""The results of ``mod_lti_get_ltis_by_courses``."""

from __future__ import annotations

from typing import Any

from gateway.api import CallContext
from gateway.components.core_completion import viewing
from gateway.components.core_course import instances
from gateway.components.core_course.instances import CourseActivity
from gateway.components.mod_lti.tables import lti

__all__ = ["TABLE", "lti_result", "note_view"]

TABLE = lti

_FOR_VIEWERS = ("launchcontainer", "showtitlelaunch", "showdescriptionlaunch", "icon", "secureicon")
_FOR_MANAGERS = (
    "timecreated", "timemodified", "typeid", "toolurl", "securetoolurl", "instructorchoicesendname", "instructorchoicesendemailaddr",
    "instructorchoiceallowroster", "instructorchoiceallowsetting", "instructorcustomparameters", "instructorchoiceacceptgrades", "grade",
    "resourcekey", "password", "debuglaunch", "servicesalt",
)  # fmt: skip


def lti_result(ctx: CallContext, activity: CourseActivity) -> dict[str, Any]:
    """The result of one external tool; its address and keys are for callers who may manage activities."""
    result = instances.permitted_result(ctx, activity, "mod/lti:view")
    if ctx.has("mod/lti:view", activity.context):
        result |= instances.stored(activity, _FOR_VIEWERS)
    return result | (instances.stored(activity, _FOR_MANAGERS) if ctx.has(instances.MANAGE, activity.context) else {})


def note_view(ctx: CallContext, instance: int) -> None:
    """Log that the caller looks at an external tool. Raises what ``viewing.enter`` raises."""
    viewing.note(ctx, viewing.enter(ctx, "lti", instance, "mod/lti:view"))
