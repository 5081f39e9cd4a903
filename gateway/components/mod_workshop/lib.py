"""The results of ``mod_workshop_get_workshops_by_courses``."""

from __future__ import annotations

from typing import Any

from gateway.api import CallContext
from gateway.components.core_course import instances
from gateway.components.core_course.instances import CourseActivity
from gateway.components.mod_workshop.tables import workshop

__all__ = ["TABLE", "TEXTS", "workshop_result"]

TABLE = workshop

_COLUMNS = (
    "timemodified", "phase", "useexamples", "usepeerassessment", "useselfassessment", "grade", "gradinggrade", "strategy", "evaluation",
    "gradedecimals", "submissiontypetext", "submissiontypefile", "nattachments", "submissionfiletypes", "latesubmissions", "maxbytes",
    "examplesmode", "submissionstart", "submissionend", "assessmentstart", "assessmentend", "phaseswitchassessment",
    "overallfeedbackmode", "overallfeedbackfiles", "overallfeedbackfiletypes", "overallfeedbackmaxbytes",
)  # fmt: skip
TEXTS = ("instructauthors", "instructreviewers", "conclusion")


def workshop_result(ctx: CallContext, activity: CourseActivity) -> dict[str, Any]:
    """The result of one workshop."""
    result = {
        **instances.name_and_intro(ctx, activity),
        **instances.stored(activity, _COLUMNS),
        "lang": activity.module["lang"],
        "coursemodule": activity.module["id"],
    }
    for name in TEXTS:
        files = instances.area_files(ctx, activity, name)
        result |= {**instances.text_result(ctx, activity, name), f"{name}files": files}
    return result
