"""The external functions about folders."""

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
from gateway.components.mod_folder import lib


@function(
    "mod_folder_get_folders_by_courses",
    READ,
    params={
        "courseids": List(Value(INT, "id of a course"), "the courses; those of the caller unless given", default=[]),
    },
    returns=Struct(
        {
            "folders": List(
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
                        "revision": Value(INT, "number of changes, for caches"),
                        "timemodified": Value(INT, "when it was changed"),
                        "display": Value(INT, "how it is shown"),
                        "showexpanded": Value(INT, "whether sub-folders are open"),
                        "showdownloadfolder": Value(INT, "whether the folder can be downloaded"),
                        "forcedownload": Value(INT, "whether files are downloaded rather than shown"),
                    }
                ),
                "the folders",
            ),
            "warnings": warnings(),
        }
    ),
    capabilities=["mod/folder:view"],
    services=["moodle_mobile_app"],
)
def get_folders_by_courses(ctx: CallContext, courseids: list[int]) -> dict[str, Any]:
    """Return the folders in courses that the caller sees."""
    found, warned = instances.of_courses(ctx, lib.TABLE, courseids)
    return {"folders": [lib.folder_result(ctx, activity) for activity in found], "warnings": warned}


view_folder = view_function("folder", "a folder", "mod/folder:view")
