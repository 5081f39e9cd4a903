"""The results of ``mod_data_get_databases_by_courses``."""

from __future__ import annotations

from typing import Any

from gateway.api import CallContext
from gateway.components.core_course import instances
from gateway.components.core_course.instances import CourseActivity
from gateway.components.mod_data.tables import data

__all__ = ["TABLE", "data_result"]

TABLE = data

_COLUMNS = (
    "comments", "timeavailablefrom", "timeavailableto", "timeviewfrom", "timeviewto", "requiredentries", "requiredentriestoview",
    "maxentries", "rssarticles", "singletemplate", "listtemplate", "listtemplateheader", "listtemplatefooter", "addtemplate",
    "rsstemplate", "rsstitletemplate", "csstemplate", "jstemplate", "asearchtemplate", "approval", "manageapproved", "defaultsort",
    "defaultsortdir",
)  # fmt: skip
_FOR_MANAGERS = ("scale", "assessed", "assesstimestart", "assesstimefinish", "editany", "notification", "timemodified")


def data_result(ctx: CallContext, activity: CourseActivity) -> dict[str, Any]:
    """The result of one database; members about rating and editing are for callers who may manage activities."""
    names = _COLUMNS + (_FOR_MANAGERS if ctx.has(instances.MANAGE, activity.context) else ())
    return {
        **instances.name_and_intro(ctx, activity),
        **instances.stored(activity, names),
        "lang": activity.module["lang"],
        "coursemodule": activity.module["id"],
    }
