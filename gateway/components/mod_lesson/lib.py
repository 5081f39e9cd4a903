"""The results of ``mod_lesson_get_lessons_by_courses``."""

from __future__ import annotations

from typing import Any

from gateway.api import CallContext
from gateway.components.core_course import instances
from gateway.components.core_course.instances import CourseActivity
from gateway.components.mod_lesson.restrictions import may_start
from gateway.components.mod_lesson.tables import lesson

__all__ = ["TABLE", "lesson_result"]

TABLE = lesson

# Members returned to callers who may start the lesson, and further ones for those who may manage it (mod/lesson:manage).
_FOR_PARTICIPANTS = (
    "practice", "modattempts", "usepassword", "grade", "custom", "ongoing", "usemaxgrade", "maxanswers", "maxattempts", "review",
    "nextpagedefault", "feedback", "minquestions", "maxpages", "timelimit", "retake", "mediafile", "mediaheight", "mediawidth",
    "mediaclose", "slideshow", "width", "height", "bgcolor", "displayleft", "displayleftif", "progressbar",
)  # fmt: skip
_FOR_MANAGERS = (
    "password", "dependency", "conditions", "activitylink", "available", "deadline", "timemodified", "completionendreached",
    "completiontimespent",
)  # fmt: skip


def lesson_result(ctx: CallContext, activity: CourseActivity) -> dict[str, Any]:
    """The result of one lesson: little of one that the caller may not start."""
    manages = ctx.has("mod/lesson:manage", activity.context)
    result = {
        **instances.name_and_intro(ctx, activity),
        "lang": activity.module["lang"],
        "coursemodule": activity.module["id"],
        "allowofflineattempts": activity.row["allowofflineattempts"],
        "mediafiles": instances.area_files(ctx, activity, "mediafile", itemid=0),
    }
    if not manages and not may_start(ctx, activity.row):
        return {name: value for name, value in result.items() if name not in ("intro", "introfiles", "mediafiles")}
    return result | instances.stored(activity, _FOR_PARTICIPANTS + (_FOR_MANAGERS if manages else ()))
