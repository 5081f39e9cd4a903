"""Web service functions for the navigation and administration options of courses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gateway.api import (
    ALPHANUMEXT,
    BOOL,
    READ,
    SITE_COURSE,
    SYSTEM,
    CallContext,
    Context,
    Level,
    List,
    Struct,
    Value,
    contexts,
    function,
    warnings,
)
from gateway.components.core_course import lib, options
from gateway.components.core_course.external.schemas import COURSE_ID
from gateway.components.core_course.lib import Course

_OPTIONS = Struct(
    {
        "courses": List(
            Struct(
                {
                    "id": COURSE_ID,
                    "options": List(
                        Struct({"name": Value(ALPHANUMEXT, "name of the page"), "available": Value(BOOL, "whether it is there")}),
                        "the pages",
                    ),
                }
            ),
            "the courses",
        ),
        "warnings": warnings(),
    }
)


@function(
    "core_course_get_user_navigation_options",
    READ,
    params={"courseids": List(COURSE_ID, "the courses")},
    returns=_OPTIONS,
    services=["moodle_mobile_app"],
)
def get_user_navigation_options(ctx: CallContext, courseids: list[int]) -> dict[str, Any]:
    """Return which pages of courses are there for the caller."""
    return _of_each(ctx, courseids, options.navigation)


@function(
    "core_course_get_user_administration_options",
    READ,
    params={"courseids": List(COURSE_ID, "the courses")},
    returns=_OPTIONS,
    services=["moodle_mobile_app"],
)
def get_user_administration_options(ctx: CallContext, courseids: list[int]) -> dict[str, Any]:
    """Return what of courses the caller may administer."""
    return _of_each(ctx, courseids, options.administration)


def _of_each(ctx: CallContext, ids: list[int], options_of: Callable[[CallContext, Course, Context], dict[str, bool]]) -> dict[str, Any]:
    """The options of each course, and a warning for each course that the caller may not enter."""
    rows, warned = lib.validate_courses(ctx, ids, keep_failing=False)
    places = contexts.by_instances(ctx.db, Level.COURSE, [row["id"] for row in rows])
    found = []
    for row in rows:
        place = SYSTEM if row["id"] == SITE_COURSE else places[row["id"]]
        listed = [{"name": name, "available": there} for name, there in options_of(ctx, row, place).items()]
        found.append({"id": row["id"], "options": listed})
    return {"courses": found, "warnings": warned}
