"""The external functions about URL resources."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    BOOL,
    INT,
    RAW,
    RAW_TRIMMED,
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
from gateway.components.mod_url import lib


@function(
    "mod_url_get_urls_by_courses",
    READ,
    params={
        "courseids": List(Value(INT, "id of a course"), "the courses; those of the caller unless given", default=[]),
    },
    returns=Struct(
        {
            "urls": List(
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
                        "externalurl": Value(RAW_TRIMMED, "the address"),
                        "display": Value(INT, "how it is shown"),
                        "displayoptions": Value(RAW, "options of that"),
                        "parameters": Value(RAW, "parameters that are added to it"),
                        "timemodified": Value(INT, "when it was changed"),
                    }
                ),
                "the addresses",
            ),
            "warnings": warnings(),
        }
    ),
    capabilities=["mod/url:view"],
    services=["moodle_mobile_app"],
)
def get_urls_by_courses(ctx: CallContext, courseids: list[int]) -> dict[str, Any]:
    """Return the addresses in courses that the caller sees."""
    found, warned = instances.of_courses(ctx, lib.TABLE, courseids)
    return {"urls": [lib.url_result(ctx, activity) for activity in found], "warnings": warned}


view_url = view_function("url", "a link", "mod/url:view")
