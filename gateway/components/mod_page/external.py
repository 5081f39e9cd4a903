"""The external functions about pages."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    BOOL,
    INT,
    RAW,
    READ,
    SAFEDIR,
    CallContext,
    List,
    Struct,
    Value,
    files,
    format_value,
    function,
    warnings,
)
from gateway.components.core_completion.viewing import view_function
from gateway.components.core_course import instances
from gateway.components.mod_page import lib


@function(
    "mod_page_get_pages_by_courses",
    READ,
    params={
        "courseids": List(Value(INT, "id of a course"), "the courses; those of the caller unless given", default=[]),
    },
    returns=Struct(
        {
            "pages": List(
                Struct(
                    {
                        "id": Value(INT, "id"),
                        "coursemodule": Value(INT, "id of the course module"),
                        "course": Value(INT, "id of the course"),
                        "name": Value(RAW, "name"),
                        "intro": Value(RAW, "introduction"),
                        "introformat": format_value("intro"),
                        "introfiles": files("files of the introduction", optional=True),
                        "section": Value(INT, "number of the section", optional=True),
                        "visible": Value(BOOL, "whether it is shown", optional=True),
                        "groupmode": Value(INT, "group mode: 0 none, 1 separate, 2 visible", optional=True),
                        "groupingid": Value(INT, "id of the grouping", optional=True),
                        "lang": Value(SAFEDIR, "forced language", optional=True),
                        "content": Value(RAW, "content"),
                        "contentformat": format_value("content"),
                        "contentfiles": files("files of the content"),
                        "legacyfiles": Value(INT, "whether files of an old version are in use"),
                        "legacyfileslast": Value(INT, "when they were last"),
                        "display": Value(INT, "how it is shown"),
                        "displayoptions": Value(RAW, "options of that"),
                        "revision": Value(INT, "number of changes, for caches"),
                        "timemodified": Value(INT, "when it was changed"),
                    }
                ),
                "the pages",
            ),
            "warnings": warnings(),
        }
    ),
    capabilities=["mod/page:view"],
    services=["moodle_mobile_app"],
)
def get_pages_by_courses(ctx: CallContext, courseids: list[int]) -> dict[str, Any]:
    """Return the pages in courses that the caller sees."""
    found, warned = instances.of_courses(ctx, lib.TABLE, courseids, areas=("content",))
    return {"pages": [lib.page_result(ctx, activity) for activity in found], "warnings": warned}


view_page = view_function("page", "a page", "mod/page:view")
