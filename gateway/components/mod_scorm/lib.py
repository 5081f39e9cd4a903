"""The results of ``mod_scorm_get_scorms_by_courses``."""

from __future__ import annotations

from typing import Any

from gateway.api import CallContext
from gateway.components.core_course import instances
from gateway.components.core_course.instances import CourseActivity
from gateway.components.mod_scorm.tables import scorm

__all__ = ["TABLE", "scorm_result"]

TABLE = scorm

# Types of packages of which the site has a file of its own.
_WITH_FILE = ("local", "localsync")

_FOR_VIEWERS = (
    "version", "maxgrade", "grademethod", "whatgrade", "maxattempt", "forcecompleted", "forcenewattempt", "lastattemptlock",
    "displayattemptstatus", "displaycoursestructure", "sha1hash", "md5hash", "revision", "launch", "skipview", "hidebrowse", "hidetoc",
    "nav", "navpositionleft", "navpositiontop", "auto", "popup", "width", "height", "timeopen", "timeclose", "scormtype", "reference",
)  # fmt: skip
_FOR_MANAGERS = (
    "updatefreq", "options", "completionstatusrequired", "completionscorerequired", "completionstatusallscos", "autocommit",
    "timemodified",
)  # fmt: skip


def scorm_result(ctx: CallContext, activity: CourseActivity) -> dict[str, Any]:
    """The result of one SCORM package; outside its opening hours it has but the columns of all activities."""
    result = instances.permitted_result(ctx, activity)
    if not _is_open(ctx, activity) and not ctx.has("mod/scorm:viewreport", activity.context):
        return result
    result |= {**instances.stored(activity, _FOR_VIEWERS), **_package(ctx, activity)}
    result["protectpackagedownloads"] = ctx.site.config.flag("scorm/protectpackagedownloads")
    return result | (instances.stored(activity, _FOR_MANAGERS) if ctx.has(instances.MANAGE, activity.context) else {})


def _is_open(ctx: CallContext, activity: CourseActivity) -> bool:
    """Whether a package may be started now."""
    begin, end = activity.row["timeopen"], activity.row["timeclose"]
    return begin <= ctx.now and (not end or ctx.now <= end)


def _package(ctx: CallContext, activity: CourseActivity) -> dict[str, Any]:
    """The size and the address of the file of a package."""
    if activity.row["scormtype"] not in _WITH_FILE:
        return {"packagesize": 0}
    for file in instances.area_files(ctx, activity, "package", itemid=0):
        if file["filepath"] == "/" and file["filename"] == activity.row["reference"]:
            return {"packagesize": file["filesize"], "packageurl": file["fileurl"]}
    return {"packagesize": 0}
