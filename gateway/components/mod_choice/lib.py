"""What is told of choices."""

from __future__ import annotations

from typing import Any

from gateway.api import CallContext
from gateway.components.core_course import instances
from gateway.components.core_course.instances import CourseActivity
from gateway.components.mod_choice.tables import choice

__all__ = ["TABLE", "told"]

TABLE = choice

# What those are told who may choose, and what besides who keep it.
_CHOOSERS = (
    "publish", "showresults", "display", "allowupdate", "allowmultiple", "showunanswered", "includeinactive", "limitanswers", "timeopen",
    "timeclose", "showpreview", "showavailable",
)  # fmt: skip
_KEEPERS = ("timemodified", "completionsubmit")
_PLACED = ("section", "visible", "groupmode", "groupingid")


def told(ctx: CallContext, one: CourseActivity) -> dict[str, Any]:
    """A choice, as the caller sees it."""
    found = {**instances.common_result(ctx, one), "lang": one.module["lang"] or ""}
    keeps = ctx.has("moodle/course:manageactivities", one.context)
    if not keeps:
        found = {name: value for name, value in found.items() if name not in _PLACED}
    if not ctx.has("mod/choice:choose", one.context):
        return {name: found[name] for name in ("id", "course", "coursemodule", "name")}
    found |= {name: one.row[name] for name in _CHOOSERS}
    return found | ({name: one.row[name] for name in _KEEPERS} if keeps else {})
