"""The external functions about SCORM packages."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    ALPHA,
    BOOL,
    INT,
    NOTAGS,
    RAW,
    READ,
    SAFEDIR,
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
from gateway.components.mod_scorm import lib


@function(
    "mod_scorm_get_scorms_by_courses",
    READ,
    params={
        "courseids": List(Value(INT, "id of a course"), "the courses; those of the caller unless given", default=[]),
    },
    returns=Struct(
        {
            "scorms": List(
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
                        "packagesize": Value(INT, "size of the package", optional=True),
                        "packageurl": Value(URL, "address of the package", optional=True),
                        "version": Value(NOTAGS, "version", optional=True),
                        "maxgrade": Value(INT, "highest grade", optional=True),
                        "grademethod": Value(INT, "how attempts are graded", optional=True),
                        "whatgrade": Value(INT, "which attempt counts", optional=True),
                        "maxattempt": Value(INT, "how many attempts are allowed", optional=True),
                        "forcecompleted": Value(BOOL, "whether completion is forced", optional=True),
                        "forcenewattempt": Value(INT, "whether an attempt is always new", optional=True),
                        "lastattemptlock": Value(BOOL, "whether no attempt follows the last", optional=True),
                        "displayattemptstatus": Value(INT, "where the status of attempts is shown", optional=True),
                        "displaycoursestructure": Value(BOOL, "whether the structure of the course is shown", optional=True),
                        "sha1hash": Value(NOTAGS, "SHA-1 hash of the package", optional=True),
                        "md5hash": Value(NOTAGS, "MD5 hash of the package", optional=True),
                        "revision": Value(INT, "number of changes, for caches", optional=True),
                        "launch": Value(INT, "part that is started", optional=True),
                        "skipview": Value(INT, "whether the page of contents is skipped", optional=True),
                        "hidebrowse": Value(BOOL, "whether there is no preview", optional=True),
                        "hidetoc": Value(INT, "how the contents are shown", optional=True),
                        "nav": Value(INT, "how one moves about", optional=True),
                        "navpositionleft": Value(INT, "place from the left", optional=True),
                        "navpositiontop": Value(INT, "place from the top", optional=True),
                        "auto": Value(BOOL, "whether it goes on by itself", optional=True),
                        "popup": Value(INT, "whether it opens in a window of its own", optional=True),
                        "width": Value(INT, "width in pixels", optional=True),
                        "height": Value(INT, "height in pixels", optional=True),
                        "timeopen": Value(INT, "when it opens, 0 for always", optional=True),
                        "timeclose": Value(INT, "when it closes, 0 for never", optional=True),
                        "scormtype": Value(ALPHA, "where the package is: local, external and so on", optional=True),
                        "reference": Value(NOTAGS, "name or address of the package", optional=True),
                        "protectpackagedownloads": Value(BOOL, "whether packages are not to be downloaded", optional=True),
                        "updatefreq": Value(INT, "how often the package is renewed", optional=True),
                        "options": Value(RAW, "options of the window", optional=True),
                        "completionstatusrequired": Value(INT, "status that completes it", optional=True),
                        "completionscorerequired": Value(INT, "score that completes it", optional=True),
                        "completionstatusallscos": Value(INT, "whether every part must have that status", optional=True),
                        "autocommit": Value(BOOL, "whether data is saved by itself", optional=True),
                        "timemodified": Value(INT, "when it was changed", optional=True),
                    }
                ),
                "the packages",
            ),
            "options": List(
                Struct(
                    {
                        "name": Value(RAW, "name"),
                        "value": Value(RAW, "its value"),
                    }
                ),
                "settings of the site",
                optional=True,
            ),
            "warnings": warnings(),
        }
    ),
    services=["moodle_mobile_app"],
)
def get_scorms_by_courses(ctx: CallContext, courseids: list[int]) -> dict[str, Any]:
    """Return the SCORM packages in courses that the caller sees."""
    found, warned = instances.of_courses(ctx, lib.TABLE, courseids, areas=("package",))
    return {
        "scorms": [lib.scorm_result(ctx, activity) for activity in found],
        "options": [{"name": "scormstandard", "value": str(ctx.site.config.number("scorm/scormstandard"))}],
        "warnings": warned,
    }


view_scorm = view_function("scorm", "a SCORM package")
