"""The external functions about wikis."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    BOOL,
    INT,
    RAW,
    READ,
    SAFEDIR,
    TEXT,
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
from gateway.components.mod_wiki import lib


@function(
    "mod_wiki_get_wikis_by_courses",
    READ,
    params={
        "courseids": List(Value(INT, "id of a course"), "the courses; those of the caller unless given", default=[]),
    },
    returns=Struct(
        {
            "wikis": List(
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
                        "timecreated": Value(INT, "when it was created", optional=True),
                        "timemodified": Value(INT, "when it was changed", optional=True),
                        "firstpagetitle": Value(RAW, "title of the first page", optional=True),
                        "wikimode": Value(TEXT, "whose it is: collaborative or individual", optional=True),
                        "defaultformat": Value(TEXT, "format of new pages", optional=True),
                        "forceformat": Value(INT, "whether the format is forced", optional=True),
                        "editbegin": Value(INT, "from when on pages may be edited", optional=True),
                        "editend": Value(INT, "until when pages may be edited", optional=True),
                        "cancreatepages": Value(BOOL, "whether the caller may add pages"),
                    }
                ),
                "the wikis",
            ),
            "warnings": warnings(),
        }
    ),
    capabilities=["mod/wiki:viewpage"],
    services=["moodle_mobile_app"],
)
def get_wikis_by_courses(ctx: CallContext, courseids: list[int]) -> dict[str, Any]:
    """Return the wikis in courses that the caller sees."""
    found, warned = instances.of_courses(ctx, lib.TABLE, courseids)
    return {"wikis": [lib.wiki_result(ctx, activity) for activity in found], "warnings": warned}


view_wiki = view_function("wiki", "a wiki", "mod/wiki:viewpage")
