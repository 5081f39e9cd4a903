"""The external functions about IMS content packages."""

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
from gateway.components.mod_imscp import lib


@function(
    "mod_imscp_get_imscps_by_courses",
    READ,
    params={
        "courseids": List(Value(INT, "id of a course"), "the courses; those of the caller unless given", default=[]),
    },
    returns=Struct(
        {
            "imscps": List(
                Struct(
                    {
                        "id": Value(INT, "id"),
                        "coursemodule": Value(INT, "id of the course module"),
                        "course": Value(INT, "id of the course"),
                        "name": Value(RAW, "name"),
                        "intro": Value(RAW, "introduction", optional=True),
                        "introformat": format_value("intro", optional=True),
                        "introfiles": files("files of the introduction", optional=True),
                        "section": Value(INT, "number of the section", optional=True),
                        "visible": Value(BOOL, "whether it is shown", optional=True),
                        "groupmode": Value(INT, "group mode: 0 none, 1 separate, 2 visible", optional=True),
                        "groupingid": Value(INT, "id of the grouping", optional=True),
                        "lang": Value(SAFEDIR, "forced language", optional=True),
                        "revision": Value(INT, "number of changes, for caches", optional=True),
                        "keepold": Value(INT, "how many old versions are kept", optional=True),
                        "structure": Value(RAW, "contents of the package", optional=True),
                        "timemodified": Value(RAW, "when it was changed", optional=True),
                    }
                ),
                "the packages",
            ),
            "warnings": warnings(),
        }
    ),
    capabilities=["mod/imscp:view"],
    services=["moodle_mobile_app"],
)
def get_imscps_by_courses(ctx: CallContext, courseids: list[int]) -> dict[str, Any]:
    """Return the IMS content packages in courses that the caller sees."""
    found, warned = instances.of_courses(ctx, lib.TABLE, courseids)
    return {"imscps": [lib.imscp_result(ctx, activity) for activity in found], "warnings": warned}


view_imscp = view_function("imscp", "an IMS content package", "mod/imscp:view")
