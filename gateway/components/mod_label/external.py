"""The external functions about labels."""

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
from gateway.components.core_course import instances
from gateway.components.mod_label import lib


@function(
    "mod_label_get_labels_by_courses",
    READ,
    params={
        "courseids": List(Value(INT, "id of a course"), "the courses; those of the caller unless given", default=[]),
    },
    returns=Struct(
        {
            "labels": List(
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
                        "timemodified": Value(INT, "when it was changed"),
                    }
                ),
                "the labels",
            ),
            "warnings": warnings(),
        }
    ),
    capabilities=["mod/label:view"],
    services=["moodle_mobile_app"],
)
def get_labels_by_courses(ctx: CallContext, courseids: list[int]) -> dict[str, Any]:
    """Return the labels in courses that the caller sees."""
    found, warned = instances.of_courses(ctx, lib.TABLE, courseids)
    return {"labels": [lib.label_result(ctx, activity) for activity in found], "warnings": warned}
