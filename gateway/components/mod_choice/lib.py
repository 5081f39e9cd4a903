"""The results of ``mod_choice_get_choices_by_courses``."""

from __future__ import annotations

from typing import Any

from gateway.api import CallContext
from gateway.components.core_course import instances
from gateway.components.core_course.instances import CourseActivity
from gateway.components.mod_choice.tables import choice

__all__ = ["TABLE", "choice_result"]

TABLE = choice

# Columns returned to callers who may choose (mod/choice:choose), and further ones for those who may manage activities.
_FOR_CHOOSERS = (
    "publish", "showresults", "display", "allowupdate", "allowmultiple", "showunanswered", "includeinactive", "limitanswers", "timeopen",
    "timeclose", "showpreview", "showavailable",
)  # fmt: skip
_FOR_MANAGERS = ("timemodified", "completionsubmit")
_MODULE_MEMBERS = ("section", "visible", "groupmode", "groupingid")


def choice_result(ctx: CallContext, activity: CourseActivity) -> dict[str, Any]:
    """The result of one choice; the capabilities of the caller decide which members it has."""
    found = {**instances.common_result(ctx, activity), "lang": activity.module["lang"] or ""}
    manages = ctx.has("moodle/course:manageactivities", activity.context)
    if not manages:
        found = {name: value for name, value in found.items() if name not in _MODULE_MEMBERS}
    if not ctx.has("mod/choice:choose", activity.context):
        return found
    found |= {name: activity.row[name] for name in _FOR_CHOOSERS}
    return found | ({name: activity.row[name] for name in _FOR_MANAGERS} if manages else {})
