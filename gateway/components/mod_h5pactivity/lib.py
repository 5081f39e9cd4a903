"""The results of ``mod_h5pactivity_get_h5pactivities_by_courses``."""

from __future__ import annotations

from typing import Any

from gateway.api import CallContext
from gateway.components.core_course import instances
from gateway.components.core_course.instances import CourseActivity
from gateway.components.mod_h5pactivity.tables import h5pactivity

__all__ = ["TABLE", "h5pactivity_result"]

TABLE = h5pactivity

_COLUMNS = ("timecreated", "timemodified", "displayoptions", "enabletracking", "grademethod")


def h5pactivity_result(ctx: CallContext, activity: CourseActivity) -> dict[str, Any]:
    """The result of one H5P activity."""
    return {
        **instances.name_and_intro(ctx, activity),
        **instances.stored(activity, _COLUMNS),
        "grade": activity.row["grade"] or 0,
        "coursemodule": activity.module["id"],
        "context": activity.context.id,
        "package": instances.area_files(ctx, activity, "package", itemid=0),
    }
