"""The external functions about H5P activities."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    ALPHANUM,
    BOOL,
    FILE,
    INT,
    PATH,
    RAW,
    READ,
    URL,
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
from gateway.components.mod_h5pactivity import lib


@function(
    "mod_h5pactivity_get_h5pactivities_by_courses",
    READ,
    params={
        "courseids": List(Value(INT, "id of a course"), "the courses; those of the caller unless given", default=[]),
    },
    returns=Struct(
        {
            "h5pactivities": List(
                Struct(
                    {
                        "id": Value(INT, "id", null=False),
                        "course": Value(INT, "id of the course", null=False),
                        "name": Value(RAW, "name", null=False),
                        "timecreated": Value(INT, "when it was created", optional=True, null=False),
                        "timemodified": Value(INT, "when it was changed", optional=True, null=False),
                        "intro": Value(RAW, "introduction"),
                        "introformat": format_value("intro", default="0"),
                        "grade": Value(INT, "highest grade, or the scale as a negative id", optional=True, null=False),
                        "displayoptions": Value(INT, "options of that", null=False),
                        "enabletracking": Value(INT, "whether attempts are tracked", null=False),
                        "grademethod": Value(INT, "how attempts are graded", null=False),
                        "contenthash": Value(ALPHANUM, "hash of the content", optional=True, null=False),
                        "coursemodule": Value(INT, "id of the course module", null=False),
                        "context": Value(INT, "id of the context", null=False),
                        "introfiles": files("files of the introduction", exported=True),
                        "package": files("the package", exported=True),
                        "deployedfile": Struct(
                            {
                                "filename": Value(FILE, "name of the file", optional=True, null=False),
                                "filepath": Value(PATH, "folder of the file", optional=True, null=False),
                                "filesize": Value(INT, "size in bytes", optional=True, null=False),
                                "fileurl": Value(URL, "address of the file", optional=True, null=False),
                                "timemodified": Value(INT, "when it was changed", optional=True, null=False),
                                "mimetype": Value(RAW, "media type", optional=True, null=False),
                            },
                            "the package as it was unpacked",
                            optional=True,
                        ),
                    }
                ),
                "the activities",
            ),
            "h5pglobalsettings": Struct(
                {
                    "enablesavestate": Value(BOOL, "whether the state is saved"),
                    "savestatefreq": Value(INT, "seconds between two savings", optional=True),
                },
                "settings of the site",
                optional=True,
            ),
            "warnings": warnings(),
        }
    ),
    capabilities=["mod/h5pactivity:view"],
    services=["moodle_mobile_app"],
)
def get_h5pactivities_by_courses(ctx: CallContext, courseids: list[int]) -> dict[str, Any]:
    """Return the H5P activities in courses that the caller sees."""
    found, warned = instances.of_courses(ctx, lib.TABLE, courseids, areas=("package",))
    return {
        "h5pactivities": [lib.h5pactivity_result(ctx, activity) for activity in found],
        "h5pglobalsettings": {
            "enablesavestate": ctx.site.config.flag("mod_h5pactivity/enablesavestate"),
            "savestatefreq": ctx.site.config.number("mod_h5pactivity/savestatefreq"),
        },
        "warnings": warned,
    }


view_h5pactivity = view_function("h5pactivity", "an H5P activity", "mod/h5pactivity:view")
