"""The results of ``mod_feedback_get_feedbacks_by_courses``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.api import CallContext
from gateway.components.core_course import instances
from gateway.components.core_course.instances import CourseActivity
from gateway.components.mod_feedback.tables import feedback

__all__ = ["TABLE", "feedback_result", "is_open"]

TABLE = feedback

_COLUMNS = ("anonymous", "multiple_submit", "autonumbering", "page_after_submitformat", "publish_stats", "completionsubmit")
_FOR_EDITORS = ("email_notification", "site_after_submit", "timeopen", "timeclose", "timemodified")


def feedback_result(ctx: CallContext, activity: CourseActivity) -> dict[str, Any]:
    """The result of one feedback; what follows an answer, and when, is for callers who may edit the questions."""
    result = {
        **instances.name_and_intro(ctx, activity),
        **instances.stored(activity, _COLUMNS),
        "lang": activity.module["lang"],
        "coursemodule": activity.module["id"],
    }
    if ctx.has("mod/feedback:edititems", activity.context):
        result |= instances.stored(activity, _FOR_EDITORS) | instances.text_result(ctx, activity, "page_after_submit")
        result["pageaftersubmitfiles"] = instances.area_files(ctx, activity, "page_after_submit")
    return result


def is_open(row: Mapping[Any, Any], now: int) -> bool:
    """Whether a feedback may be answered now."""
    return bool(row["timeopen"] <= now and (not row["timeclose"] or row["timeclose"] >= now))
