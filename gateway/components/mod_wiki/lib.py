"""The results of ``mod_wiki_get_wikis_by_courses``."""

from __future__ import annotations

from typing import Any

from gateway.api import CallContext
from gateway.components.core_course import instances
from gateway.components.core_course.instances import CourseActivity
from gateway.components.mod_wiki.tables import wiki

__all__ = ["TABLE", "wiki_result"]

TABLE = wiki

_FOR_READERS = ("firstpagetitle", "wikimode", "defaultformat", "forceformat", "editbegin", "editend")
_FOR_MANAGERS = ("timecreated", "timemodified")


def wiki_result(ctx: CallContext, activity: CourseActivity) -> dict[str, Any]:
    """The result of one wiki; the capabilities of the caller decide which members it has."""
    result = instances.permitted_result(ctx, activity, "mod/wiki:viewpage", position="mod/wiki:viewpage")
    if ctx.has("mod/wiki:viewpage", activity.context):
        result |= instances.stored(activity, _FOR_READERS)
    if ctx.has(instances.MANAGE, activity.context):
        result |= instances.stored(activity, _FOR_MANAGERS)
    return {**result, "cancreatepages": ctx.has("mod/wiki:createpage", activity.context)}
